internal import Cryptography
package import SecretMemory

/// Encrypts and decrypts single values that stand outside a tree's walk: the MAC, and an rclone.conf's layout.
package struct ValueCipher: ~Copyable {
    private var cipher: AESGCM256
    private let arena: SecretArena
    private let fill: (UnsafeMutableRawBufferPointer) -> Void

    /// `dataKey` is 32 bytes. Results are stored in `arena`; `fill` gives the IVs.
    package init(
        dataKey: borrowing SecretBytes, arena: SecretArena, fill: @escaping (UnsafeMutableRawBufferPointer) -> Void
    ) throws(SopsError) {
        do { cipher = try AESGCM256(key: dataKey) } catch {
            throw .cipherFailure(reason: "the data key is not 32 bytes long")
        }
        self.arena = arena
        self.fill = fill
    }

    /// The encrypted text; an empty plaintext stays empty, as sops leaves it.
    package mutating func encrypt(_ plaintext: SecretSlice, type: ScalarType, aad: [UInt8]) throws(SopsError) -> SecretSlice {
        guard !plaintext.isEmpty else { return plaintext }
        let room = arena.allocate(count: CipherText.size(plaintext: plaintext.count, type: type.word))
        guard let start = room.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return plaintext }
        var iv = [UInt8](repeating: 0, count: CipherText.ivSize)
        iv.withUnsafeMutableBytes { fill($0) }
        do throws(CryptographyError) {
            try plaintext.withBytes { (clear) throws(CryptographyError) in
                try iv.withRawBytes { (iv) throws(CryptographyError) in
                    try aad.withRawBytes { (aad) throws(CryptographyError) in
                        try CipherText.seal(clear, type: type.word, iv: iv, aad: aad, with: &cipher, into: start)
                    }
                }
            }
        } catch { throw .cipherFailure(reason: "AES-256-GCM could not encrypt") }
        return arena.slice(of: room)
    }

    /// The plaintext and its type. `path` is for the error only.
    package mutating func decrypt(
        _ text: SecretSlice, aad: [UInt8], path: @autoclosure () -> String
    ) throws(SopsError) -> (ScalarType, SecretSlice) {
        if text.isEmpty { return (.string, text) }
        let room = arena.allocate(count: text.withBytes { CipherText.plaintextBound($0) })
        do throws(CipherText.Refusal) {
            let (type, count) = try text.withBytes { (text) throws(CipherText.Refusal) in
                try aad.withRawBytes { (aad) throws(CipherText.Refusal) in
                    try CipherText.open(text, aad: aad, with: &cipher, into: room.assumingMemoryBound(to: UInt8.self))
                }
            }
            return (type, arena.slice(of: UnsafeRawBufferPointer(rebasing: room[..<count])))
        } catch { throw DecryptionJob.error(error, path: path()) }
    }

    /// True for a text of the form that this cipher writes, with a tag of the right size.
    package static func isEncrypted(_ text: SecretSlice) -> Bool {
        text.withBytes { CipherText.parts(of: $0)?.tag.count } == Base64.encodedCount(AESGCM256.tagSize)
    }
}
