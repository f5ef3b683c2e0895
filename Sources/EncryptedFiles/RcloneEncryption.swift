internal import Cryptography
internal import DocumentTree
internal import MasterKeys
package import RcloneConfig
package import SecretMemory
internal import SopsDocument

/// Makes a sops INI document of an rclone.conf: one section a remote, each value encrypted alone, the looks in one
/// encrypted comment. The plaintext never passes through go-ini's dialect.
package struct RcloneEncryption {
    private let arena: SecretArena
    private let selector: EncryptionSelector
    private let names: StoredNames
    private var judgements: OptionJudgements
    /// Names that had to be escaped, and that plain sops prints escaped.
    private var escapedNames: [ConfigName] = []

    /// The document's bytes, and the names that it holds in escaped form.
    package static func encrypt(
        _ document: RcloneDocument, plan: EncryptionPlan, effects: Effects, in arena: SecretArena
    ) throws(EncryptedFileError) -> (bytes: SecretSlice, escapedNames: [ConfigName]) {
        guard document.unreadable.isEmpty else { throw .notRcloneConfig(unreadable: document.unreadable) }
        let reading = document.reading
        let selector: EncryptionSelector
        var judgements = OptionJudgements()
        do throws(SopsError) {
            if let chosen = plan.selector { selector = chosen } else { selector = try defaultSelector(for: reading, &judgements) }
        } catch { throw .document(error) }
        switch selector.kind {
        case .unencryptedCommentRegex, .encryptedCommentRegex: throw .commentSelector(selector)
        case .unencryptedSuffix, .encryptedSuffix, .unencryptedRegex, .encryptedRegex: break
        }
        let dataKey = SecureRandom.secret(DataKeyWrapping.dataKeySize)
        var metadata = try plan.metadata(wrapping: dataKey, selector: selector, with: effects.keys)
        var encryption = RcloneEncryption(arena: arena, selector: selector, judgements: judgements)
        let tree = try encryption.wholeTree(of: document, dataKey: dataKey, fill: effects.fill)
        let emitted: SecretSlice
        do throws(SopsError) {
            (_, emitted) = try TreeCipher.encrypt(
                tree, metadata: &metadata, dataKey: dataKey, unixSeconds: effects.now(), store: DocumentStore(.ini),
                fill: effects.fill)
        } catch { throw .document(error) }
        try verify(emitted, metadata, dataKey: dataKey, givesBack: document.source, in: arena)
        return (emitted, encryption.escapedNames)
    }

    /// The same onto a former file, whose data key, recipients and rule are taken over: what hasn't changed keeps its
    /// ciphertext, and a wholly unchanged file is given back as it is.
    package static func encrypt(
        _ document: RcloneDocument, onto former: borrowing FormerDocument, effects: Effects, in arena: SecretArena
    ) throws(EncryptedFileError) -> (bytes: SecretSlice, escapedNames: [ConfigName]) {
        guard document.unreadable.isEmpty else { throw .notRcloneConfig(unreadable: document.unreadable) }
        var metadata = former.metadata
        guard !metadata.selector.goesByComments else { throw .commentSelector(metadata.selector) }
        var encryption = RcloneEncryption(arena: arena, selector: metadata.selector, judgements: OptionJudgements())
        let tree = try encryption.wholeTree(of: document, dataKey: former.dataKey, fill: effects.fill)
        let emitted: SecretSlice
        do throws(SopsError) {
            let encrypted = try TreeCipher.encrypt(
                tree, metadata: &metadata, dataKey: former.dataKey, unixSeconds: effects.now(), former: former.ivs,
                fill: effects.fill)
            if former.isSame(as: encrypted) { return (former.bytes, encryption.escapedNames) }
            emitted = try DocumentStore(.ini).write(encrypted, metadata: metadata)
        } catch { throw .document(error) }
        try verify(emitted, metadata, dataKey: former.dataKey, givesBack: document.source, in: arena)
        return (emitted, encryption.escapedNames)
    }

    /// The tree with the layout in it, where one is needed.
    private mutating func wholeTree(
        of document: RcloneDocument, dataKey: borrowing SecretBytes, fill: @escaping (UnsafeMutableRawBufferPointer) -> Void
    ) throws(EncryptedFileError) -> DocumentTree {
        let reading = document.reading
        let plain = try tree(of: reading, layout: nil)
        let printed: SecretSlice
        do throws(SopsError) { printed = try DocumentStore(.ini).write(plain) } catch { throw .document(error) }
        let layout: SecretSlice?
        do throws(LayoutError) { layout = try RcloneLayout.make(for: document, withoutLayout: printed, in: arena) } catch {
            throw .unfaithful(reason: "its comments and spacing are more than the document can hold")
        }
        guard let layout else { return plain }
        return try tree(
            of: reading, layout: try sealed(layout, in: try firstSection(of: reading), dataKey: dataKey, fill: fill))
    }

    /// Reads what was made as a reader would, before anything is written: a file that could not be restored is refused.
    private static func verify(
        _ emitted: SecretSlice, _ written: SopsMetadata, dataKey: borrowing SecretBytes, givesBack source: SecretSlice,
        in arena: SecretArena
    ) throws(EncryptedFileError) {
        var tree = DocumentTree(arena: arena)
        let metadata: SopsMetadata
        do throws(SopsError) {
            try emitted.withBytes { (bytes) throws(SopsError) in try INIReader.read(TreeText(bytes), into: &tree) }
            metadata = try INIStore.takeMetadata(from: &tree)
        } catch { throw .unfaithful(reason: "its metadata could not be read back; a rule holds what INI can't carry") }
        guard metadata.saysTheSame(as: written) else {
            throw .unfaithful(reason: "its metadata would be read back otherwise; a rule holds what INI can't carry")
        }
        let restored: RcloneDecryption.Result
        do throws(EncryptedFileError) {
            restored = try RcloneDecryption.restore(
                tree, metadata, dataKey: dataKey, ignoringMAC: false, damage: .stop, asSops: false)
        } catch { throw .unfaithful(reason: "its values could not be read back") }
        guard restored.text.equals(source) else {
            throw .unfaithful(reason: "comments and spacing would not come back; they may be more than a layout holds")
        }
    }

    /// The rule for a file when nobody has given one.
    static func defaultSelector(for reading: RcloneReading) throws(SopsError) -> EncryptionSelector {
        var judgements = OptionJudgements()
        return try defaultSelector(for: reading, &judgements)
    }

    /// The harmless options stay readable, except those that this file uses for something that is not harmless, or
    /// that sops could not keep in clear.
    private static func defaultSelector(
        for reading: RcloneReading, _ judgements: inout OptionJudgements
    ) throws(SopsError) -> EncryptionSelector {
        var excluded: Set<ConfigName> = []
        for section in reading.sections {
            let type = section.value("type")
            for entry in section.entries {
                let isFit = !judgements.isSecret(type: type, key: entry.key, value: entry.value)
                    && FragileValue.staysWholeInClear(entry.value)
                if !isFit { excluded.insert(entry.key) }
            }
        }
        let names = Set(excluded.map { String(decoding: $0.bytes, as: UTF8.self) })
        guard let pattern = HarmlessOptions.unencryptedRegex(excluding: names) else { return .standard }
        return try EncryptionSelector(.unencryptedRegex, pattern)
    }

    private init(arena: SecretArena, selector: EncryptionSelector, judgements: OptionJudgements) {
        self.arena = arena
        self.selector = selector
        self.judgements = judgements
        names = selector.storedNames
    }

    /// The stored name of the section that carries the layout.
    private func firstSection(of reading: RcloneReading) throws(EncryptedFileError) -> [UInt8] {
        // A file of comments only has no section that could.
        guard let first = reading.sectionsDefaultFirst.first else { return StoredNames.placeholder }
        return try storedName(of: first)
    }

    /// `layout` is the comment's text as it goes into the tree.
    private mutating func tree(of reading: RcloneReading, layout: SecretSlice?) throws(EncryptedFileError) -> DocumentTree {
        var tree = DocumentTree(arena: arena)
        escapedNames = []
        tree.openDocument()
        var comment = layout.map { $0.withBytes { TreeText($0) } }
        // As go-ini has it: the section of the keys before any header is always there, and written when it has keys.
        if reading[.defaultSection] == nil {
            tree.openContainer(.branch, key: tree.store(ConfigName.defaultSection.bytes), keyKind: .string)
            tree.close()
        }
        for section in reading.sectionsDefaultFirst {
            try add(section, layout: &comment, to: &tree)
        }
        if reading.sections.isEmpty, let comment {
            tree.openContainer(.branch, key: tree.store(StoredNames.placeholder), keyKind: .string)
            tree.append(.comment, comment)
            tree.close()
        }
        tree.close()
        return tree
    }

    /// The layout may hold secrets, so it is encrypted also where the selector leaves comments in clear.
    private func sealed(
        _ layout: SecretSlice, in section: [UInt8], dataKey: borrowing SecretBytes,
        fill: @escaping (UnsafeMutableRawBufferPointer) -> Void
    ) throws(EncryptedFileError) -> SecretSlice {
        if selector.encrypts(path: [section]) { return layout }
        do throws(SopsError) {
            var cipher = try ValueCipher(dataKey: dataKey, arena: arena, fill: fill)
            return try cipher.encrypt(layout, type: .comment, aad: section + [UInt8(ascii: ":")])
        } catch { throw .document(error) }
    }

    private func storedName(of section: RcloneSection) throws(EncryptedFileError) -> [UInt8] {
        do throws(StoredNames.Exposed) { return try names.encode(section: section.name) } catch {
            throw .exposedRemote(section.name, selector: selector)
        }
    }

    private mutating func add(
        _ section: RcloneSection, layout: inout TreeText?, to tree: inout DocumentTree
    ) throws(EncryptedFileError) {
        let name = try storedName(of: section)
        if name != section.name.bytes { escapedNames.append(section.name) }
        let type = section.value("type")
        tree.openContainer(.branch, key: tree.store(name), keyKind: .string)
        // Above the first key when keys stand before any header: go-ini then gives it to that key.
        let isAfterFirst = section.name == .defaultSection && !section.entries.isEmpty
        if let comment = layout, !isAfterFirst {
            tree.append(.comment, comment)
            layout = nil
        }
        for entry in section.entries {
            let key = names.encode(key: entry.key)
            if key != entry.key.bytes { escapedNames.append(entry.key) }
            if !selector.encrypts(path: [name, key]) {
                if judgements.isSecret(type: type, key: entry.key, value: entry.value) {
                    throw .secretInClear(section: section.name, key: entry.key, selector: selector)
                }
                guard FragileValue.staysWholeInClear(entry.value) else {
                    throw .fragileInClear(section: section.name, key: entry.key, selector: selector)
                }
            }
            tree.append(.string, entry.value.withBytes { TreeText($0) }, key: tree.store(key), keyKind: .string)
            if let comment = layout {
                tree.append(.comment, comment)
                layout = nil
            }
        }
        tree.close()
    }
}
