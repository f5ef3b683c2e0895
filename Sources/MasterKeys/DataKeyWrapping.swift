package import AgeEncryption
internal import Cryptography
package import SecretMemory
package import SopsDocument

/// Wraps a new data key for the recipients of a document.
package enum DataKeyWrapping {
    /// sops' data keys are AES-256 keys. In bytes.
    package static let dataKeySize = 32

    /// The metadata entries for `groups`. One group: each recipient wraps the whole key. Several: a Shamir share for
    /// each group, of which `threshold` (0 means all) open the document.
    package static func wrap(
        _ dataKey: borrowing SecretBytes, for groups: [[AgeRecipient]], threshold: Int
    ) throws(SopsError) -> [KeyGroup] {
        if groups.count == 1 {
            return [try group(groups[0]) { (body) throws(SopsError) in try dataKey.withBytes(body) }]
        }
        let shares = try ShamirSharing.split(
            dataKey, parts: groups.count, threshold: threshold == 0 ? groups.count : threshold,
            random: { SecureRandom.secret($0) })
        var result: [KeyGroup] = []
        for (recipients, share) in zip(groups, shares) {
            result.append(try group(recipients) { (body) throws(SopsError) in try share.withBytes(body) })
        }
        return result
    }

    private static func group(
        _ recipients: [AgeRecipient],
        lending: ((UnsafeRawBufferPointer) throws(SopsError) -> Void) throws(SopsError) -> Void
    ) throws(SopsError) -> KeyGroup {
        var keys: [MasterKeyEntry] = []
        try lending { (bytes) throws(SopsError) in
            for recipient in recipients {
                let wrapped: [UInt8]
                do throws(AgeError) { wrapped = try AgeFile.seal(bytes, to: [recipient], armored: true) } catch {
                    throw .cipherFailure(reason: "age could not wrap the data key: " + error.message)
                }
                keys.append(
                    MasterKeyEntry(
                        kind: .age,
                        fields: [
                            ("recipient", .text(recipient.text)), ("enc", .text(String(decoding: wrapped, as: UTF8.self))),
                        ]))
            }
        }
        return KeyGroup(keys: keys)
    }
}
