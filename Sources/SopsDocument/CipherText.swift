internal import Cryptography

/// The text `ENC[AES256_GCM,data:…,iv:…,tag:…,type:…]` and its parts (sops 3.11 `aes/cipher.go`). Works on memory that the
/// caller has laid out, so that a document's values can be handled in any order and on several threads.
enum CipherText {
    /// sops draws IVs of this many bytes, where GCM's usual is 12.
    static let ivSize = 32
    private static let dataMark: StaticString = "ENC[AES256_GCM,data:"
    private static let ivMark: StaticString = ",iv:"
    private static let tagMark: StaticString = ",tag:"
    private static let typeMark: StaticString = ",type:"

    /// Length of the text for a plaintext, in bytes.
    static func size(plaintext count: Int, type: StaticString) -> Int {
        dataMark.utf8CodeUnitCount + Base64.encodedCount(count) + ivMark.utf8CodeUnitCount + Base64.encodedCount(ivSize)
            + tagMark.utf8CodeUnitCount + Base64.encodedCount(AESGCM256.tagSize) + typeMark.utf8CodeUnitCount
            + type.utf8CodeUnitCount + 1
    }

    /// Encrypts `plaintext`, which is not empty, and writes the text; `room` has ``size(plaintext:type:)`` bytes.
    static func seal(
        _ plaintext: UnsafeRawBufferPointer, type: StaticString, iv: UnsafeRawBufferPointer, aad: UnsafeRawBufferPointer,
        with cipher: inout AESGCM256, into room: UnsafeMutablePointer<UInt8>
    ) throws(CryptographyError) {
        var place = 0
        func put(_ text: StaticString) {
            (room + place).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
            place += text.utf8CodeUnitCount
        }
        put(dataMark)
        // The raw ciphertext lies behind its own base64, at the end of that room, and is overtaken by it from behind.
        let encoded = Base64.encodedCount(plaintext.count)
        let raw = UnsafeMutableRawBufferPointer(start: room + place + encoded - plaintext.count, count: plaintext.count)
        var tag: (UInt64, UInt64) = (0, 0)
        try withUnsafeMutableBytes(of: &tag) { (tag) throws(CryptographyError) in
            try cipher.seal(plaintext, iv: iv, aad: aad, into: raw, tag: tag)
        }
        Base64.encode(UnsafeRawBufferPointer(raw), into: room + place)
        place += encoded
        put(ivMark)
        Base64.encode(iv, into: room + place)
        place += Base64.encodedCount(iv.count)
        put(tagMark)
        withUnsafeBytes(of: tag) { Base64.encode($0, into: room + place) }
        place += Base64.encodedCount(AESGCM256.tagSize)
        put(typeMark)
        put(type)
        room[place] = UInt8(ascii: "]")
    }

    /// Where the parts of a text stand.
    struct Parts {
        var data, iv, tag, type: Range<Int>
    }

    /// Finds the parts as sops' greedy expression does: anchored at the start only, each separator the last possible
    /// one, nothing beyond the first line.
    static func parts(of bytes: UnsafeRawBufferPointer) -> Parts? {
        guard starts(bytes, with: dataMark, at: 0) else { return nil }
        if let parts = usualParts(of: bytes) { return parts }
        let first = dataMark.utf8CodeUnitCount
        let line = bytes.firstIndex(of: 0x0A) ?? bytes.count
        guard let close = bytes[..<line].lastIndex(of: UInt8(ascii: "]")),
            let type = last(typeMark, in: bytes, before: close), let tag = last(tagMark, in: bytes, before: type.lowerBound),
            let iv = last(ivMark, in: bytes, before: tag.lowerBound), iv.lowerBound > first
        else { return nil }
        return Parts(
            data: first..<iv.lowerBound, iv: iv.upperBound..<tag.lowerBound, tag: tag.upperBound..<type.lowerBound,
            type: type.upperBound..<close)
    }

    /// The parts of a text as sops and we write it, without a search.
    private static func usualParts(of bytes: UnsafeRawBufferPointer) -> Parts? {
        let first = dataMark.utf8CodeUnitCount
        guard bytes.count > first, bytes[bytes.count - 1] == UInt8(ascii: "]"),
            let colon = bytes.suffix(10).lastIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let type = colon + 1 - typeMark.utf8CodeUnitCount
        let tag = type - Base64.encodedCount(AESGCM256.tagSize) - tagMark.utf8CodeUnitCount
        let iv = tag - Base64.encodedCount(ivSize) - ivMark.utf8CodeUnitCount
        guard iv > first, starts(bytes, with: ivMark, at: iv), starts(bytes, with: tagMark, at: tag), starts(bytes, with: typeMark, at: type),
            bytes[colon...].firstIndex(of: 0x0A) == nil
        else { return nil }
        let (ivEnd, tagEnd) = (iv + ivMark.utf8CodeUnitCount, tag + tagMark.utf8CodeUnitCount)
        // A mark inside of a part would be the last one for the expression; a line end would end it.
        guard !hasComma(bytes, ivEnd, tag), !hasComma(bytes, tagEnd, type) else { return nil }
        return Parts(data: first..<iv, iv: ivEnd..<tag, tag: tagEnd..<type, type: (colon + 1)..<(bytes.count - 1))
    }

    private static func hasComma(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        var found = false
        for index in start..<end where bytes[index] == UInt8(ascii: ",") { found = true }
        return found
    }

    private static func starts(_ bytes: UnsafeRawBufferPointer, with mark: StaticString, at start: Int) -> Bool {
        guard start >= 0, bytes.count - start >= mark.utf8CodeUnitCount else { return false }
        for offset in 0..<mark.utf8CodeUnitCount where bytes[start + offset] != mark.utf8Start[offset] { return false }
        return true
    }

    /// The last mark that leaves at least one byte between itself and `end`.
    private static func last(_ mark: StaticString, in bytes: UnsafeRawBufferPointer, before end: Int) -> Range<Int>? {
        var start = end - 1 - mark.utf8CodeUnitCount
        while start >= dataMark.utf8CodeUnitCount {
            if starts(bytes, with: mark, at: start) { return start..<start + mark.utf8CodeUnitCount }
            start -= 1
        }
        return nil
    }

    /// Why a text does not open.
    enum Refusal: Error {
        case noCipherText
        /// Names the part that is no base64, or the value when it does not fit its type.
        case malformed(String)
        case authenticationFailed
        case unknownType(String)
    }

    /// Decrypts into `output`, which has ``plaintextBound(_:)`` bytes; gives the type and the plaintext's size.
    static func open(
        _ text: UnsafeRawBufferPointer, aad: UnsafeRawBufferPointer, with cipher: inout AESGCM256,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(Refusal) -> (ScalarType, Int) {
        guard let parts = parts(of: text), let room = output.baseAddress, parts.data.count * 3 <= output.count * 4
        else { throw .noCipherText }
        func part(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: text[range]) }
        guard let count = Base64.decode(part(parts.data), into: room) else { throw .malformed("data") }
        let (ivText, tagText) = (part(parts.iv), part(parts.tag))
        let opened: Result<Void, Refusal> = withUnsafeTemporaryAllocation(
            of: UInt8.self, capacity: ivText.count + tagText.count
        ) { scratch in
            guard let iv = scratch.baseAddress else { return .failure(.authenticationFailed) }
            guard let ivCount = Base64.decode(ivText, into: iv) else { return .failure(.malformed("iv")) }
            let tag = iv + ivText.count
            guard let tagCount = Base64.decode(tagText, into: tag) else { return .failure(.malformed("tag")) }
            guard tagCount == AESGCM256.tagSize, ivCount > 0 else { return .failure(.authenticationFailed) }
            do throws(CryptographyError) {
                // GCM works in place.
                try cipher.open(
                    UnsafeRawBufferPointer(start: room, count: count), tag: UnsafeRawBufferPointer(start: tag, count: tagCount),
                    iv: UnsafeRawBufferPointer(start: iv, count: ivCount), aad: aad,
                    into: UnsafeMutableRawBufferPointer(start: room, count: count))
                return .success(())
            } catch { return .failure(.authenticationFailed) }
        }
        if case .failure(let refusal) = opened { throw refusal }
        let typeText = part(parts.type)
        guard let type = ScalarType(word: typeText) else {
            throw .unknownType(String(decoding: typeText.prefix(40), as: UTF8.self))
        }
        return (type, count)
    }

    /// At least the size of the plaintext in a text: exact for the form that sops and we write.
    static func plaintextBound(_ text: UnsafeRawBufferPointer) -> Int {
        guard let letters = usualParts(of: text)?.data.count, letters % 4 == 0 else { return text.count }
        return letters / 4 * 3
    }
}
