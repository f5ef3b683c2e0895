internal import DocumentTree
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The leaves of a tree on their way to plaintext; the arena's room for each is laid out before the first is opened.
final class DecryptionJob: @unchecked Sendable {
    private let tree: DocumentTree
    private let plan: LeafPlan
    private var starts: ContiguousArray<Int> = []
    private let room: UnsafeMutableRawBufferPointer
    // Plain memory: an array's storage must not be touched by two threads, not even in different places.
    private let opened: UnsafeMutableBufferPointer<Opened>

    // Small, since there is one for every leaf; refusals are few.
    private struct Opened {
        var type = ScalarType.string
        var isRefused = false
        var count: UInt32 = 0
    }

    private var refusals: [Int: CipherText.Refusal] = [:]
    private let refusalLock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    private static let pieceSize = 2048
    var pieces: Int { (plan.leaves.count + Self.pieceSize - 1) / Self.pieceSize }

    init(tree: DocumentTree, plan: LeafPlan) {
        self.tree = tree
        self.plan = plan
        starts.reserveCapacity(plan.leaves.count + 1)
        var total = 0
        for leaf in plan.leaves {
            starts.append(total)
            if leaf.isSelected { total += CipherText.plaintextBound(tree.nodes[Int(leaf.node)].text.buffer) }
        }
        starts.append(total)
        room = tree.arena.allocate(count: total)
        opened = .allocate(capacity: plan.leaves.count)
        opened.initialize(repeating: Opened())
        pthread_mutex_init(refusalLock, nil)
    }

    deinit {
        opened.deallocate()
        pthread_mutex_destroy(refusalLock)
        refusalLock.deallocate()
    }

    /// Opens the leaves of one piece.
    func run(_ piece: Int, with shared: SharedCipher) {
        for place in (piece * Self.pieceSize)..<min((piece + 1) * Self.pieceSize, plan.leaves.count) {
            let leaf = plan.leaves[place]
            let node = tree.nodes[Int(leaf.node)]
            guard leaf.isSelected, !node.text.isEmpty else { continue }
            let output = UnsafeMutableRawBufferPointer(rebasing: room[starts[place]..<starts[place + 1]])
                .assumingMemoryBound(to: UInt8.self)
            plan.withAAD(of: leaf, key: node.key) { aad in
                do throws(CipherText.Refusal) {
                    let (type, count) = try CipherText.open(node.text.buffer, aad: aad, with: &shared.cipher, into: output)
                    opened[place] = Opened(type: type, count: UInt32(truncatingIfNeeded: count))
                } catch {
                    opened[place].isRefused = true
                    pthread_mutex_lock(refusalLock)
                    refusals[place] = error
                    pthread_mutex_unlock(refusalLock)
                }
            }
        }
    }

    /// The tree with the plaintexts in it, or the first leaf's failure in document order.
    func finish() throws(SopsError) -> DocumentTree {
        var result = tree
        for (place, leaf) in plan.leaves.enumerated() where leaf.isSelected {
            let index = Int(leaf.node)
            let node = tree.nodes[index]
            if node.kind != .string, node.kind != .comment { throw .notAnEncryptedValue(path: plan.shown(leaf)) }
            guard !node.text.isEmpty else { continue }
            if opened[place].isRefused, let refusal = refusals[place] {
                // A person may have added a note in clear, and a comment may have moved: it stays as it is.
                if node.kind == .comment { continue }
                throw Self.error(refusal, path: plan.shown(leaf))
            }
            let (type, count) = (opened[place].type, Int(opened[place].count))
            if node.kind == .comment, type != .comment { continue }
            let text = TreeText(UnsafeRawBufferPointer(rebasing: room[starts[place]..<(starts[place] + count)]))
            guard let clear = ScalarText.canonical(text, type, in: result) else {
                throw .malformedValue(path: plan.shown(leaf), part: "value of type " + type.word.description)
            }
            result.nodes[index].text = clear
            result.nodes[index].kind = type.kind
            result.nodes[index].isCiphertext = false
        }
        return result
    }

    static func error(_ refusal: CipherText.Refusal, path: String) -> SopsError {
        switch refusal {
        case .noCipherText: .notAnEncryptedValue(path: path)
        case .malformed(let part): .malformedValue(path: path, part: part)
        case .authenticationFailed: .authenticationFailed(path: path)
        case .unknownType(let type): .unknownDataType(path: path, type: type)
        }
    }
}
