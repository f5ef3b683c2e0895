internal import CLibCrypto
package import SecretMemory

/// An RSA private key of two primes, by its numbers. libcrypto's own key is made for each decryption and freed (and wiped)
/// after it, so that the numbers lie in guarded memory for the rest of the time.
package final class RSAPrivateKey: Sendable {
    package let publicKey: RSAPublicKey
    // One after another, each little-endian, in the order of rcsops_rsa_key.
    private let numbers: SecretBytes
    private let sizes: [Int]

    /// Big-endian numbers. The CRT numbers are computed, since an OpenSSH key doesn't have them all. Throws
    /// ``CryptographyError/invalidParameter(_:)`` when the numbers aren't of one key.
    package init(
        publicKey: RSAPublicKey, exponent: UnsafeRawBufferPointer, prime: UnsafeRawBufferPointer, otherPrime: UnsafeRawBufferPointer
    ) throws(CryptographyError) {
        let size = publicKey.modulus.count
        guard exponent.count <= size, prime.count < size, otherPrime.count < size else { throw .invalidParameter("RSA number size") }
        guard rcsops_crypto_start() == 1 else { throw .libraryFailure("OPENSSL_init_crypto") }
        let work = try Numbers()
        let modulus = try publicKey.modulus.withRawBytes { (bytes) throws(CryptographyError) in try work.number(bytes) }
        let publicExponent = try publicKey.exponent.withRawBytes { (bytes) throws(CryptographyError) in try work.number(bytes) }
        let (d, p, q) = (try work.number(exponent), try work.number(prime), try work.number(otherPrime))
        guard BN_is_odd(p) == 1, BN_is_odd(q) == 1, BN_is_one(p) == 0, BN_is_one(q) == 0, BN_is_zero(d) == 0 else {
            throw .invalidParameter("RSA prime")
        }
        let product = try work.number()
        guard BN_mul(product, p, q, work.context) == 1, BN_cmp(product, modulus) == 0 else { throw .invalidParameter("RSA primes") }
        func reduced(_ prime: OpaquePointer) throws(CryptographyError) -> OpaquePointer {
            let (order, result, check) = (try work.number(), try work.number(), try work.number())
            guard BN_copy(order, prime) != nil, BN_sub_word(order, 1) == 1, rcsops_bn_mod(result, d, order, work.context) == 1,
                BN_mod_mul(check, result, publicExponent, order, work.context) == 1, BN_is_one(check) == 1
            else { throw .invalidParameter("RSA private exponent") }
            return result
        }
        let (dp, dq, coefficient) = (try reduced(p), try reduced(q), try work.number())
        guard BN_mod_inverse(coefficient, q, p, work.context) != nil else { throw .invalidParameter("RSA primes") }
        let all = [modulus, publicExponent, d, p, q, dp, dq, coefficient]
        let sizes = all.map { max(1, Int((BN_num_bits($0) + 7) / 8)) }
        var isWritten = true
        numbers = SecretBytes(count: sizes.reduce(0, +)) { output in
            var offset = 0
            for (number, size) in zip(all, sizes) {
                let place = output.baseAddress!.assumingMemoryBound(to: UInt8.self) + offset
                if BN_bn2lebinpad(number, place, Int32(size)) != Int32(size) { isWritten = false }
                offset += size
            }
        }
        self.sizes = sizes
        self.publicKey = publicKey
        guard isWritten else { throw .libraryFailure("BN_bn2lebinpad") }
    }

    /// The plaintext. Throws ``CryptographyError/authenticationFailed`` for whatever is no ciphertext of this key and label.
    package func decryptOAEP(_ ciphertext: UnsafeRawBufferPointer, label: UnsafeRawBufferPointer) throws(CryptographyError) -> SecretBytes {
        guard ciphertext.count == publicKey.modulus.count else { throw .authenticationFailed }
        guard let key = numbers.withBytes({ rcsops_rsa_key($0.baseAddress!.assumingMemoryBound(to: UInt8.self), sizes, sizes.count) }) else {
            throw .libraryFailure("EVP_PKEY_fromdata")
        }
        defer { EVP_PKEY_free(key) }
        var written = 0
        let output = try SecretBytes(count: publicKey.modulus.count) { (output) throws(CryptographyError) in
            written = try RSAOAEP.apply(.decrypt, ciphertext, key: key, label: label, into: output)
        }
        return output.withBytes { SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0[..<written])) }
    }

    /// libcrypto's numbers, wiped when they go.
    private final class Numbers {
        let context: OpaquePointer
        private var all: [OpaquePointer] = []

        init() throws(CryptographyError) {
            guard let context = BN_CTX_secure_new() else { throw .libraryFailure("BN_CTX_secure_new") }
            self.context = context
        }

        func number(_ bytes: UnsafeRawBufferPointer? = nil) throws(CryptographyError) -> OpaquePointer {
            guard let number = BN_secure_new() else { throw .libraryFailure("BN_secure_new") }
            all.append(number)
            // Division and inversion in a time that doesn't depend on the digits.
            BN_set_flags(number, BN_FLG_CONSTTIME)
            if let bytes, !bytes.isEmpty {
                guard BN_bin2bn(bytes.baseAddress!.assumingMemoryBound(to: UInt8.self), Int32(bytes.count), number) != nil else {
                    throw .libraryFailure("BN_bin2bn")
                }
            }
            return number
        }

        deinit {
            for number in all { BN_clear_free(number) }
            BN_CTX_free(context)
        }
    }
}
