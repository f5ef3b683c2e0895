internal import CLibSodium
internal import SecretMemory

/// The hash inside bcrypt_pbkdf: Blowfish's state stirred 64 times by two SHA-512 digests, then a fixed text encrypted with
/// it 64 times (OpenBSD `bcrypt_pbkdf.c`).
struct BcryptHash: ~Copyable {
    // In words of 32 bits: Blowfish's keys, its four tables, the digest of the passphrase, that of the salt, the text.
    private static let keys = 18
    private static let tables = 4 * 256
    private static let passphrase = keys + tables
    private static let salt = passphrase + 16
    private static let text = salt + 16
    private static let count = text + 8
    private static let plaintext = Array("OxychromaticBlowfishSwatDynamite".utf8)

    private var memory = SecretBytes(count: count * 4)

    init(passphrase: UnsafeRawBufferPointer) { store(digestOf: passphrase, at: Self.passphrase) }

    /// 32 bytes; `salt` may be the same memory.
    mutating func write(into output: UnsafeMutableRawBufferPointer, salt: UnsafeRawBufferPointer) {
        store(digestOf: salt, at: Self.salt)
        memory.withMutableBytes { memory in
            let words = memory.baseAddress!.assumingMemoryBound(to: UInt32.self)
            PiDigits.words.withUnsafeBufferPointer { words.update(from: $0.baseAddress!, count: Self.keys + Self.tables) }
            Self.expand(words, key: words + Self.passphrase, salt: words + Self.salt)
            for _ in 0..<64 {
                Self.expand(words, key: words + Self.salt, salt: nil)
                Self.expand(words, key: words + Self.passphrase, salt: nil)
            }
            let text = words + Self.text
            Self.plaintext.withUnsafeBytes { plaintext in
                for index in 0..<8 { text[index] = UInt32(bigEndian: plaintext.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)) }
            }
            for _ in 0..<64 {
                for index in 0..<4 { Self.encrypt(words, &text[index * 2], &text[index * 2 + 1]) }
            }
            for index in 0..<8 { output.storeBytes(of: text[index].littleEndian, toByteOffset: index * 4, as: UInt32.self) }
        }
    }

    private mutating func store(digestOf bytes: UnsafeRawBufferPointer, at place: Int) {
        memory.withMutableBytes { memory in
            var none: UInt8 = 0
            let words = memory.baseAddress!.assumingMemoryBound(to: UInt32.self) + place
            words.withMemoryRebound(to: UInt8.self, capacity: 64) { digest in
                withUnsafePointer(to: &none) { none in
                    _ = crypto_hash_sha512(digest, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? none, UInt64(bytes.count))
                }
            }
            for index in 0..<16 { words[index] = UInt32(bigEndian: words[index]) }
        }
    }

    /// Blowfish's key schedule; with a salt, the eksblowfish one.
    private static func expand(_ state: UnsafeMutablePointer<UInt32>, key: UnsafePointer<UInt32>, salt: UnsafePointer<UInt32>?) {
        for index in 0..<keys { state[index] ^= key[index & 15] }
        var left: UInt32 = 0
        var right: UInt32 = 0
        var index = 0
        while index < keys + tables {
            if let salt {
                left ^= salt[index & 15]
                right ^= salt[(index + 1) & 15]
            }
            encrypt(state, &left, &right)
            state[index] = left
            state[index + 1] = right
            index += 2
        }
    }

    @inline(__always) private static func mixed(_ tables: UnsafePointer<UInt32>, _ word: UInt32) -> UInt32 {
        ((tables[Int(word >> 24)] &+ tables[256 + Int(word >> 16 & 0xFF)]) ^ tables[512 + Int(word >> 8 & 0xFF)])
            &+ tables[768 + Int(word & 0xFF)]
    }

    @inline(__always) private static func encrypt(_ state: UnsafePointer<UInt32>, _ left: inout UInt32, _ right: inout UInt32) {
        let tables = state + keys
        var (one, other) = (left, right)
        var index = 0
        while index < 16 {
            one ^= state[index]
            other ^= mixed(tables, one)
            other ^= state[index + 1]
            one ^= mixed(tables, other)
            index += 2
        }
        left = other ^ state[17]
        right = one ^ state[16]
    }
}
