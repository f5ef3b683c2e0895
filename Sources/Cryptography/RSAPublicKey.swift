internal import CLibCrypto
internal import SecretMemory

/// An RSA public key by its numbers.
package struct RSAPublicKey: Sendable, Hashable {
    /// Sizes of the modulus that are taken, in bits; libcrypto refuses more, and age less.
    package static let bitLimits = 2048...16_384
    /// Big-endian, without leading zeros.
    package let modulus: [UInt8]
    package let exponent: [UInt8]

    /// Size of the modulus, in bits.
    package static func bits(of modulus: [UInt8]) -> Int {
        modulus.first.map { modulus.count * 8 - $0.leadingZeroBitCount } ?? 0
    }

    /// Both big-endian, without leading zeros. Throws ``CryptographyError/invalidKeySize(_:)``, in bits, for a modulus out of
    /// ``bitLimits``, and for an exponent that is even, 1 or above 24 bits (which Go's ssh keys can't have either).
    package init(modulus: [UInt8], exponent: [UInt8]) throws(CryptographyError) {
        let bits = Self.bits(of: modulus)
        guard Self.bitLimits.contains(bits) else { throw .invalidKeySize(bits) }
        guard let last = modulus.last, last & 1 == 1, modulus[0] != 0 else { throw .invalidParameter("RSA modulus") }
        guard (1...3).contains(exponent.count), exponent[0] != 0, let end = exponent.last, end & 1 == 1, exponent != [1] else {
            throw .invalidParameter("RSA exponent")
        }
        self.modulus = modulus
        self.exponent = exponent
    }

    /// RSAES-OAEP with SHA-256, as long as the modulus.
    package func encryptOAEP(_ plaintext: UnsafeRawBufferPointer, label: UnsafeRawBufferPointer) throws(CryptographyError) -> [UInt8] {
        guard rcsops_crypto_start() == 1 else { throw .libraryFailure("OPENSSL_init_crypto") }
        let numbers = Array(modulus.reversed() + exponent.reversed())
        guard let key = rcsops_rsa_key(numbers, [modulus.count, exponent.count], 2) else { throw .libraryFailure("EVP_PKEY_fromdata") }
        defer { EVP_PKEY_free(key) }
        var output = [UInt8](repeating: 0, count: modulus.count)
        let written = try output.withMutableRawBytes { (output) throws(CryptographyError) in
            try RSAOAEP.apply(.encrypt, plaintext, key: key, label: label, into: output)
        }
        guard written == output.count else { throw .libraryFailure("EVP_PKEY_encrypt") }
        return output
    }
}
