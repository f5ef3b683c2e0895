internal import CLibSodium
package import SecretMemory

/// bcrypt_pbkdf, OpenBSD's key derivation that OpenSSH protects private keys with: bcrypt in the place of PBKDF2's HMAC,
/// and the output's bytes interleaved, so that no part of the key is cheaper than the whole. Neither libsodium nor
/// libcrypto has it.
package enum BcryptPBKDF {
    /// More rounds are refused before the work starts; ssh-keygen writes 16 or 24, and 100 are a second.
    package static let roundLimit = 1 << 14
    private static let blockSize = 32

    /// `count` bytes of key, at most 1,024.
    package static func derive(
        passphrase: UnsafeRawBufferPointer, salt: [UInt8], rounds: Int, count: Int
    ) throws(CryptographyError) -> SecretBytes {
        guard (1...roundLimit).contains(rounds) else { throw .invalidParameter("bcrypt rounds") }
        guard !salt.isEmpty, salt.count <= 1 << 20, (1...1024).contains(count) else { throw .invalidParameter("bcrypt size") }
        let stride = (count + blockSize - 1) / blockSize
        let share = (count + stride - 1) / stride
        var hash = BcryptHash(passphrase: passphrase)
        var block = SecretBytes(count: blockSize)
        var sum = SecretBytes(count: blockSize)
        var key = SecretBytes(count: count)
        for counter in 1...stride {
            let number = UInt32(counter).bigEndian
            let first = salt + withUnsafeBytes(of: number) { Array($0) }
            first.withUnsafeBytes { first in block.withMutableBytes { hash.write(into: $0, salt: first) } }
            sum.withMutableBytes { sum in block.withBytes { sum.copyMemory(from: $0) } }
            for _ in 0..<(rounds - 1) {
                block.withMutableBytes { hash.write(into: $0, salt: UnsafeRawBufferPointer($0)) }
                sum.withMutableBytes { sum in block.withBytes { block in for index in 0..<blockSize { sum[index] ^= block[index] } } }
            }
            key.withMutableBytes { key in
                sum.withBytes { sum in
                    for index in 0..<share {
                        let place = index * stride + counter - 1
                        if place < count { key[place] = sum[index] }
                    }
                }
            }
        }
        return key
    }
}
