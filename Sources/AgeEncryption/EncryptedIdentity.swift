package import SecretMemory
internal import Synchronization

/// Identities in an age file of their own, which a passphrase opens (as `age-keygen | age -p` makes it). The passphrase is
/// asked for when a file needs it, once a process, and what came of it is kept, a failure too: many files are no reason to
/// ask again.
package final class EncryptedIdentity: AgeIdentity {
    /// sops 3.11 `age/keysource.go` reads no more of an identity file. In bytes.
    private static let limit = 16 << 20
    private static let tries = 3

    private enum Contents {
        case locked
        case open([any AgeIdentity])
        case refused(AgeError)
    }

    private let file: SecretSlice
    private let name: String
    private let reader: AgeKeyReader
    private let contents = Mutex(Contents.locked)

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
    package func identities() throws(AgeError) -> [any AgeIdentity] {
        let result = contents.withLock { contents -> Result<[any AgeIdentity], AgeError> in
            switch contents {
            case .open(let identities): return .success(identities)
            case .refused(let error): return .failure(error)
            case .locked:
                do throws(AgeError) {
                    let identities = try open()
                    contents = .open(identities)
                    return .success(identities)
                } catch {
                    contents = .refused(error)
                    return .failure(error)
                }
            }
        }
        return try result.get()
    }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        for identity in try identities() {
            if let key = try identity.unwrap(stanzas) { return key }
        }
        return nil
    }

    private func open() throws(AgeError) -> [any AgeIdentity] {
        for attempt in 0..<Self.tries {
            let question = (attempt == 0 ? "" : "That was not it. ") + "Enter passphrase for identity '" + name + "': "
            let arena = SecretArena()
            guard let answer = reader.surroundings.askSecret(question, arena) else {
                throw .passphrase(
                    reason: "the identities in '" + name + "' are encrypted with a passphrase, and "
                        + (attempt == 0 ? "nobody can be asked for it: there is no terminal" : "none was given"))
            }
            if let identities = try identities(with: answer) { return identities }
        }
        throw .passphrase(reason: "incorrect passphrase for the identities in '" + name + "'")
    }

    /// Nil for the wrong passphrase.
    private func identities(with passphrase: SecretSlice) throws(AgeError) -> [any AgeIdentity]? {
        let arena = SecretArena()
        let identity = ScryptIdentity(passphrase: passphrase.withBytes { SecretBytes(copying: $0) })
        let text: SecretSlice
        do throws(AgeError) {
            text = try file.withBytes { (file) throws(AgeError) in
                try Self.checkKind(file, name: name)
                return try AgeFile.open(file, with: [identity], into: arena)
            }
        } catch .noMatch { return nil }
        // An identity file holds neither ssh keys nor another encrypted file (age v1.3 `cmd/age/encrypted_keys.go`).
        let identities = try text.withBytes { (text) throws(AgeError) in
            guard !Self.isEncrypted(text) else {
                throw .invalidIdentity(line: 1, reason: "the encrypted identities are encrypted once more")
            }
            return try AgeIdentityFile.parse(text, with: reader, name: name, splittingAtBlanks: false)
        }
        guard !identities.isEmpty else { throw .passphrase(reason: "there is no identity in '" + name + "'") }
        return identities
    }

    private static func checkKind(_ file: UnsafeRawBufferPointer, name: String) throws(AgeError) {
        func isOfPassphrase(_ binary: UnsafeRawBufferPointer) throws(AgeError) -> Bool {
            try AgeHeader(parsing: binary).stanzas.contains { $0.type == "scrypt" }
        }
        let isRight: Bool
        if AgeArmor.isArmored(file) {
            isRight = try AgeArmor.decode(file).withRawBytes { (binary) throws(AgeError) in try isOfPassphrase(binary) }
        } else {
            isRight = try isOfPassphrase(file)
        }
        guard isRight else {
            throw .passphrase(reason: "the identities in '" + name + "' are encrypted to a recipient, and only a passphrase is possible")
        }
    }
}
