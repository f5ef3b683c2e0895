internal import CLibCrypto

/// HMAC with SHA-1 (RFC 2104), by libcrypto; for signatures of version 2, which know no other hash.
package enum HMACSHA1 {
    /// Code size, in bytes.
    package static let size = 20

    /// The code of a message, 20 bytes.
    package static func code(key: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer) throws(CryptographyError) -> [UInt8] {
        guard rcsops_crypto_start() == 1 else { throw .libraryFailure("OPENSSL_init_crypto") }
        guard let keySize = Int32(exactly: key.count) else { throw .invalidKeySize(key.count) }
        var code = [UInt8](repeating: 0, count: size)
        var written: UInt32 = 0
        // HMAC() takes no key at all for the one it had before: an empty one still needs an address.
        let none: UInt8 = 0
        let isDone = withUnsafePointer(to: none) { none in
            HMAC(
                EVP_sha1(), key.baseAddress ?? UnsafeRawPointer(none), keySize,
                message.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none, message.count, &code, &written) != nil
        }
        guard isDone, written == size else { throw .libraryFailure("HMAC") }
        return code
    }
}
