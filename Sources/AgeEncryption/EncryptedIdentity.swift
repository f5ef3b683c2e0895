internal import Cryptography
package import SecretMemory

/// Identities in an age file of their own, which a passphrase opens (as `age-keygen | age -p` makes it). The passphrase is
/// asked for when a file needs it, once a process, and what came of it is kept, a failure too: many files are no reason to
/// ask again.
package final class EncryptedIdentity: AgeIdentity {
    /// sops 3.11 `age/keysource.go` reads no more of an identity file. In bytes.
    private static let limit = 16 << 20
    private static let tries = 3

    private let file: SecretSlice
    private let name: String
    private let reader: AgeKeyReader
    private let contents = AskedOnce<[any AgeIdentity]>()

    /// True for the text of an age file: armor, or the binary form.
    package static func isEncrypted(_ text: UnsafeRawBufferPointer) -> Bool {
        text.starts(with: "age-encryption".utf8) || text.starts(with: "-----BEGIN AGE".utf8)
    }

    /// `name` is for the question.
    init(_ file: UnsafeRawBufferPointer, name: String, reader: AgeKeyReader) throws(AgeError) {
        guard file.count <= Self.limit else { throw .invalidIdentity(line: 1, reason: "the encrypted identities are larger than 16 MiB") }
        let arena = SecretArena.ofCiphertext()
        self.file = arena.store(file)
        self.name = name
        self.reader = reader
    }

    package var cost: AgeIdentityCost { .mayAsk }
    /// Nobody can tell before the passphrase is there.
    package var recipientText: String? { nil }

    /// The identities that are in it. Asks for the passphrase where that was not done yet.
    package func identities() throws(AgeError) -> [any AgeIdentity] { try contents.value(asking: open) }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        try AgeFile.fileKey(of: stanzas, with: try identities())
    }

    private func open() throws(AgeError) -> [any AgeIdentity] {
        try check()
        let question = "Enter passphrase for identity '" + name + "': "
        for attempt in 0..<Self.tries {
            let arena = SecretArena()
            switch reader.surroundings.agent?.passphrase(agentID, question: question, wasWrong: attempt > 0, into: arena) ?? .unavailable {
            case .passphrase(let answer):
                if let identities = try identities(with: answer) { return identities }
                reader.surroundings.agent?.forget(agentID)
                continue
            case .cancelled: throw .passphrase(reason: "the passphrase for the identities in '" + name + "' was not given to gpg-agent")
            case .unavailable: break
            }
            guard let answer = reader.surroundings.askSecret((attempt == 0 ? "" : "That was not it. ") + question, arena) else {
                throw .passphrase(
                    reason: "the identities in '" + name + "' are encrypted with a passphrase, and "
                        + (attempt == 0 ? "nobody can be asked for it: there is no terminal" : "none was given"))
            }
            if let identities = try identities(with: answer) { return identities }
        }
        throw .passphrase(reason: "incorrect passphrase for the identities in '" + name + "'")
    }

    /// What an agent keeps the passphrase under; the same as sops 3.13 has it.
    private var agentID: String {
        let hash = file.withBytes { SHA256.hash($0) }.prefix(25)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        // 25 bytes are 40 letters exactly.
        var id = "SopsAge"
        Bech32.eachFiveBits(of: hash) { id.append(letters[Int($0)]) }
        return id
    }

    /// Nil for the wrong passphrase.
    private func identities(with passphrase: SecretSlice) throws(AgeError) -> [any AgeIdentity]? {
        let arena = SecretArena()
        let identity = ScryptIdentity(passphrase: passphrase.withBytes { SecretBytes(copying: $0) })
        let text: SecretSlice
        do throws(AgeError) {
            text = try file.withBytes { (file) throws(AgeError) in try AgeFile.open(file, with: [identity], into: arena) }
        } catch .noMatch {
            return nil
        } catch { throw unusable(error) }
        // An identity file holds neither ssh keys nor another encrypted file (age v1.3 `cmd/age/encrypted_keys.go`).
        guard !text.withBytes(Self.isEncrypted) else { throw unusable("they are encrypted once more") }
        let identities: [any AgeIdentity]
        do throws(AgeError) {
            identities = try text.withBytes { (text) throws(AgeError) in
                try AgeIdentityFile.parse(text, with: reader, name: name, splittingAtBlanks: false)
            }
        } catch { throw unusable(error) }
        guard !identities.isEmpty else { throw unusable("there is no identity in it") }
        return identities
    }

    /// Finds, before anybody is asked, what no passphrase could open (age v1.1 `cmd/age/encrypted_keys.go` asks only for a
    /// passphrase's stanza too).
    private func check() throws(AgeError) {
        do throws(AgeError) {
            let isForPassphrase = try file.withBytes { (file) throws(AgeError) in
                guard AgeArmor.isArmored(file) else { return try Self.isForPassphrase(file) }
                return try AgeArmor.decode(file).withRawBytes { (binary) throws(AgeError) in try Self.isForPassphrase(binary) }
            }
            if isForPassphrase { return }
        } catch { throw unusable(error) }
        throw unusable("they are encrypted to a recipient, and only a passphrase is possible")
    }

    private static func isForPassphrase(_ binary: UnsafeRawBufferPointer) throws(AgeError) -> Bool {
        try AgeHeader(parsing: binary).stanzas.contains { $0.type == ScryptStanza.type }
    }

    /// The error names these identities, lest it be taken for one of the file that is to be opened.
    private func unusable(_ error: AgeError) -> AgeError {
        if case .passphrase = error { return error }
        return unusable(error.message)
    }

    private func unusable(_ reason: String) -> AgeError { .lockedIdentities(name: name, reason: reason) }
}
