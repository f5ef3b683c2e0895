package import AWSSigning
internal import SecretMemory

extension AWSCredentials {
    /// The same id and, compared in constant time, the same secret.
    package func isSamePair(as other: AWSCredentials) -> Bool {
        guard accessKeyID == other.accessKeyID else { return false }
        return secretAccessKey.withBytes { left in other.secretAccessKey.withBytes { right in ConstantTime.equal(left, right) } }
    }

    /// False for what an INI value would not keep, or no id is: nothing, control characters, blanks at an end (§1).
    var canBeKept: Bool {
        let id = Array(accessKeyID.utf8)
        guard (3...128).contains(id.count), id.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), sessionToken == nil else { return false }
        return secretAccessKey.withBytes { bytes in
            guard let first = bytes.first, let last = bytes.last else { return false }
            return first != 0x20 && last != 0x20 && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        }
    }
}
