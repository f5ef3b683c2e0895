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
        _ dataKey: borrowing SecretBytes, for groups: [[X25519Recipient]], threshold: Int
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

    /// Wraps a data key for the keys of a file's groups. All are tried, and every one that fails is told. With
    /// `holdsWholeKey` an entry with an encrypted data key has this very one whole, and stays as it is in a single group:
    /// so a file that also has keys of kinds that can't be used here can get another recipient.
    package static func wrap(
        _ dataKey: borrowing SecretBytes, for groups: [KeyGroup], threshold: Int, holdsWholeKey: Bool
    ) throws(WrappingFailure) -> [KeyGroup] {
        guard !groups.isEmpty else { throw WrappingFailure(errors: ["no key groups provided"]) }
        guard groups.allSatisfy({ !$0.keys.isEmpty || !$0.unknown.isEmpty }) else {
            throw WrappingFailure(errors: ["empty key group provided"])
        }
        var errors: [String] = []
        if groups.count == 1 {
            let result = dataKey.withBytes { wrap($0, for: groups[0], keepingWrapped: holdsWholeKey, &errors) }
            guard errors.isEmpty else { throw WrappingFailure(errors: errors) }
            return [result]
        }
        let shares: [SecretSlice]
        do throws(SopsError) {
            shares = try ShamirSharing.split(
                dataKey, parts: groups.count, threshold: threshold == 0 ? groups.count : threshold,
                random: { SecureRandom.secret($0) })
        } catch .invalidShares(let reason) {
            throw WrappingFailure(errors: ["could not split data key into parts for Shamir: " + reason])
        } catch { throw WrappingFailure(errors: ["could not split data key into parts for Shamir"]) }
        var result: [KeyGroup] = []
        for (group, share) in zip(groups, shares) {
            result.append(share.withBytes { wrap($0, for: group, keepingWrapped: false, &errors) })
        }
        guard errors.isEmpty else { throw WrappingFailure(errors: errors) }
        return result
    }

    private static func wrap(
        _ bytes: UnsafeRawBufferPointer, for group: KeyGroup, keepingWrapped: Bool, _ errors: inout [String]
    ) -> KeyGroup {
        var result = group
        for place in group.keys.indices {
            let key = group.keys[place]
            if keepingWrapped, !(key.text("enc") ?? "").isEmpty { continue }
            func fail(_ reason: String) {
                errors.append("failed to encrypt new data key with master key \"" + key.displayName + "\": " + reason)
            }
            guard key.kind == .age else {
                fail("keys of the kind " + key.kind.rawValue + " can't be used by this version of rcsops")
                continue
            }
            do throws(AgeError) {
                let wrapped = try AgeFile.seal(bytes, to: [try X25519Recipient(parsing: key.displayName)], armored: true)
                result.keys[place].setText("enc", String(decoding: wrapped, as: UTF8.self))
            } catch { fail(error.message) }
        }
        if !keepingWrapped {
            for list in group.unknown {
                errors.append("failed to encrypt new data key with the master keys of the kind " + list.name + ", which nobody here knows")
            }
        }
        return result
    }

    private static func group(
        _ recipients: [X25519Recipient],
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
