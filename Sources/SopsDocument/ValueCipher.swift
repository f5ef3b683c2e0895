internal import Cryptography
package import SecretMemory

/// Turns one plaintext into `ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]` and back (sops 3.11 `aes/cipher.go`).
package struct ValueCipher: ~Copyable {
    private var cipher: AESGCM256
    private let arena: SecretArena
    private let randomBytes: (Int) -> [UInt8]
    private static let prefix = Array("ENC[AES256_GCM,data:".utf8)

    /// sops draws IVs of this many bytes, where GCM's usual is 12.
    package static let ivSize = 32
    package static let tagSize = 16

    /// `dataKey` is 32 bytes. Results are stored in `arena`; `randomBytes` gives the IVs.
    package init(
        dataKey: borrowing SecretBytes, arena: SecretArena, randomBytes: @escaping (Int) -> [UInt8]
    ) throws(SopsError) {
        do { cipher = try AESGCM256(key: dataKey) } catch {
            throw .cipherFailure(reason: "the data key is not 32 bytes long")
        }
        self.arena = arena
        self.randomBytes = randomBytes
    }

    /// The encrypted text; an empty plaintext stays empty, as sops leaves it.
    package mutating func encrypt(_ plaintext: SecretSlice, type: ScalarType, aad: [UInt8]) throws(SopsError) -> SecretSlice {
        guard !plaintext.isEmpty else { return plaintext }
        let iv = randomBytes(Self.ivSize)
        var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
        var tag = [UInt8](repeating: 0, count: Self.tagSize)
        do {
            try plaintext.withBytes { (clear) throws(CryptographyError) in
                try iv.withRawBytes { (iv) throws(CryptographyError) in
                    try aad.withRawBytes { (aad) throws(CryptographyError) in
                        try ciphertext.withMutableRawBytes { (output) throws(CryptographyError) in
                            try tag.withMutableRawBytes { (tag) throws(CryptographyError) in
                                try cipher.seal(clear, iv: iv, aad: aad, into: output, tag: tag)
                            }
                        }
                    }
                }
            }
        } catch { throw .cipherFailure(reason: "AES-256-GCM could not encrypt") }
        var text = SecretBuilder(in: arena, capacity: plaintext.count * 4 / 3 + 140)
        text.append(Self.prefix)
        ciphertext.withUnsafeBytes { text.append(Base64.encode($0)) }
        text.append(",iv:")
        iv.withUnsafeBytes { text.append(Base64.encode($0)) }
        text.append(",tag:")
        tag.withUnsafeBytes { text.append(Base64.encode($0)) }
        text.append(",type:")
        text.append(Array(type.rawValue.utf8))
        text.append("]")
        return text.finish()
    }

    /// The plaintext and its type. `path` is for the error only.
    package mutating func decrypt(
        _ text: SecretSlice, aad: [UInt8], path: @autoclosure () -> String
    ) throws(SopsError) -> (ScalarType, SecretSlice) {
        if text.isEmpty { return (.string, text) }
        guard let parts = Self.parts(of: text) else { throw .notAnEncryptedValue(path: path()) }
        func decoded(_ range: Range<Int>, _ part: String) throws(SopsError) -> SecretSlice {
            guard let bytes = text[range].withBytes({ Base64.decode($0, into: arena) }) else {
                throw .malformedValue(path: path(), part: part)
            }
            return bytes
        }
        let data = try decoded(parts.data, "data")
        let iv = try decoded(parts.iv, "iv")
        let tag = try decoded(parts.tag, "tag")
        guard tag.count == Self.tagSize, iv.count > 0 else { throw .authenticationFailed(path: path()) }
        let output = arena.allocate(count: data.count)
        do {
            try data.withBytes { (data) throws(CryptographyError) in
                try tag.withBytes { (tag) throws(CryptographyError) in
                    try iv.withBytes { (iv) throws(CryptographyError) in
                        try aad.withRawBytes { (aad) throws(CryptographyError) in
                            try cipher.open(data, tag: tag, iv: iv, aad: aad, into: output)
                        }
                    }
                }
            }
        } catch { throw .authenticationFailed(path: path()) }
        let tagText = text[parts.type].withBytes { String(decoding: $0, as: UTF8.self) }
        guard let type = ScalarType(rawValue: tagText) else { throw .unknownDataType(path: path(), type: tagText) }
        let clear = arena.slice(of: output)
        guard Self.isWellFormed(clear, type) else { throw .malformedValue(path: path(), part: "value of type " + type.rawValue) }
        return (type, clear)
    }

    /// The tag stands outside the cipher's additional data, so somebody may have changed it (sops 3.11 reads the text as
    /// Go's `strconv` does, and refuses what does not fit).
    private static func isWellFormed(_ clear: SecretSlice, _ type: ScalarType) -> Bool {
        switch type {
        case .string, .comment, .bytes: return true
        case .boolean, .integer, .float, .time:
            // No longer number or time exists.
            guard clear.count <= 400 else { return false }
            let text = String(decoding: clear.bytes, as: UTF8.self)
            switch type {
            case .boolean: return ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].contains(text)
            case .integer: return Int64(text) != nil
            case .float: return Double(text) != nil || ["NaN", "+Inf", "-Inf", "Inf"].contains(text)
            default: return RFC3339.normalised(text) != nil
            }
        }
    }

    /// True for a text of the form that this cipher writes, with a tag of the right size.
    package static func isEncrypted(_ text: SecretSlice) -> Bool { parts(of: text)?.tag.count == (tagSize + 2) / 3 * 4 }

    private struct Parts { var data, iv, tag, type: Range<Int> }

    /// Finds the parts as sops' greedy expression does: anchored at the start only, each separator the last possible
    /// one, nothing beyond the first line.
    private static func parts(of text: SecretSlice) -> Parts? {
        text.withBytes { bytes in
            guard bytes.count > prefix.count, bytes[..<prefix.count].elementsEqual(prefix) else { return nil }
            let line = bytes.firstIndex(of: 0x0A) ?? bytes.count
            guard let close = bytes[..<line].lastIndex(of: UInt8(ascii: "]")),
                let type = last(",type:", in: bytes, before: close),
                let tag = last(",tag:", in: bytes, before: type.lowerBound),
                let iv = last(",iv:", in: bytes, before: tag.lowerBound), iv.lowerBound > prefix.count
            else { return nil }
            return Parts(
                data: prefix.count..<iv.lowerBound, iv: iv.upperBound..<tag.lowerBound,
                tag: tag.upperBound..<type.lowerBound, type: type.upperBound..<close)
        }
    }

    /// The last `separator` that leaves at least one byte between itself and `end`.
    private static func last(_ separator: StaticString, in bytes: UnsafeRawBufferPointer, before end: Int) -> Range<Int>? {
        let wanted = UnsafeRawBufferPointer(start: separator.utf8Start, count: separator.utf8CodeUnitCount)
        var start = end - 1 - wanted.count
        while start >= prefix.count {
            if bytes[start..<start + wanted.count].elementsEqual(wanted) { return start..<start + wanted.count }
            start -= 1
        }
        return nil
    }
}
