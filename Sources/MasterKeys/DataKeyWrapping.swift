internal import Cryptography
package import SecretMemory
package import SopsDocument

/// Wraps a new data key for the recipients of a document.
package enum DataKeyWrapping {
    /// sops' data keys are AES-256 keys. In bytes.
    package static let dataKeySize = 32

    /// Wraps a data key for the keys of a file's groups. One group: each key wraps all of it. Several: a Shamir share for each
    /// group, of which `threshold` (0 means all) open the document. All are tried, and every one that fails is told. With
    /// `holdsWholeKey` an entry with an encrypted data key has this very one whole, and stays as it is in a single group:
    /// so a file that also has keys of kinds that can't be used here can get another recipient.
    package static func wrap(
        _ dataKey: borrowing SecretBytes, for groups: [KeyGroup], threshold: Int, holdsWholeKey: Bool, with access: MasterKeyAccess
    ) throws(WrappingFailure) -> [KeyGroup] {
        guard !groups.isEmpty else { throw WrappingFailure(errors: ["no key groups provided"]) }
        guard groups.allSatisfy({ !$0.keys.isEmpty || !$0.unknown.isEmpty }) else {
            throw WrappingFailure(errors: ["empty key group provided"])
        }
        var errors: [String] = []
        if groups.count == 1 {
            let result = dataKey.withBytes { wrap($0, for: groups[0], keepingWrapped: holdsWholeKey, access, &errors) }
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
            result.append(share.withBytes { wrap($0, for: group, keepingWrapped: false, access, &errors) })
        }
        guard errors.isEmpty else { throw WrappingFailure(errors: errors) }
        return result
    }

    private static func wrap(
        _ bytes: UnsafeRawBufferPointer, for group: KeyGroup, keepingWrapped: Bool, _ access: MasterKeyAccess, _ errors: inout [String]
    ) -> KeyGroup {
        var result = group
        for place in group.keys.indices {
            let key = group.keys[place]
            if keepingWrapped, !(key.text("enc") ?? "").isEmpty { continue }
            do throws(MasterKeyError) { result.keys[place] = try access.wrap(bytes, for: key) } catch {
                errors.append("failed to encrypt new data key with master key \"" + key.displayName + "\": " + error.message)
            }
        }
        if !keepingWrapped {
            for list in group.unknown {
                errors.append("failed to encrypt new data key with the master keys of the kind " + list.name + ", which nobody here knows")
            }
        }
        return result
    }
}
