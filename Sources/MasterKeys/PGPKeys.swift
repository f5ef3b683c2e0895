internal import ChildPrograms
package import SecretMemory
internal import Synchronization

/// PGP master keys, through gpg. One value serves a whole process: several files may be worked on at once, and gpg runs for one of
/// them at a time, since two pinentries can't ask one person.
package final class PGPKeys: Sendable {
    private struct State {
        /// Ids of the secret keys at hand, once gpg was asked for them.
        var secretKeys: Set<UInt64>?
        /// What a person, or nobody, answered for messages to these keys.
        var answers: [[UInt64]: PGPError] = [:]
        var hasAsked = false
    }

    private let program: GPGProgram
    private let state = Mutex(State())

    package init(environment: @escaping @Sendable (String) -> String?) { program = GPGProgram(environment: environment) }

    /// Encrypts a data key or a share: an armored message, without a final line end.
    package func wrap(_ bytes: UnsafeRawBufferPointer, fingerprint: String) throws(PGPError) -> String {
        let key = PGPFingerprint(fingerprint)
        let result: Result<String, PGPError> = state.withLock { _ in
            do throws(ProgramFailure) {
                let run = try program.encrypt(bytes, for: key)
                let armored = run.output.trimmed().withBytes { String(decoding: $0, as: UTF8.self) }
                if run.ending == .exit(0), !armored.isEmpty { return .success(armored) }
                let said = Self.trimmed(run.errorText)
                let cause = run.ending == .exit(0) ? .nothingReturned : PGPDiagnosis.causeOfWrapping(key, said: said) { program.keys(key.searchPattern) }
                return .failure(.notWrapped(cause, said: said))
            } catch { return .failure(.notWrapped(cause(of: error), said: "")) }
        }
        return try result.get()
    }

    /// The fingerprints of the key that has this one as its own or a subkey's, as the key ring knows it; none where it does not, or where
    /// several keys end so.
    package func fingerprints(of fingerprint: String) -> [String] {
        guard let digits = PGPFingerprint(fingerprint).digits, digits.utf8.count >= 16 else { return [] }
        let found = state.withLock { _ in program.keys("0x" + digits) }.filter { key in key.parts.contains { $0.fingerprint.hasSuffix(digits) } }
        return found.count == 1 ? found[0].parts.map(\.fingerprint) : []
    }

    /// Decrypts a data key or a share. gpg isn't started for a message to keys that it is known not to have: it is asked for its
    /// secret keys once, when it first has none for a message.
    package func unwrap(_ armored: String, into arena: SecretArena) throws(PGPError) -> SecretSlice {
        let recipients = OpenPGPRecipients(armored: armored)
        let ids = recipients?.keyIDs ?? []
        guard armored.utf8.count <= OpenPGPArmor.limit else { throw .notUnwrapped(.damaged, said: "") }
        let result: Result<SecretSlice, PGPError> = state.withLock { state in
            if let recipients, let known = state.secretKeys, !recipients.mayBeOpened(by: known) {
                return .failure(.notUnwrapped(.noSecretKey(ids: ids.map(PGPDiagnosis.text)), said: ""))
            }
            if let answer = state.answers[ids], !ids.isEmpty { return .failure(answer) }
            do throws(ProgramFailure) {
                let run = try program.decrypt(armored, into: arena)
                if run.ending == .exit(0), !run.output.isEmpty { return .success(run.output) }
                let said = Self.trimmed(run.errorText)
                var cause = run.ending == .exit(0) ? .nothingReturned : PGPDiagnosis.causeOfUnwrapping(recipients, said: said)
                // "No secret key" in another language is an unknown cause.
                if cause == .unknown || cause.isAboutSecretKeys { learnSecretKeys(&state) }
                if cause == .unknown, let recipients, let known = state.secretKeys, !recipients.mayBeOpened(by: known) {
                    cause = .noSecretKey(ids: ids.map(PGPDiagnosis.text))
                }
                let failure = PGPError.notUnwrapped(cause, said: said)
                if cause.isAnswer { state.answers[ids] = failure }
                return .failure(failure)
            } catch { return .failure(.notUnwrapped(cause(of: error), said: "")) }
        }
        return try result.get()
    }

    private func learnSecretKeys(_ state: inout State) {
        guard !state.hasAsked else { return }
        state.hasAsked = true
        state.secretKeys = program.secretKeys().map { keys in Set(keys.flatMap { $0.parts.map(\.keyID) }) }
    }

    private func cause(of failure: ProgramFailure) -> PGPFailureCause {
        // ENOENT.
        if failure == .notStarted(2) { return .notInstalled(program: program.name) }
        return .notRun(program: program.name, reason: failure.message)
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
