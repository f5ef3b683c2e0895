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
    }

    private let arena: SecretArena
    private var reading = RcloneReading()
    private var layout: SecretSlice?
    private var notes: [FileNote] = []

    /// Decrypts, verifies the MAC unless it is to be ignored, and restores the layout.
    package static func decrypt(
        _ sections: [INISection], identities: IdentitySources, ignoringMAC: Bool, damage: LayoutRestoring.DamagePolicy,
        in arena: SecretArena
    ) throws(EncryptedFileError) -> Result {
        let stored: [TreeItem]
        let metadata: SopsMetadata
        do throws(SopsError) { (stored, metadata) = try INIStore.load(sections, arena: arena) } catch { throw .document(error) }
        let dataKey: SecretBytes
        do throws(RecoveryFailure) { dataKey = try DataKeyRecovery.recover(metadata, with: identities) } catch {
            throw .noDataKey(error)
        }
        let tree: [TreeItem]
        do throws(SopsError) {
            tree = try TreeCipher.decrypt(
                [stored], metadata: metadata, dataKey: dataKey, arena: arena, ignoringMAC: ignoringMAC)[0]
        } catch { throw .document(error) }
        var decryption = RcloneDecryption(arena: arena)
        let clear = INIStore.sections(of: tree, arena: arena)
        decryption.collect(clear, dataKey: dataKey)
        return try decryption.restore(clear, damage: damage)
    }

    private init(arena: SecretArena) { self.arena = arena }

    private mutating func collect(_ sections: [INISection], dataKey: borrowing SecretBytes) {
        var cipher = try? ValueCipher(dataKey: dataKey, arena: arena, randomBytes: { _ in [] })
        for section in sections {
            let name = StoredName.decode(section.name)
            let isPlaceholder = section.name == StoredName.placeholder
            if name != .defaultSection, !isPlaceholder { reading.addSection(name) }
            if let comment = section.comment { collect(comment, of: name, key: nil, stored: section.name, &cipher) }
            for entry in section.entries {
                let key = StoredName.decode(entry.key)
                reading.set(RcloneEntry(key: key, value: entry.value), in: name)
                if let comment = entry.comment { collect(comment, of: name, key: key, stored: section.name, &cipher) }
            }
        }
    }

    /// A comment may hold the layout among lines that people added.
    private mutating func collect(
        _ comment: SecretSlice, of section: ConfigName, key: ConfigName?, stored: [UInt8], _ cipher: inout ValueCipher?
    ) {
        var start = 0
        while start <= comment.count {
            let end = comment[start..<comment.count].firstIndex { $0 == 0x0A }.map { $0 + start } ?? comment.count
            let line = comment[start..<end]
            start = end + 1
            var text = line.trimmed()
            if text.isEmpty { continue }
            if text[0] == UInt8(ascii: ";") || text[0] == UInt8(ascii: "#") { text = text[1..<text.count].trimmed() }
            // With encrypted_* selectors sops passes the comment through as it stands in the file.
            if text.count > 4, text[0..<4].equals("ENC["),
                let opened = try? cipher?.decrypt(text, aad: stored + [UInt8(ascii: ":")], path: "comment"), opened.0 == .comment
            {
                text = opened.1
            }
            if text.count > RcloneLayout.prefix.utf8CodeUnitCount,
                text[0..<RcloneLayout.prefix.utf8CodeUnitCount].equals(RcloneLayout.prefix)
            {
                if layout == nil { layout = text }
            } else {
                notes.append(FileNote(section: section, key: key, line: line))
            }
        }
    }

    private func restore(_ clear: [INISection], damage: LayoutRestoring.DamagePolicy) throws(EncryptedFileError) -> Result {
        let isRclone = layout != nil || reading.sections.contains { $0.value("type") != nil }
        guard isRclone else {
            // Some other INI: the bytes that sops would print.
            var output = SecretBuilder(in: arena, capacity: 4096)
            INIWriter.write(clear, isAligned: true, into: &output)
            return Result(text: output.finish(), outcome: .canonical)
        }
        for section in reading.sections {
            for entry in section.entries where entry.value.contains(0x0A) {
                throw .lineBreak(section: section.name, key: entry.key)
            }
        }
        guard let layout else {
            let text = CanonicalText.write(reading, in: arena)
            return Result(text: FileNote.insert(notes, into: text, in: arena), outcome: .canonical)
        }
        do throws(LayoutError) {
            let (text, outcome) = try LayoutRestoring.restore(layout, reading: reading, damage: damage, in: arena)
            let isChanged = !notes.isEmpty && outcome == .exact
            return Result(text: FileNote.insert(notes, into: text, in: arena), outcome: isChanged ? .merged : outcome)
        } catch .damagedBySopsEdit(let values) {
            throw .damagedBySopsEdit(values)
        } catch {
            let text = CanonicalText.write(reading, in: arena)
            return Result(text: FileNote.insert(notes, into: text, in: arena), outcome: .dropped)
        }
    }
}
