internal import ChildPrograms
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// gpg, started as sops starts it (sops 3.11 `pgp/keysource.go`): with our environment, and without `--batch` or `--homedir`, so
/// that its settings, its agent and the pinentry are the user's own.
struct GPGProgram: Sendable {
    let environment: @Sendable (String) -> String?

    /// `SOPS_GPG_EXEC`, a path or a name, and not split at blanks.
    var name: String { environment("SOPS_GPG_EXEC").flatMap { $0.isEmpty ? nil : $0 } ?? "gpg" }

    /// An armored message of `bytes` for one key.
    func encrypt(_ bytes: UnsafeRawBufferPointer, for key: PGPFingerprint) throws(ProgramFailure) -> ProgramRun {
        try run(
            ["--no-default-recipient", "--yes", "--encrypt", "-a", "-r", key.text, "--trusted-key", key.trustedKey, "--no-encrypt-to"], bytes,
            limit: 1 << 20, into: SecretArena.ofCiphertext())
    }

    /// What an armored message holds.
    func decrypt(_ armored: String, into arena: SecretArena) throws(ProgramFailure) -> ProgramRun {
        // A data key has 32 bytes, a share 33.
        try Array(armored.utf8).withRawBytes { (bytes) throws(ProgramFailure) in try run(["-d"], bytes, limit: 4096, into: arena) }
    }

    /// The public keys that a pattern finds; none when it finds none.
    func keys(_ pattern: String) -> [GPGKey] { listing(["--list-keys", "--with-colons", "--", pattern]).keys }

    /// All secret keys, those on cards too; nil when gpg can't tell.
    func secretKeys() -> [GPGKey]? {
        let listing = listing(["--list-secret-keys", "--with-colons"])
        return listing.isWhole ? listing.keys : nil
    }

    private func listing(_ arguments: [String]) -> (keys: [GPGKey], isWhole: Bool) {
        do throws(ProgramFailure) {
            let empty = UnsafeRawBufferPointer(start: nil, count: 0)
            let run = try run(arguments, empty, limit: 16 << 20, seconds: 30, into: SecretArena.ofCiphertext())
            let text = run.output.withBytes { String(decoding: $0, as: UTF8.self) }
            return (GPGKey.listed(in: text), run.ending == .exit(0))
        } catch { return ([], false) }
    }

    /// A person may be asked for a passphrase or a card, and takes the time that it takes: `seconds` is 0 then.
    private func run(
        _ arguments: [String], _ input: UnsafeRawBufferPointer, limit: Int, seconds: Int = 0, into arena: SecretArena
    ) throws(ProgramFailure) -> ProgramRun {
        var variables = ChildEnvironment(isEmpty: false, in: SecretArena.ofCiphertext())
        if let home = environment("GNUPGHOME") { variables.set("GNUPGHOME", to: home) }
        // gpg takes the terminal from its stdin when nobody names it, and that is a pipe here.
        if environment("GPG_TTY") == nil, let terminal = Self.terminal() { variables.set("GPG_TTY", to: terminal) }
        return try ProgramRun.of([name] + arguments, environment: variables, input: input, errors: .kept, limit: limit, seconds: seconds, into: arena)
    }

    /// The terminal that we have, by its path.
    private static func terminal() -> String? {
        for descriptor in [STDIN_FILENO, STDERR_FILENO, STDOUT_FILENO] {
            var name = [CChar](repeating: 0, count: 256)
            if ttyname_r(descriptor, &name, name.count) == 0 {
                return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
        return nil
    }
}
