internal import DocumentTree
internal import SecretMemory
internal import SopsDocument

/// Comments of YAML documents that move between writing and reading, and with it out of their additional data.
enum CommentPlaces {
    /// Encrypts the comments of `tree` that `found` has in other places anew, for those places. False when none has moved.
    static func reencrypt(
        _ tree: inout DocumentTree, from plain: DocumentTree, asFoundIn found: DocumentTree, selector: EncryptionSelector,
        dataKey: borrowing SecretBytes, fill: @escaping (UnsafeMutableRawBufferPointer) -> Void
    ) throws(SopsError) -> Bool {
        let places = paths(of: found)
        let mine = paths(of: tree)
        var byText: [String: [Int]] = [:]
        for place in places.indices { byText[text(found, places[place].node), default: []].append(place) }
        var cipher = try ValueCipher(dataKey: dataKey, arena: tree.arena, fill: fill)
        var hasMoved = false
        for comment in mine where tree.nodes[comment.node].isCiphertext {
            guard let place = byText[text(tree, comment.node)]?.first.map({ places[$0] }), place.aad != comment.aad else { continue }
            // Under a rule that names what is encrypted, the new place may be one that sops leaves alone: reading finds it.
            guard selector.encrypts(path: place.names), selector.goesByComments == false else { continue }
            let clear = plain.arena.slice(of: plain.nodes[comment.node].text.buffer)
            let sealed = try cipher.encrypt(clear, type: .comment, aad: place.aad)
            tree.nodes[comment.node].text = sealed.withBytes { TreeText($0) }
            hasMoved = true
        }
        return hasMoved
    }

    /// Opens comments that are still ciphertext: each with the additional data of the containers near it, nearest first.
    /// Gives the additional data that opened each, and the number of those that no place opens.
    static func recover(
        _ tree: inout DocumentTree, dataKey: borrowing SecretBytes
    ) throws(SopsError) -> (recovered: [Int: [UInt8]], lost: Int) {
        var remaining: [Int] = []
        for index in tree.nodes.indices where tree.nodes[index].kind == .comment {
            if ValueCipher.isEncrypted(tree.arena.slice(of: tree.nodes[index].text.buffer)) { remaining.append(index) }
        }
        guard !remaining.isEmpty else { return ([:], 0) }
        var cipher = try ValueCipher(dataKey: dataKey, arena: tree.arena, fill: { _ in })
        let containers = containerPaths(of: tree)
        var recovered: [Int: [UInt8]] = [:]
        for index in remaining {
            let text = tree.arena.slice(of: tree.nodes[index].text.buffer)
            // Nearest by the count of nodes between; far ones are tried last, and not without end.
            let candidates = containers.sorted { abs($0.node - index) < abs($1.node - index) }.prefix(triesLimit)
            for candidate in candidates {
                guard let (type, clear) = try? cipher.decrypt(text, aad: candidate.aad, path: "comment"), type == .comment else { continue }
                tree.nodes[index].text = clear.withBytes { TreeText($0) }
                tree.nodes[index].isCiphertext = false
                recovered[index] = candidate.aad
                break
            }
        }
        return (recovered, remaining.count - recovered.count)
    }

    private static let triesLimit = 4096

    private struct Place {
        var node: Int
        var aad: [UInt8]
        var names: [[UInt8]]
    }

    private static func text(_ tree: DocumentTree, _ index: Int) -> String { String(decoding: tree.nodes[index].text.buffer, as: UTF8.self) }

    private static func paths(of tree: DocumentTree) -> [Place] {
        var result: [Place] = []
        walk(tree) { index, names, isContainer in
            if !isContainer, tree.nodes[index].kind == .comment { result.append(Place(node: index, aad: aad(names), names: names)) }
        }
        return result
    }

    private static func containerPaths(of tree: DocumentTree) -> [Place] {
        var result: [Place] = []
        var seen: Set<[UInt8]> = []
        walk(tree) { index, names, isContainer in
            guard isContainer else { return }
            let aad = aad(names)
            if seen.insert(aad).inserted { result.append(Place(node: index, aad: aad, names: names)) }
        }
        return result
    }

    private static func walk(_ tree: DocumentTree, _ body: (Int, [[UInt8]], Bool) -> Void) {
        var levels: [(end: Int, names: [[UInt8]])] = []
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            while let last = levels.last, index >= last.end { levels.removeLast() }
            let names = levels.last?.names ?? []
            guard node.isContainer else {
                body(index, names, false)
                continue
            }
            let own = node.keyKind == .none ? names : names + [node.key.bytes]
            levels.append((Int(node.end), own))
            body(index, own, true)
        }
    }

    private static func aad(_ names: [[UInt8]]) -> [UInt8] {
        names.isEmpty ? [UInt8(ascii: ":")] : names.flatMap { $0 + [UInt8(ascii: ":")] }
    }
}
