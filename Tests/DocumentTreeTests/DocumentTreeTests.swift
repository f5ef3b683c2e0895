import DocumentTree
import SecretMemory
import TestVectors
import Testing

@Suite struct DocumentTreeTests {
    /// A tree as values, to do by hand what the flat one does by indices.
    private indirect enum Model: Equatable {
        case leaf(String)
        case branch([Model])
    }

    private func add(_ model: Model, to tree: inout DocumentTree) {
        switch model {
        case .leaf(let text): tree.append(.comment, tree.store(text))
        case .branch(let members):
            tree.openContainer(.branch)
            for member in members { add(member, to: &tree) }
            tree.close()
        }
    }

    private func tree(_ members: [Model]) -> DocumentTree {
        var tree = DocumentTree(arena: SecretArena())
        tree.openDocument()
        for member in members { add(member, to: &tree) }
        tree.close()
        return tree
    }

    private func members(of index: Int, in tree: DocumentTree) -> [Model] {
        tree.members(of: index).map { member in
            tree.nodes[member].isContainer
                ? .branch(members(of: member, in: tree)) : .leaf(String(decoding: tree.nodes[member].text.bytes, as: UTF8.self))
        }
    }

    private func models(_ random: inout SplitMix, depth: Int, _ count: inout Int) -> [Model] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
            count += 1
            if depth < 4, Bool.random(using: &random) { return .branch(models(&random, depth: depth + 1, &count)) }
            return .leaf("\(count)")
        }
    }

    private func holds(_ text: String, _ model: Model) -> Bool {
        switch model {
        case .leaf(let own): own == text
        case .branch(let members): members.contains { holds(text, $0) }
        }
    }

    private func without(_ text: String, _ model: Model) -> Model? {
        switch model {
        case .leaf(let own): own == text ? nil : model
        case .branch(let members): .branch(members.compactMap { without(text, $0) })
        }
    }

    @Test("raised leaves stand above the root's items that held them, and nothing else moves")
    func leavesAreRaised() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(seed: seed)
        for _ in 0..<2000 {
            var count = 0
            var expected = models(&random, depth: 0, &count)
            var tree = tree(expected)
            let chosen = tree.nodes.indices.filter { !tree.nodes[$0].isContainer && Int.random(in: 0..<3, using: &random) == 0 }
            for leaf in chosen {
                let text = String(decoding: tree.nodes[leaf].text.bytes, as: UTF8.self)
                guard let item = expected.firstIndex(where: { holds(text, $0) }), expected[item] != .leaf(text) else { continue }
                expected[item] = without(text, expected[item]) ?? .branch([])
                expected.insert(.leaf(text), at: item)
            }
            tree.raise(chosen)
            #expect(members(of: 0, in: tree) == expected, "seed \(seed)")
        }
    }

    @Test("a node that is removed goes with all below it")
    func nodesAreRemoved() {
        var tree = tree([.leaf("a"), .branch([.leaf("b"), .branch([.leaf("c")])]), .leaf("d")])
        tree.remove(at: 2)
        #expect(members(of: 0, in: tree) == [.leaf("a"), .leaf("d")])
    }

    @Test("what is taken back leaves what was begun before it open")
    func nodesAreTakenBack() {
        var tree = DocumentTree(arena: SecretArena())
        tree.openDocument()
        tree.append(.comment, tree.store("a"))
        tree.openContainer(.branch)
        tree.append(.comment, tree.store("b"))
        tree.takeBack(from: 2)
        tree.append(.comment, tree.store("c"))
        tree.close()
        #expect(members(of: 0, in: tree) == [.leaf("a"), .leaf("c")] && tree.nodes[0].end == 3)
    }

    @Test("another tree's items follow this one's")
    func treesAreJoined() {
        var first = tree([.leaf("a"), .branch([.leaf("b")])])
        first.append(contentsOf: tree([.branch([.leaf("c")]), .leaf("d")]))
        #expect(members(of: 0, in: first) == [.leaf("a"), .branch([.leaf("b")]), .branch([.leaf("c")]), .leaf("d")])
    }

    @Test("a name has the place where it was first seen, however many there are")
    func namesHavePlaces() {
        let tree = DocumentTree(arena: SecretArena())
        var table = NameTable()
        let names = (0..<500).map { tree.store("name\($0)") }
        for name in names { #expect(table.place(of: name) == nil) }
        for (place, name) in names.enumerated() { #expect(table.place(of: name) == place) }
        table.removeAll()
        #expect(table.place(of: names[7]) == nil && table.place(of: names[7]) == 0)
    }
}
