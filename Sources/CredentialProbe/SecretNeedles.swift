internal import SecretMemory

/// Texts that no report may hold, found in one walk however many they are: a run has the secrets of hundreds of remotes, and
/// thousands of texts to look through.
final class SecretNeedles: @unchecked Sendable {
    // Filled by whoever made it, before anybody else has it.
    private var texts: [Text] = []
    /// By their first two bytes, which are all of a secret that lies outside of locked memory.
    private var byStart: [[Int32]] = []

    private final class Text: Sendable {
        let bytes: SecretBytes

        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = SecretBytes(copying: bytes) }
    }

    func add(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 2 else { return }
        if byStart.isEmpty { byStart = [[Int32]](repeating: [], count: 1 << 16) }
        let start = Int(bytes[0]) << 8 | Int(bytes[1])
        // Most secrets are the same in several forms.
        let isKnown = byStart[start].contains { index in
            texts[Int(index)].bytes.withBytes { $0.count == bytes.count && $0.elementsEqual(bytes) }
        }
        guard !isKnown else { return }
        byStart[start].append(Int32(texts.count))
        texts.append(Text(bytes))
    }

    /// Where any of them stands in a text.
    func places(in text: [UInt8]) -> [Range<Int>] {
        guard !byStart.isEmpty, text.count >= 2 else { return [] }
        var found: [Range<Int>] = []
        text.withUnsafeBytes { text in
            for place in 0..<(text.count - 1) {
                for index in byStart[Int(text[place]) << 8 | Int(text[place + 1])] {
                    texts[Int(index)].bytes.withBytes { bytes in
                        guard bytes.count <= text.count - place,
                            UnsafeRawBufferPointer(rebasing: text[place..<(place + bytes.count)]).elementsEqual(bytes)
                        else { return }
                        found.append(place..<(place + bytes.count))
                    }
                }
            }
        }
        return found
    }
}
