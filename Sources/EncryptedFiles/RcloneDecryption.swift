package import MasterKeys
package import RcloneConfig
package import SecretMemory
package import SopsDocument

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
        _ sections: [INISection], identities: IdentitySources, ignoringMAC: Bool, damage: LayoutRestoring.DamagePolicy,
        asSops: Bool, in arena: SecretArena
    ) throws(EncryptedFileError) -> Result {
        let stored: [TreeItem]
        let metadata: SopsMetadata
        do throws(SopsError) { (stored, metadata) = try INIStore.load(sections, arena: arena) } catch { throw .document(error) }
        let dataKey: SecretBytes
        do throws(RecoveryFailure) { dataKey = try DataKeyRecovery.recover(metadata, with: identities) } catch {
            throw .noDataKey(error)
        }
        return try restore(
            sections, stored, metadata, dataKey: dataKey, ignoringMAC: ignoringMAC, damage: damage, asSops: asSops,
            in: arena)
    }

    /// The same with the data key at hand. `stored` is the tree of `sections`.
    static func restore(
        _ sections: [INISection], _ stored: [TreeItem], _ metadata: SopsMetadata, dataKey: borrowing SecretBytes,
        ignoringMAC: Bool, damage: LayoutRestoring.DamagePolicy, asSops: Bool, in arena: SecretArena
    ) throws(EncryptedFileError) -> Result {
        let tree: [TreeItem]
        var comments: DocumentComments
        do throws(SopsError) {
            tree = try TreeCipher.decrypt(
                [stored], metadata: metadata, dataKey: dataKey, arena: arena, ignoringMAC: ignoringMAC)[0]
            comments = try DocumentComments(of: sections, dataKey: dataKey, arena: arena)
        } catch { throw .document(error) }
        let clear = INIStore.sections(of: tree, arena: arena)
        let isRclone = comments.layout != nil || clear.contains { $0.entries.contains { $0.key.elementsEqual("type".utf8) } }
        guard isRclone, !asSops || comments.layout != nil else {
            return Result(text: INIStore.print(clear, arena: arena), outcome: .canonical, lostComments: 0)
        }
        var decryption = RcloneDecryption(arena: arena, names: metadata.selector.storedNames, comments: comments)
        try decryption.read(clear)
        return try decryption.restore(clear, damage)
    }

    private init(arena: SecretArena, names: StoredNames, comments: DocumentComments) {
        self.arena = arena
        self.names = names
        self.comments = comments
    }

    /// Empty values are in no tag and not in the MAC, so anybody can add some: one that takes the place of a value is
    /// refused, wherever the document repeats a section.
    private mutating func read(_ sections: [INISection]) throws(EncryptedFileError) {
        for section in sections where section.name != StoredNames.placeholder {
            let name = names.decode(section: section.name)
            if name != .defaultSection { reading.addSection(name) }
            for entry in section.entries {
                let key = names.decode(key: entry.key)
                if let earlier = reading[name]?[key], entry.value.isEmpty, !earlier.value.isEmpty {
                    throw .overriddenByEmpty(section: name, key: key)
                }
                reading.set(RcloneEntry(key: key, value: entry.value), in: name)
            }
        }
    }

    private func restore(_ clear: [INISection], _ damage: LayoutRestoring.DamagePolicy) throws(EncryptedFileError) -> Result {
        let notes = comments.notes.map { note in
            FileNote(section: names.decode(section: note.section), key: note.key.map { names.decode(key: $0) }, line: note.line)
        }
        let broken = reading.sections.lazy.compactMap { section in
            section.entries.first { $0.value.contains(0x0A) }.map { (section.name, $0.key) }
        }.first
        guard let layout = comments.layout else {
            let outcome: LayoutRestoring.Outcome = comments.lost > 0 ? .dropped : .canonical
            // Where rclone reads it right, what sops would print: then sops, and not rcsops, has made the document.
            let printed = INIStore.print(clear.map(Self.withoutCiphertext), arena: arena)
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

    // A comment that did not open is of no use in an rclone.conf.
    private static func withoutCiphertext(_ section: INISection) -> INISection {
        func clear(_ comment: SecretSlice?) -> SecretSlice? {
            guard let comment, comment.count > 4, comment[0..<4].equals("ENC[") else { return comment }
            return nil
        }
        var result = section
        result.comment = clear(section.comment)
        for index in result.entries.indices { result.entries[index].comment = clear(result.entries[index].comment) }
        return result
    }
}
