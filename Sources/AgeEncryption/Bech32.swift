internal import SecretMemory

/// Bech32 (BIP-173) without its limit of 90 characters, as age writes keys.
enum Bech32 {
    private static let charset = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let generators: [UInt32] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3]

    private static func step(_ checksum: UInt32, _ value: UInt8) -> UInt32 {
        let top = checksum >> 25
        var next = (checksum & 0x1ff_ffff) << 5 ^ UInt32(value)
        for bit in 0..<5 where top >> UInt32(bit) & 1 == 1 { next ^= generators[bit] }
        return next
    }

    private static func checksum(prefix: some Sequence<UInt8>) -> UInt32 {
        var sum: UInt32 = 1
        for byte in prefix { sum = step(sum, byte >> 5) }
        sum = step(sum, 0)
        for byte in prefix { sum = step(sum, byte & 31) }
        return sum
    }

    /// The text of `data` under a lower-case prefix; `data` may be secret, so the result belongs in an arena when it is.
    static func encode(prefix: String, _ data: UnsafeRawBufferPointer, each: (UInt8) -> Void) {
        prefix.utf8.forEach(each)
        each(UInt8(ascii: "1"))
        var sum = checksum(prefix: Array(prefix.utf8))
        eachFiveBits(of: data) { value in
            sum = step(sum, value)
            each(charset[Int(value)])
        }
        for _ in 0..<6 { sum = step(sum, 0) }
        sum ^= 1
        for index in 0..<6 { each(charset[Int(sum >> UInt32(5 * (5 - index)) & 31)]) }
    }

    /// Gives out `data` five bits at a time, the last ones filled up with zeros.
    static func eachFiveBits(of data: some Sequence<UInt8>, _ put: (UInt8) -> Void) {
        var held: UInt32 = 0
        var bits: UInt32 = 0
        for byte in data {
            held = (held << 8 | UInt32(byte)) & 0xFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                put(UInt8(held >> bits & 31))
            }
        }
        if bits > 0 { put(UInt8(held << (5 - bits) & 31)) }
    }

    /// The text of public data under a lower-case prefix.
    static func text(of data: [UInt8], prefix: String) -> String {
        var letters: [UInt8] = []
        data.withUnsafeBytes { encode(prefix: prefix, $0) { letters.append($0) } }
        return String(decoding: letters, as: UTF8.self)
    }

    /// Appends the text of a secret, in upper case as age writes identities.
    static func write(_ secret: borrowing SecretBytes, prefix: String, into output: inout SecretBuilder) {
        secret.withBytes { secret in
            encode(prefix: prefix, secret) { output.append((0x61...0x7A).contains($0) ? $0 & 0xDF : $0) }
        }
    }

    /// The data of a public key's text: nil unless it is Bech32 in lower case with this prefix.
    static func publicKey(in text: String, prefix: String) -> [UInt8]? {
        guard !text.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return nil }
        return Array(text.utf8).withUnsafeBytes { bytes in
            guard let decoded = decode(bytes), decoded.prefix == prefix else { return nil }
            return decoded.data.withBytes { Array($0) }
        }
    }

    struct Decoded: ~Copyable {
        let prefix: String
        let data: SecretBytes
    }

    /// The prefix, lower-cased, and the data; nil when the text is not Bech32 in one case.
    static func decode(_ text: UnsafeRawBufferPointer) -> Decoded? {
        guard let separator = text.lastIndex(of: UInt8(ascii: "1")), separator >= 1, text.count - separator - 1 >= 6 else {
            return nil
        }
        var hasLower = false
        var hasUpper = false
        for byte in text {
            guard (0x21...0x7E).contains(byte) else { return nil }
            hasLower = hasLower || (0x61...0x7A).contains(byte)
            hasUpper = hasUpper || (0x41...0x5A).contains(byte)
        }
        guard !(hasLower && hasUpper) else { return nil }
        func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        let prefix = text[..<separator].map(lowered)
        var sum = checksum(prefix: prefix)
        let payload = text.count - separator - 7
        var isValid = true
        let data = SecretBytes(count: payload * 5 / 8) { output in
            var held: UInt32 = 0
            var bits: UInt32 = 0
            var written = 0
            for index in 0..<(payload + 6) {
                guard let value = charset.firstIndex(of: lowered(text[separator + 1 + index])) else {
                    isValid = false
                    return
                }
                sum = step(sum, UInt8(value))
                guard index < payload else { continue }
                held = (held << 5 | UInt32(value)) & 0xFFF
                bits += 5
                if bits >= 8 {
                    bits -= 8
                    output[written] = UInt8(held >> bits & 0xFF)
                    written += 1
                }
            }
            if bits >= 5 || held & ((1 << bits) - 1) != 0 { isValid = false }
        }
        guard isValid, sum == 1 else { return nil }
        return Decoded(prefix: String(decoding: prefix, as: UTF8.self), data: data)
    }
}
