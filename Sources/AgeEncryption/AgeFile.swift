internal import Cryptography
package import SecretMemory

/// Whole age files in memory (age v1).
package enum AgeFile {
    private static let nonceSize = 16

    /// The age file of a plaintext for all `recipients`, as binary or as armor.
    package static func seal(
        _ plaintext: UnsafeRawBufferPointer, to recipients: [any AgeRecipient], armored: Bool
    ) throws(AgeError) -> [UInt8] {
        guard !recipients.isEmpty else { throw .noRecipients }
        let fileKey = SecureRandom.secret(AgeKeys.fileKeySize)
        var file = AgeHeader.versionLine + [0x0A]
        var labels: Set<String>?
        for recipient in recipients {
            let wrapping = try recipient.wrap(fileKey)
            guard labels == nil || labels == wrapping.labels else { throw .recipientsDiffer(Self.difference(labels ?? [], wrapping.labels)) }
            labels = wrapping.labels
            for stanza in wrapping.stanzas { file += stanza.text }
        }
        file += Array("---".utf8)
        let mac = try file.withRawBytes { (bytes) throws(AgeError) in try AgeHeader.mac(of: bytes, fileKey: fileKey) }
        file += [0x20] + AgeBase64.encode(mac) + [0x0A]
        let nonce = SecureRandom.bytes(nonceSize)
        file += nonce
        file += try AgeStream.seal(plaintext, key: AgeKeys.derive(fileKey, salt: nonce, info: "payload"))
        return armored ? AgeArmor.encode(file) : file
    }

    /// The plaintext of a binary or armored file, given out only when all of it was verified.
    package static func open(
        _ file: UnsafeRawBufferPointer, with identities: [any AgeIdentity], into arena: SecretArena
    ) throws(AgeError) -> SecretSlice {
        if AgeArmor.isArmored(file) {
            let binary = try AgeArmor.decode(file)
            return try binary.withRawBytes { (bytes) throws(AgeError) in try openBinary(bytes, with: identities, into: arena) }
        }
        return try openBinary(file, with: identities, into: arena)
    }

    /// Stable, those that ask nobody first (age v1.3 `age.go`).
    private static func sorted(_ identities: [any AgeIdentity]) -> [any AgeIdentity] {
        identities.count < 2 ? identities : identities.enumerated().sorted { ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset) }.map(\.element)
    }

    /// The file key of the first identity that has it. Another one may open what a plugin, a passphrase or a file of keys failed
    /// at; what went wrong is told when none did.
    static func fileKey(of stanzas: [AgeStanza], with identities: [any AgeIdentity]) throws(AgeError) -> SecretBytes? {
        var failure: AgeError?
        for identity in sorted(identities) {
            do throws(AgeError) {
                if let key = try identity.unwrap(stanzas) { return key }
            } catch {
                switch error {
                case .plugin, .passphrase, .lockedIdentities, .sshKey: failure = failure ?? error
                default: throw error
                }
            }
        }
        if let failure { throw failure }
        return nil
    }

    /// Why recipients with these labels can't be of one file.
    private static func difference(_ labels: Set<String>, _ other: Set<String>) -> String {
        if labels.symmetricDifference(other) == ["postquantum"] {
            return "classic and post-quantum recipients can't be mixed: a quantum computer would open the file by the classic ones"
        }
        return "a passphrase can't be mixed with other recipients, nor can recipients whose plugins ask to be kept apart"
    }

    private static func openBinary(
        _ file: UnsafeRawBufferPointer, with identities: [any AgeIdentity], into arena: SecretArena
    ) throws(AgeError) -> SecretSlice {
        let opened = try payload(of: file, with: identities)
        return try AgeStream.open(opened.payload, key: opened.key, into: arena)
    }

    /// A payload and its key.
    struct Opened: ~Copyable {
        let payload: UnsafeRawBufferPointer
        let key: SecretBytes
    }

    /// Reads the header of a binary file, whose MAC has then been verified.
    static func payload(of file: UnsafeRawBufferPointer, with identities: [any AgeIdentity]) throws(AgeError) -> Opened {
        let header = try AgeHeader(parsing: file)
        let isForPassphrase = header.stanzas.contains { $0.type == ScryptStanza.type }
        // Whoever knows the passphrase must not be able to add a recipient unseen (age v1, "The scrypt recipient type").
        guard !isForPassphrase || header.stanzas.count == 1 else { throw .header(reason: "a passphrase stands beside other recipients") }
        if let fileKey = try fileKey(of: header.stanzas, with: identities) {
            guard fileKey.count == AgeKeys.fileKeySize else { throw .header(reason: "a file key has not 16 bytes") }
            let mac = try AgeHeader.mac(of: UnsafeRawBufferPointer(rebasing: file[..<header.covered]), fileKey: fileKey)
            let isGenuine = mac.withUnsafeBytes { mac in header.mac.withUnsafeBytes { ConstantTime.equal(mac, $0) } }
            guard isGenuine else { throw .macMismatch }
            guard file.count - header.size >= nonceSize else { throw .header(reason: "the nonce is cut off") }
            let nonce = Array(file[header.size..<header.size + nonceSize])
            return Opened(
                payload: UnsafeRawBufferPointer(rebasing: file[(header.size + nonceSize)...]),
                key: try AgeKeys.derive(fileKey, salt: nonce, info: "payload"))
        }
        let hasIdentity = identities.contains { !($0 is ScryptIdentity) }
        if isForPassphrase, hasIdentity { throw .wantsPassphrase }
        if !isForPassphrase, !hasIdentity, !identities.isEmpty { throw .wantsIdentity }
        throw .noMatch
    }
}
