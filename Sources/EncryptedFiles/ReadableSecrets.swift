internal import DocumentTree
internal import RcloneConfig
internal import SecretMemory
internal import SopsDocument

/// Values of an rclone.conf document that a change by path would put there in clear, though they are secret or would not
/// survive sops' INI: a rule holds for section names too, so a remote that is called like a harmless option would be open.
enum ReadableSecrets {
    /// Looks at what `tree` has and `plain`, from which it was made, has not.
    static func refuse(
        in tree: DocumentTree, madeOf plain: DocumentTree, selector: EncryptionSelector
    ) throws(EncryptedFileError) {
        guard RcloneDecryption.hasRemote(tree), !selector.goesByComments, let root = tree.roots.first else { return }
        // Unchanged values lie where they lay.
        let known = Set(plain.nodes.map { $0.text.start })
        let names = selector.storedNames
        var judgements = OptionJudgements()
        for section in tree.members(of: root) where tree.nodes[section].kind == .branch {
            let stored = tree.nodes[section].key.bytes
            let type = tree.item("type", in: section).map { tree.arena.slice(of: tree.nodes[$0].text.buffer) }
            for item in tree.members(of: section) {
                let node = tree.nodes[item]
                guard node.keyKind == .string, !node.isContainer, !known.contains(node.text.start),
                    !selector.encrypts(path: [stored, node.key.bytes])
                else { continue }
                let value = tree.arena.slice(of: node.text.buffer)
                let (name, key) = (names.decode(section: stored), names.decode(key: node.key.bytes))
                if judgements.isSecret(type: type, key: key, value: value) {
                    throw .secretInClear(section: name, key: key, selector: selector)
                }
                guard node.kind != .string || FragileValue.staysWholeInClear(value) else {
                    throw .fragileInClear(section: name, key: key, selector: selector)
                }
            }
        }
    }
}
