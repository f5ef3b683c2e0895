/// Whom an OpenPGP message names as its recipients: enough to know that no key at hand opens it, without asking gpg. What is
/// encrypted is not looked at.
package struct OpenPGPRecipients: Equatable, Sendable {
    /// 64-bit key ids, mostly of subkeys; 0 where the sender hid them (RFC 4880 §5.1).
    package var keyIDs: [UInt64] = []
    /// A passphrase opens it too (RFC 4880 §5.3).
    package var takesPassphrase = false

    /// Nil when the text is not one armored message, or its packets are malformed up to the encrypted data: what gpg makes of
    /// it is for gpg to say.
    package init?(armored text: String) {
        var message: [UInt8]?
        var copy = text
        copy.withUTF8 { message = OpenPGPArmor.decode(UnsafeRawBufferPointer($0)) }
        guard let message else { return nil }
        self.init(packets: message)
    }

    /// Packets one behind the other (RFC 4880 §4.2).
    init?(packets: [UInt8]) {
        var rest = packets[...]
        while let packet = OpenPGPPacket(first: &rest) {
            switch packet.tag {
            case 1:
                guard let id = Self.keyID(of: packet.body) else { return nil }
                keyIDs.append(id)
            case 3: takesPassphrase = true
            // A marker, which is ignored (§5.8).
            case 10: break
            // Encrypted data: §5.7, §5.13, and the form that GnuPG 2.3 brought.
            case 9, 18, 20:
                guard takesPassphrase || !keyIDs.isEmpty else { return nil }
                return
            default: return nil
            }
        }
        return nil
    }

    /// The recipient of a public-key encrypted session key (RFC 4880 §5.1; RFC 9580 §5.1.2 for version 6).
    private static func keyID(of body: ArraySlice<UInt8>) -> UInt64? {
        var body = body
        func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        switch body.popFirst() {
        // The id, an algorithm, and something encrypted.
        case 3: return body.count > 9 ? number(body.prefix(8)) : nil
        case 6:
            guard let size = body.popFirst(), body.count > Int(size) + 1 else { return nil }
            if size == 0 { return 0 }
            let fingerprint = body.prefix(Int(size))
            switch (fingerprint.first, size) {
            case (4, 21): return number(fingerprint.suffix(8))
            case (6, 33): return number(fingerprint.dropFirst().prefix(8))
            default: return nil
            }
        default: return nil
        }
    }

    /// Any of these ids may be the key's: it has one of them, or a recipient is hidden.
    package func mayBeOpened(by known: Set<UInt64>) -> Bool { takesPassphrase || keyIDs.contains { $0 == 0 || known.contains($0) } }
}
