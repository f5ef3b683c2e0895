internal import Cryptography
internal import DocumentTree
internal import SecretMemory

/// The leaves of a tree on their way to ciphertext: every text's place is known before the first is made, so that
/// threads need no word with each other. The ciphertext lies in ordinary memory, since it is no secret.
final class EncryptionJob: @unchecked Sendable {
    let tree: DocumentTree
    let plan: LeafPlan
    /// Places in `plan.leaves` of what is encrypted: selected, and not empty.
    let chosen: ContiguousArray<Int>
    /// One IV of ``CipherText/ivSize`` bytes for each of ``chosen``, when a former document has some of them; else
    /// they are drawn as they are needed.
    private let ivs: UnsafeMutableRawBufferPointer
    private let starts: ContiguousArray<Int>
    /// Room for all ciphertexts, and for what a document writes around them.
    let room: UnsafeMutableRawBufferPointer
    let arena = SecretArena.ofCiphertext()
    /// Where the ciphertexts go: one behind the other, or to their places in a document that was laid out.
    private var output: UnsafeMutablePointer<UInt8>?
    private var outputPlaces: ContiguousArray<Int>
    // Plain memory: an array's storage must not be touched by two threads, not even in different places.
    private let failures: UnsafeMutableBufferPointer<Bool>
    private let fill: (UnsafeMutableRawBufferPointer) -> Void

    /// How many leaves one piece of work has.
    private static let pieceSize = 2048
    var pieces: Int { (chosen.count + Self.pieceSize - 1) / Self.pieceSize }

    /// IVs come from `fill`, which several threads call at once; those that `former` knows are used again.
    init(tree: DocumentTree, plan: LeafPlan, former: FormerIVs?, fill: @escaping (UnsafeMutableRawBufferPointer) -> Void) {
        self.tree = tree
        self.plan = plan
        var chosen: ContiguousArray<Int> = []
        var starts: ContiguousArray<Int> = []
        chosen.reserveCapacity(plan.leaves.count)
        starts.reserveCapacity(plan.leaves.count + 1)
        var total = 0
        // A little more than YAML, which writes most, asks for.
        var around = 8192 + 16 * tree.nodes.count
        tree.nodes.withUnsafeBufferPointer { nodes in
            for (place, leaf) in plan.leaves.enumerated() {
                let node = nodes[Int(leaf.node)]
                around += node.key.count
                guard leaf.isSelected else { continue }
                // sops leaves an empty plaintext as it is.
                guard !node.text.isEmpty, let type = ScalarType(node.kind) else { continue }
                chosen.append(place)
                starts.append(total)
                total += CipherText.size(plaintext: node.text.count, type: type.word)
            }
        }
        starts.append(total)
        self.chosen = chosen
        self.starts = starts
        room = arena.allocate(count: total + around)
        output = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        outputPlaces = starts
        ivs = .allocate(byteCount: former == nil ? 0 : chosen.count * CipherText.ivSize, alignment: 16)
        failures = .allocate(capacity: (chosen.count + Self.pieceSize - 1) / Self.pieceSize)
        failures.initialize(repeating: false)
        self.fill = fill
        guard let former else { return }
        fill(ivs)
        former.reuse(in: self)
    }

    deinit {
        ivs.deallocate()
        failures.deallocate()
    }

    func node(of leaf: LeafPlan.Leaf) -> TreeNode { tree.nodes[Int(leaf.node)] }

    /// Has one of ``chosen`` use a former IV.
    func setIV(_ iv: [UInt8], of index: Int) {
        UnsafeMutableRawBufferPointer(rebasing: ivs[(index * CipherText.ivSize)..<((index + 1) * CipherText.ivSize)])
            .copyBytes(from: iv)
    }

    private func range(of piece: Int) -> Range<Int> {
        (piece * Self.pieceSize)..<min((piece + 1) * Self.pieceSize, chosen.count)
    }

    /// True when a ciphertext is nothing but a value: a comment's is looked at before it is written.
    var hasValuesOnly: Bool { !chosen.contains { tree.nodes[Int(plan.leaves[$0].node)].kind == .comment } }

    /// Has the ciphertexts go to their places in a document; false when those are not theirs.
    func lead(to document: SecretSlice, places: ContiguousArray<Int>) -> Bool {
        guard places.count == chosen.count else { return false }
        for (index, place) in places.enumerated() {
            let end = index + 1 < places.count ? places[index + 1] : document.count
            guard place >= 0, place + starts[index + 1] - starts[index] <= end else { return false }
        }
        output = document.withBytes { UnsafeMutablePointer(mutating: $0.baseAddress?.assumingMemoryBound(to: UInt8.self)) }
        outputPlaces = places
        return true
    }

    /// Encrypts the leaves of one piece.
    func run(_ piece: Int, with shared: SharedCipher) {
        let range = range(of: piece)
        guard ivs.isEmpty else { return run(range, piece, ivs: UnsafeRawBufferPointer(rebasing: ivs[(range.lowerBound * CipherText.ivSize)...]), with: shared) }
        withUnsafeTemporaryAllocation(byteCount: range.count * CipherText.ivSize, alignment: 16) { drawn in
            fill(drawn)
            run(range, piece, ivs: UnsafeRawBufferPointer(drawn), with: shared)
        }
    }

    private func run(_ range: Range<Int>, _ piece: Int, ivs: UnsafeRawBufferPointer, with shared: SharedCipher) {
        // Buffers and a pointer, since what is another object's is held, or claimed, and let go at each access.
        tree.nodes.withUnsafeBufferPointer { nodes in
            plan.leaves.withUnsafeBufferPointer { leaves in
                withUnsafeMutablePointer(to: &shared.cipher) { cipher in
                    for index in range {
                        let leaf = leaves[chosen[index]]
                        let start = (index - range.lowerBound) * CipherText.ivSize
                        let iv = UnsafeRawBufferPointer(rebasing: ivs[start..<(start + CipherText.ivSize)])
                        // Each piece has one thread, and a mark of its own.
                        if !seal(nodes[Int(leaf.node)], leaf, index, iv: iv, with: &cipher.pointee) { failures[piece] = true }
                    }
                }
            }
        }
    }

    @inline(__always)
    private func seal(
        _ node: TreeNode, _ leaf: LeafPlan.Leaf, _ index: Int, iv: UnsafeRawBufferPointer, with cipher: inout AESGCM256
    ) -> Bool {
        guard let type = ScalarType(node.kind), let output else { return true }
        return plan.withAAD(of: leaf, key: node.key) { aad in
            do throws(CryptographyError) {
                try CipherText.seal(
                    node.text.buffer, type: type.word, iv: iv, aad: aad, with: &cipher,
                    into: output + outputPlaces[index])
                return true
            } catch { return false }
        }
    }

    /// The tree with texts of the ciphertexts' size in it, whose content is not made yet.
    func sizedTree() -> DocumentTree {
        var result = tree
        result.keepAlive(arena)
        setTexts(of: &result)
        return result
    }

    /// Has the tree's ciphertexts be those that were made. In a list, a comment becomes a text, as sops writes it.
    func finish(_ result: inout DocumentTree, selector: EncryptionSelector) throws(SopsError) {
        guard !failures.contains(true) else { throw .cipherFailure(reason: "AES-256-GCM could not encrypt") }
        setTexts(of: &result)
        guard !hasValuesOnly else { return }
        for place in chosen {
            let leaf = plan.leaves[place]
            let node = Int(leaf.node)
            guard tree.nodes[node].kind == .comment else { continue }
            // Read back, such a comment would be taken for the rule's mark (sops 3.11 `Tree.Encrypt`).
            if selector.kind == .unencryptedCommentRegex, selector.isFound(in: result.nodes[node].text.buffer) {
                throw .commentMeetsRule(path: plan.shown(leaf))
            }
            result.nodes[node].kind = leaf.isInList ? .string : .comment
        }
    }

    private func setTexts(of result: inout DocumentTree) {
        result.nodes.withUnsafeMutableBufferPointer { nodes in
            for (index, place) in chosen.enumerated() {
                let node = Int(plan.leaves[place].node)
                nodes[node].text = TreeText(
                    start: output.map { UnsafePointer($0 + outputPlaces[index]) }, count: starts[index + 1] - starts[index])
                nodes[node].isCiphertext = true
                nodes[node].kind = .string
            }
        }
    }
}
