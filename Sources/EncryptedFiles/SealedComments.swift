internal import DocumentTree
internal import SecretMemory
internal import SopsDocument

/// Encrypted comments that the tree's walk must not touch when a document is written anew: those that the rule would leave
/// readable, such as an rclone.conf's layout under a rule that names what is encrypted; and those that go-ini has joined
/// with a neighbour into one of several lines, which the walk would encrypt a second time. sops leaves the first ones under
/// the former data key when it rotates, and loses the second ones' neighbours.
struct SealedComments {
    /// The additional data of each, by its node in the tree as it was read.
    private let places: [Int: [UInt8]]

    /// `stored` is a tree as it was read; `recovered` has the additional data of comments that did not open in the walk.
    init(in stored: DocumentTree, recovered: [Int: [UInt8]], selector: EncryptionSelector) throws(SopsError) {
        var places: [Int: [UInt8]] = [:]
        if !recovered.isEmpty {
            let selected = try TreeCipher.selectedNodes(of: stored, selector: selector)
            for (node, aad) in recovered where !selected.contains(node) { places[node] = aad }
        }
        // go-ini joins comments in INI only, where each stands in a section of the root.
        if let root = stored.roots.first {
            for section in stored.members(of: root) where stored.nodes[section].kind == .branch {
                for member in stored.members(of: section) where Self.hasSealedLine(stored, member) {
                    places[member] = stored.nodes[section].key.bytes + [UInt8(ascii: ":")]
                }
            }
        }
        self.places = places
    }

    /// Of a document that is new.
    static let none = SealedComments(places: [:])

    private init(places: [Int: [UInt8]]) { self.places = places }

    var isEmpty: Bool { places.isEmpty }

    /// Puts the comments of the stored tree back into the decrypted one, as they are in the file.
    func restore(in plain: inout DocumentTree, from stored: DocumentTree) {
        for node in places.keys { plain.nodes[node].text = stored.nodes[node].text }
    }

    /// Has a newly encrypted tree carry them as the edited tree does that it was made of: as they are in the file. The same data
    /// key opens them. The nodes may have moved, their texts have not.
    func keep(in encrypted: inout DocumentTree, madeOf edited: DocumentTree, from stored: DocumentTree) {
        guard !places.isEmpty else { return }
        let kept = Set(places.keys.map { stored.nodes[$0].text.start })
        for index in edited.nodes.indices where edited.nodes[index].kind == .comment && kept.contains(edited.nodes[index].text.start) {
            Self.put(edited.nodes[index].text, at: index, of: &encrypted)
        }
    }

    /// The same for a tree that was encrypted with another data key, `new`: they are encrypted with it too. A line that the
    /// former one does not open stays as it is: nobody can read it.
    func reseal(
        in encrypted: inout DocumentTree, madeOf edited: DocumentTree, from stored: DocumentTree, former: borrowing SecretBytes,
        new: borrowing SecretBytes, fill: @escaping (UnsafeMutableRawBufferPointer) -> Void
    ) throws(SopsError) {
        guard !places.isEmpty else { return }
        var opening = try ValueCipher(dataKey: former, arena: stored.arena, fill: { _ in })
        var sealing = try ValueCipher(dataKey: new, arena: stored.arena, fill: fill)
        var known: [UnsafePointer<UInt8>?: [UInt8]] = [:]
        for (node, aad) in places { known[stored.nodes[node].text.start] = aad }
        for index in edited.nodes.indices where edited.nodes[index].kind == .comment {
            guard let aad = known[edited.nodes[index].text.start] else { continue }
            let comment = stored.arena.slice(of: edited.nodes[index].text.buffer)
            var output = SecretBuilder(in: stored.arena, capacity: comment.count + 64)
            var start = 0
            while start <= comment.count {
                let end = comment.first(0x0A, from: start) ?? comment.count
                if start > 0 { output.append(0x0A) }
                let line = comment[start..<end]
                let text = Self.unmarked(line)
                if ValueCipher.isEncrypted(text), let (type, clear) = try? opening.decrypt(text, aad: aad, path: "comment"), type == .comment {
                    let sealed = try sealing.encrypt(clear, type: .comment, aad: aad)
                    // The first line's mark is not in the tree.
                    if start > 0 { output.append("; ") }
                    output.append(sealed)
                } else {
                    output.append(line)
                }
                start = end + 1
            }
            Self.put(output.finish().withBytes { TreeText($0) }, at: index, of: &encrypted)
        }
    }

    private static func put(_ text: TreeText, at index: Int, of tree: inout DocumentTree) {
        tree.nodes[index].text = text
        tree.nodes[index].kind = .comment
        tree.nodes[index].isCiphertext = false
    }

    private static func hasSealedLine(_ tree: DocumentTree, _ index: Int) -> Bool {
        guard tree.nodes[index].kind == .comment else { return false }
        let comment = tree.arena.slice(of: tree.nodes[index].text.buffer)
        guard comment.contains(0x0A) else { return false }
        var start = 0
        while start <= comment.count {
            let end = comment.first(0x0A, from: start) ?? comment.count
            if ValueCipher.isEncrypted(unmarked(comment[start..<end])) { return true }
            start = end + 1
        }
        return false
    }

    private static func unmarked(_ line: SecretSlice) -> SecretSlice {
        let text = line.trimmed()
        guard !text.isEmpty, text[0] == UInt8(ascii: ";") || text[0] == UInt8(ascii: "#") else { return text }
        return text[1..<text.count].trimmed()
    }
}
