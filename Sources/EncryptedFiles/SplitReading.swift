internal import DocumentTree
internal import SecretMemory
internal import SopsDocument

/// Reads a large encrypted text back in two halves at once. The halves are documents of their own: the cut is before a
/// line that begins an item of the root.
final class SplitReading: @unchecked Sendable {
    private let halves: [SecretSlice]
    // One for each thread: they write at the same time.
    private var first: DocumentTree?
    private var second: DocumentTree?
    private var metadata: SopsMetadata?

    /// Smaller texts are read sooner than a thread begins, in bytes.
    private static let worthwhile = 1 << 20

    private init(_ halves: [SecretSlice]) { self.halves = halves }

    /// Nil where the cut could change what is read: comments belong to what follows or to what was before, several
    /// documents have a root each, and a key that is twice is an error only when both are seen.
    static func halves(of text: SecretSlice, store: DocumentStore, tree: DocumentTree, hasDistinctKeys: Bool) -> SplitReading? {
        guard text.count >= worthwhile, tree.roots.count == 1, !tree.nodes.contains(where: { $0.kind == .comment }) else { return nil }
        let isStart: (UInt8) -> Bool
        switch store.format {
        case .yaml where hasDistinctKeys: isStart = { (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) }
        case .ini: isStart = { $0 == UInt8(ascii: "[") }
        case .yaml, .json, .dotenv, .binary: return nil
        }
        var line = text.count / 2
        while let end = text.first(0x0A, from: line), end + 1 < text.count {
            line = end + 1
            guard isStart(text[line]) else { continue }
            // What follows the last item is metadata, which the second half must have whole.
            return text[line..<text.count].firstRange(of: Array("lastmodified".utf8), from: 0) == nil
                ? nil : SplitReading([text[0..<line], text[line..<text.count]])
        }
        return nil
    }

    /// Both trees and the metadata; nil when either half can't be read.
    func read(_ store: DocumentStore) -> (DocumentTree, DocumentTree, SopsMetadata)? {
        ParallelWork.run(pieces: 2, width: ParallelWork.width(pieces: 2), first: {}) { _, piece in self.read(piece, store) }
        guard let first, let second, let metadata else { return nil }
        return (first, second, metadata)
    }

    private func read(_ piece: Int, _ store: DocumentStore) {
        // Each thread has an arena, and a place, of its own; what is read is ciphertext.
        let arena = SecretArena.ofCiphertext()
        if piece == 0 { first = try? store.read(halves[0], in: arena) } else {
            let read = try? store.readEncrypted(halves[1], in: arena)
            second = read?.tree
            metadata = read?.metadata
        }
    }
}
