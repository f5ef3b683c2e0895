internal import Cryptography
internal import DocumentTree
internal import SecretMemory

/// The leaves of a tree on their way to ciphertext: every text's place is known before the first is made, so that
/// threads need no word with each other. The ciphertext lies in ordinary memory, since it is no secret.
final class EncryptionJob: @unchecked Sendable {
    private let tree: DocumentTree
    let plan: LeafPlan
    /// Places in `plan.leaves` of what is encrypted: selected, and not empty.
    let chosen: ContiguousArray<Int>
    /// One IV of ``CipherText/ivSize`` bytes for each of ``chosen``.
    let ivs: UnsafeMutableRawBufferPointer
    private var starts: ContiguousArray<Int> = []
    private let output: UnsafeMutablePointer<UInt8>?
    private let outputArena = SecretArena.ofCiphertext()
    // Plain memory: an array's storage must not be touched by two threads, not even in different places.
    private let failures: UnsafeMutableBufferPointer<Bool>

    /// How many leaves one piece of work has.
    private static let pieceSize = 2048
    var pieces: Int { (chosen.count + Self.pieceSize - 1) / Self.pieceSize }

    init(tree: DocumentTree, plan: LeafPlan) {
        self.tree = tree
        self.plan = plan
        var chosen: ContiguousArray<Int> = []
        chosen.reserveCapacity(plan.leaves.count)
        var total = 0
        for (place, leaf) in plan.leaves.enumerated() where leaf.isSelected {
            let node = tree.nodes[Int(leaf.node)]
            // sops leaves an empty plaintext as it is.
            guard !node.text.isEmpty, let type = ScalarType(node.kind) else { continue }
            chosen.append(place)
            starts.append(total)
            total += CipherText.size(plaintext: node.text.count, type: type.word)
        }
        starts.append(total)
        self.chosen = chosen
        output = outputArena.allocate(count: total).baseAddress?.assumingMemoryBound(to: UInt8.self)
        ivs = .allocate(byteCount: max(1, chosen.count * CipherText.ivSize), alignment: 16)
        failures = .allocate(capacity: (chosen.count + Self.pieceSize - 1) / Self.pieceSize)
        failures.initialize(repeating: false)
    }

    deinit {
        ivs.deallocate()
        failures.deallocate()
    }

    func node(of leaf: LeafPlan.Leaf) -> TreeNode { tree.nodes[Int(leaf.node)] }

    /// The IV of one of ``chosen``.
    func iv(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: ivs[(index * CipherText.ivSize)..<((index + 1) * CipherText.ivSize)])
    }

    /// Encrypts the leaves of one piece.
    func run(_ piece: Int, with shared: SharedCipher) {
        for index in (piece * Self.pieceSize)..<min((piece + 1) * Self.pieceSize, chosen.count) {
            let leaf = plan.leaves[chosen[index]]
            let node = tree.nodes[Int(leaf.node)]
            guard let type = ScalarType(node.kind), let room = output else { continue }
            let isSealed = plan.withAAD(of: leaf) { aad in
                do throws(CryptographyError) {
                    try CipherText.seal(
                        node.text.buffer, type: type.word, iv: UnsafeRawBufferPointer(iv(index)), aad: aad, with: &shared.cipher,
                        into: room + starts[index])
                    return true
                } catch { return false }
            }
            // Each piece has one thread, and a mark of its own.
            if !isSealed { failures[piece] = true }
        }
    }

    /// The tree with the ciphertexts in it. In a list, a comment becomes a text, as sops writes it.
    func finish(selector: EncryptionSelector) throws(SopsError) -> DocumentTree {
        guard !failures.contains(true) else { throw .cipherFailure(reason: "AES-256-GCM could not encrypt") }
        var result = tree
        result.keepAlive(outputArena)
        for (index, place) in chosen.enumerated() {
            let leaf = plan.leaves[place]
            let text = TreeText(start: output.map { UnsafePointer($0 + starts[index]) }, count: starts[index + 1] - starts[index])
            let node = Int(leaf.node)
            result.nodes[node].text = text
            result.nodes[node].isCiphertext = true
            if result.nodes[node].kind == .comment {
                // Read back, such a comment would be taken for the rule's mark (sops 3.11 `Tree.Encrypt`).
                if selector.kind == .unencryptedCommentRegex, selector.isFound(in: text.buffer) {
                    throw .commentMeetsRule(path: plan.shown(leaf))
                }
                if leaf.isInList { result.nodes[node].kind = .string }
            } else {
                result.nodes[node].kind = .string
            }
        }
        return result
    }
}
