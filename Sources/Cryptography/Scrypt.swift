internal import CLibSodium
package import SecretMemory

/// scrypt (RFC 7914), by libsodium.
package enum Scrypt {
    /// Memory that one derivation may take, in bytes; more is refused before the work starts.
    package static let memoryLimit = 4 << 30

    /// `count` bytes of key. N is 2 to the power of `logN`; the memory taken is 128·N·r bytes.
    package static func derive(
        passphrase: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, logN: Int, r: Int, p: Int, count: Int
    ) throws(CryptographyError) -> SecretBytes {
        guard logN >= 1, logN <= 30, r >= 1, r <= 1 << 20, p >= 1, p <= 1 << 20, count >= 1, count <= 1 << 20 else {
            throw .invalidParameter("scrypt cost")
        }
        guard (128 << logN).multipliedReportingOverflow(by: r).partialValue <= memoryLimit,
            !(128 << logN).multipliedReportingOverflow(by: r).overflow
        else { throw .invalidParameter("scrypt memory") }
        var none: UInt8 = 0
        var result: Int32 = -1
        let key = SecretBytes(count: count) { output in
            withUnsafePointer(to: &none) { none in
                result = crypto_pwhash_scryptsalsa208sha256_ll(
                    passphrase.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none, passphrase.count,
                    salt.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none, salt.count,
                    UInt64(1) << UInt64(logN), UInt32(r), UInt32(p),
                    output.baseAddress!.assumingMemoryBound(to: UInt8.self), output.count)
            }
        }
        guard result == 0 else { throw .libraryFailure("scrypt") }
        return key
    }
}
