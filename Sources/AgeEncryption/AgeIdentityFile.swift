internal import SecretMemory

/// A list of identities: one a line, blank lines and lines that begin with `#` skipped (age-keygen's files).
enum AgeIdentityFile {
    /// The identities; an empty list when there is none. `splittingAtBlanks` takes several on a line, as sops does for
    /// `SOPS_AGE_KEY`. `name` is for the question where the file is encrypted with a passphrase.
    static func parse(
        _ text: UnsafeRawBufferPointer, with reader: AgeKeyReader, name: String, splittingAtBlanks: Bool
    ) throws(AgeError) -> [any AgeIdentity] {
        if EncryptedIdentity.isEncrypted(text) { return [try EncryptedIdentity(text, name: name, reader: reader)] }
        var identities: [any AgeIdentity] = []
        for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let body = line.last == 0x0D ? line.dropLast() : line
            if body.isEmpty || body.first == UInt8(ascii: "#") { continue }
            let words = splittingAtBlanks ? body.split { $0 == 0x20 || $0 == 0x09 } : [body]
            for word in words {
                identities.append(try reader.identity(UnsafeRawBufferPointer(rebasing: word), line: index + 1))
            }
        }
        return identities
    }
}
