package import DocumentTree
package import MasterKeys
package import RcloneConfig
package import SecretMemory
internal import SopsDocument

/// Gets the rclone.conf back out of a sops INI document, whoever wrote it.
package struct RcloneDecryption {
    /// The plaintext, and how much of the original's looks came back.
    package struct Result {
        package let text: SecretSlice
        package let outcome: LayoutRestoring.Outcome
        /// Encrypted comments that did not open, and are left out: they belong to a former data key, or were moved.
        package let lostComments: Int
    }

    private let arena: SecretArena
    private let names: StoredNames
    private var reading = RcloneReading()
    private var comments: DocumentComments

    /// Decrypts, verifies the MAC unless it is to be ignored, and restores the layout. `asSops`: a document without a
    /// layout gives what sops prints, also where rclone would misread that.
    package static func decrypt(
        _ document: DocumentTree, identities: IdentitySources, ignoringMAC: Bool, damage: LayoutRestoring.DamagePolicy,
        asSops: Bool
    ) throws(EncryptedFileError) -> Result {
        var stored = document
        let metadata: SopsMetadata
        do throws(SopsError) { metadata = try INIStore.takeMetadata(from: &stored) } catch { throw .document(error) }
        let dataKey: SecretBytes
        do throws(RecoveryFailure) { dataKey = try DataKeyRecovery.recover(metadata, with: identities) } catch {
            throw .noDataKey(error)
        }
        return try restore(stored, metadata, dataKey: dataKey, ignoringMAC: ignoringMAC, damage: damage, asSops: asSops)
    }

    /// The same with the data key at hand; `stored` is the tree without its metadata.
    static func restore(
        _ stored: DocumentTree, _ metadata: SopsMetadata, dataKey: borrowing SecretBytes, ignoringMAC: Bool,
        damage: LayoutRestoring.DamagePolicy, asSops: Bool
    ) throws(EncryptedFileError) -> Result {
        let clear: DocumentTree
        let comments: DocumentComments
        do throws(SopsError) {
            clear = try TreeCipher.decrypt(stored, metadata: metadata, dataKey: dataKey, ignoringMAC: ignoringMAC)
            comments = try DocumentComments(of: stored, dataKey: dataKey)
        } catch { throw .document(error) }
        let isRclone = comments.layout != nil || hasRemote(clear)
        guard isRclone, !asSops || comments.layout != nil else {
            do throws(SopsError) {
                return Result(text: try DocumentStore(.ini).write(clear), outcome: .canonical, lostComments: 0)
            } catch { throw .document(error) }
        }
        var decryption = RcloneDecryption(arena: stored.arena, names: metadata.selector.storedNames, comments: comments)
        try decryption.read(clear)
        return try decryption.restore(clear, damage)
    }

    private static func hasRemote(_ tree: DocumentTree) -> Bool {
        guard let root = tree.roots.first else { return false }
        return tree.members(of: root).contains { tree.item("type", in: $0) != nil }
    }

    private init(arena: SecretArena, names: StoredNames, comments: DocumentComments) {
        self.arena = arena
        self.names = names
        self.comments = comments
    }

    /// Empty values are in no tag and not in the MAC, so anybody can add some: one that takes the place of a value is
    /// refused, wherever the document repeats a section.
    private mutating func read(_ tree: DocumentTree) throws(EncryptedFileError) {
        guard let root = tree.roots.first else { return }
        for section in tree.members(of: root) {
            let stored = tree.nodes[section].key.bytes
            // The one of the keys before any header is always there.
            guard stored != StoredNames.placeholder else { continue }
            let name = names.decode(section: stored)
            if name != .defaultSection { reading.addSection(name) }
            for item in tree.members(of: section) where tree.nodes[item].kind != .comment {
                let key = names.decode(key: tree.nodes[item].key.bytes)
                let text = PlainValueText.text(of: tree.nodes[item], in: tree) ?? .none
                if text.isEmpty, let earlier = reading[name]?[key], !earlier.value.isEmpty {
                    throw .overriddenByEmpty(section: name, key: key)
                }
                reading.set(RcloneEntry(key: key, value: arena.slice(of: text.buffer)), in: name)
            }
        }
    }

    private func restore(_ clear: DocumentTree, _ damage: LayoutRestoring.DamagePolicy) throws(EncryptedFileError) -> Result {
        let notes = comments.notes.map { note in
            FileNote(section: names.decode(section: note.section), key: note.key.map { names.decode(key: $0) }, line: note.line)
        }
        let broken = reading.sections.lazy.compactMap { section in
            section.entries.first { $0.value.contains(0x0A) }.map { (section.name, $0.key) }
        }.first
        guard let layout = comments.layout else {
            let outcome: LayoutRestoring.Outcome = comments.lost > 0 ? .dropped : .canonical
            // Where rclone reads it right, what sops would print: then sops, and not rcsops, has made the document.
            let printed: SecretSlice
            do throws(SopsError) { printed = try DocumentStore(.ini).write(Self.withoutCiphertext(clear)) } catch { throw .document(error) }
            if broken != nil || isRead(printed, as: reading) {
                return Result(text: printed, outcome: outcome, lostComments: comments.lost)
            }
            return try result(CanonicalText.write(reading, in: arena), notes, outcome, meaning: reading)
        }
        if let (section, key) = broken { throw .lineBreak(section: section, key: key) }
        let restored: (text: SecretSlice, outcome: LayoutRestoring.Outcome, reading: RcloneReading)
        do throws(LayoutError) {
            restored = try LayoutRestoring.restore(layout, reading: reading, damage: damage, in: arena)
        } catch .damagedBySopsEdit(let values) {
            throw .damagedBySopsEdit(values)
        } catch .swallowedHeader(let value) {
            throw .swallowedHeader(value)
        } catch {
            return try result(CanonicalText.write(reading, in: arena), notes, .dropped, meaning: reading)
        }
        let outcome = !notes.isEmpty && restored.outcome == .exact ? .merged : restored.outcome
        return try result(restored.text, notes, outcome, meaning: restored.reading)
    }

    /// Nothing leaves that rclone would read otherwise than the document means it.
    private func result(
        _ text: SecretSlice, _ notes: [FileNote], _ outcome: LayoutRestoring.Outcome, meaning reading: RcloneReading
    ) throws(EncryptedFileError) -> Result {
        let text = FileNote.insert(notes, into: text, in: arena)
        guard isRead(text, as: reading) else {
            throw .unfaithful(reason: "a name in it can't be written so that rclone reads it")
        }
        return Result(text: text, outcome: outcome, lostComments: comments.lost)
    }

    private func isRead(_ text: SecretSlice, as reading: RcloneReading) -> Bool {
        let document = RcloneDocument(parsing: text)
        return document.unreadable.isEmpty && document.reading.hasSameContent(as: reading)
    }

    // A line that did not open is of no use in an rclone.conf, alone or joined with others.
    private static func withoutCiphertext(_ tree: DocumentTree) -> DocumentTree {
        var result = tree
        for index in result.nodes.indices.reversed() where result.nodes[index].kind == .comment {
            let text = tree.arena.slice(of: result.nodes[index].text.buffer)
            guard let rest = DocumentComments.withoutCiphertext(text, in: tree.arena) else { continue }
            if rest.isEmpty { result.remove(at: index) } else { result.nodes[index].text = rest.withBytes { TreeText($0) } }
        }
        return result
    }
}
