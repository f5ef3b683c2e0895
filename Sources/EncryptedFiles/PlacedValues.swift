package import DocumentTree
package import MasterKeys
internal import RcloneConfig
package import SecretMemory
package import SopsDocument

/// The values of a sops document by their places, in clear where one of our keys opens it, and as they stand in the file where none does.
/// For comparing versions of a document; the MAC is not looked at.
package struct PlacedValues {
    package struct Value {
        /// Names from the root, the places of lists as numbers; of an rclone.conf remote and option as they are meant.
        package let path: [String]
        /// Nil for a value that stands in clear.
        package let ciphertext: SecretSlice?
        /// Nil where no key opens the document.
        package let plaintext: SecretSlice?
    }

    package let values: [Value]
    package let isOpen: Bool
    /// An INI document with remotes.
    package let isRcloneConfig: Bool
    /// The rclone.conf inside of another document.
    package let embedded: SecretSlice?

    /// `tree` is the document's without its metadata. With nil for `identities` nothing is opened.
    package init(of tree: DocumentTree, _ metadata: SopsMetadata, format: DocumentFormat, identities: IdentitySources?) {
        var plain: DocumentTree?
        if let identities, let dataKey = try? DataKeyRecovery.recover(metadata, with: identities) {
            plain = try? TreeCipher.decrypt(tree, metadata: metadata, dataKey: dataKey, ignoringMAC: true)
        }
        isOpen = plain != nil
        isRcloneConfig = format == .ini && RcloneDecryption.hasRemote(plain ?? tree)
        embedded = format == .ini ? nil : plain.flatMap { EmbeddedConfig(in: $0)?.text }
        let names = metadata.selector.storedNames
        let isRemotes = isRcloneConfig
        var found: [Value] = []
        func walk(_ node: Int, _ path: [String]) {
            let entry = tree.nodes[node]
            guard !entry.isContainer else {
                var place = 0
                for member in tree.members(of: node) where tree.nodes[member].kind != .comment {
                    let key = tree.nodes[member].key.bytes
                    let name = if entry.kind == .list { String(place) } else if !isRemotes { String(decoding: key, as: UTF8.self) } else {
                        path.isEmpty ? names.decode(section: key).text : names.decode(key: key).text
                    }
                    place += 1
                    walk(member, path + [name])
                }
                return
            }
            let stored = tree.arena.slice(of: entry.text.buffer)
            let isSealed = ValueCipher.isEncrypted(stored)
            let clear = plain.map { $0.arena.slice(of: $0.nodes[node].text.buffer) }
            found.append(Value(path: path, ciphertext: isSealed ? stored : nil, plaintext: isSealed ? clear : stored))
        }
        for root in tree.roots { walk(root, []) }
        values = found
    }
}
