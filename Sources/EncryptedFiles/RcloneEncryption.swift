internal import Cryptography
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
    /// Names that had to be escaped, and that plain sops prints escaped.
    private var escapedNames: [ConfigName] = []

    /// The document's bytes, and the names that it holds in escaped form.
    package static func encrypt(
        _ document: RcloneDocument, plan: EncryptionPlan, effects: Effects, in arena: SecretArena
    ) throws(EncryptedFileError) -> (bytes: SecretSlice, escapedNames: [ConfigName]) {
        guard document.unreadable.isEmpty else { throw .notRcloneConfig(unreadable: document.unreadable) }
        let reading = document.reading
        let selector: EncryptionSelector
        do throws(SopsError) {
            if let chosen = plan.selector { selector = chosen } else { selector = try defaultSelector(for: reading) }
        } catch { throw .document(error) }
        switch selector.kind {
        case .unencryptedCommentRegex, .encryptedCommentRegex: throw .commentSelector(selector)
        case .unencryptedSuffix, .encryptedSuffix, .unencryptedRegex, .encryptedRegex: break
        }
        let dataKey = SecureRandom.secret(DataKeyWrapping.dataKeySize)
        var encryption = RcloneEncryption(arena: arena, selector: selector)
        var tree = try encryption.tree(of: reading)
        let layout: SecretSlice?
        do throws(LayoutError) {
            layout = try RcloneLayout.make(
                for: document, withoutLayout: INIStore.print(INIStore.sections(of: tree, arena: arena), arena: arena), in: arena)
        } catch {
            throw .unfaithful(reason: "its comments and spacing are more than the document can hold")
        }
        if let layout {
            try encryption.add(layout, to: &tree, dataKey: dataKey, randomBytes: effects.randomBytes)
        }
        let emitted: SecretSlice
        var metadata: SopsMetadata
        do throws(SopsError) {
            let groups = try DataKeyWrapping.wrap(dataKey, for: plan.groups, threshold: plan.shamirThreshold)
            metadata = SopsMetadata(keyGroups: groups, selector: selector)
            metadata.shamirThreshold = plan.shamirThreshold == 0 && groups.count > 1 ? groups.count : plan.shamirThreshold
            metadata.macOnlyEncrypted = plan.macOnlyEncrypted
            let encrypted = try TreeCipher.encrypt(
                [tree], metadata: &metadata, dataKey: dataKey, arena: arena, unixSeconds: effects.now(),
                randomBytes: effects.randomBytes)
            emitted = INIStore.emit(encrypted[0], metadata: metadata, arena: arena)
        } catch { throw .document(error) }
        try verify(emitted, metadata, dataKey: dataKey, givesBack: document.source, in: arena)
        return (emitted, encryption.escapedNames)
    }

    /// Reads what was made as a reader would, before anything is written: a file that could not be restored is refused.
    private static func verify(
        _ emitted: SecretSlice, _ written: SopsMetadata, dataKey: borrowing SecretBytes, givesBack source: SecretSlice,
        in arena: SecretArena
    ) throws(EncryptedFileError) {
        let sections: [INISection]
        let stored: [TreeItem]
        let metadata: SopsMetadata
        do throws(SopsError) {
            sections = try INIReader.read(emitted, into: arena)
            (stored, metadata) = try INIStore.load(sections, arena: arena)
        } catch { throw .unfaithful(reason: "its metadata could not be read back; a rule holds what INI can't carry") }
        guard metadata.saysTheSame(as: written) else {
            throw .unfaithful(reason: "its metadata would be read back otherwise; a rule holds what INI can't carry")
        }
        let restored: RcloneDecryption.Result
        do throws(EncryptedFileError) {
            restored = try RcloneDecryption.restore(
                sections, stored, metadata, dataKey: dataKey, ignoringMAC: false, damage: .stop, asSops: false,
                in: arena)
        } catch { throw .unfaithful(reason: "its values could not be read back") }
        guard restored.text.equals(source) else {
            throw .unfaithful(reason: "comments and spacing would not come back; they may be more than a layout holds")
        }
    }

    /// The harmless options stay readable, except those that this file uses for something that is not harmless, or
    /// that sops could not keep in clear.
    private static func defaultSelector(for reading: RcloneReading) throws(SopsError) -> EncryptionSelector {
        var excluded: Set<String> = []
        for section in reading.sections {
            let backend = section.value("type").map { String(decoding: $0.bytes, as: UTF8.self) }
            for entry in section.entries {
                let isFit = !SecretOption.isSecret(backend: backend, key: entry.key, value: entry.value)
                    && FragileValue.staysWholeInClear(entry.value)
                if !isFit { excluded.insert(String(decoding: entry.key.bytes, as: UTF8.self)) }
            }
        }
        guard let pattern = HarmlessOptions.unencryptedRegex(excluding: excluded) else { return .standard }
        return try EncryptionSelector(.unencryptedRegex, pattern)
    }

    private init(arena: SecretArena, selector: EncryptionSelector) {
        self.arena = arena
        self.selector = selector
        names = selector.storedNames
    }

    private mutating func tree(of reading: RcloneReading) throws(EncryptedFileError) -> [TreeItem] {
        var items: [TreeItem] = []
        for section in reading.sectionsDefaultFirst {
            let (name, members) = try stored(section)
            items.append(TreeItem(key: .name(name), value: .branch(members)))
        }
        return items
    }

    private func add(
        _ layout: SecretSlice, to tree: inout [TreeItem], dataKey: borrowing SecretBytes, randomBytes: @escaping (Int) -> [UInt8]
    ) throws(EncryptedFileError) {
        // A file of comments only has no section that could carry it.
        if tree.isEmpty { tree.append(TreeItem(key: .name(StoredNames.placeholder), value: .branch([]))) }
        guard let name = tree[0].name, case .branch(var members) = tree[0].value else { return }
        let comment = try sealed(layout, in: name, dataKey: dataKey, randomBytes: randomBytes)
        // Above the first key when keys stand before any header: go-ini then gives it to that key.
        members.insert(.comment(comment), at: name == ConfigName.defaultSection.bytes && !members.isEmpty ? 1 : 0)
        tree[0].value = .branch(members)
    }

    /// The layout may hold secrets, so it is encrypted also where the selector leaves comments in clear.
    private func sealed(
        _ layout: SecretSlice, in section: [UInt8], dataKey: borrowing SecretBytes, randomBytes: @escaping (Int) -> [UInt8]
    ) throws(EncryptedFileError) -> SecretSlice {
        if selector.encrypts(path: [section], comments: []) { return layout }
        do throws(SopsError) {
            var cipher = try ValueCipher(dataKey: dataKey, arena: arena, randomBytes: randomBytes)
            return try cipher.encrypt(layout, type: .comment, aad: section + [UInt8(ascii: ":")])
        } catch { throw .document(error) }
    }

    private mutating func stored(_ section: RcloneSection) throws(EncryptedFileError) -> (name: [UInt8], items: [TreeItem]) {
        let name: [UInt8]
        do throws(StoredNames.Exposed) { name = try names.encode(section: section.name) } catch { throw .exposedRemote(section.name, selector: selector) }
        if name != section.name.bytes { escapedNames.append(section.name) }
        let backend = section.value("type").map { String(decoding: $0.bytes, as: UTF8.self) }
        var items: [TreeItem] = []
        for entry in section.entries {
            let key = names.encode(key: entry.key)
            if key != entry.key.bytes { escapedNames.append(entry.key) }
            if !selector.encrypts(path: [name, key], comments: []) {
                if SecretOption.isSecret(backend: backend, key: entry.key, value: entry.value) {
                    throw .secretInClear(section: section.name, key: entry.key, selector: selector)
                }
                guard FragileValue.staysWholeInClear(entry.value) else {
                    throw .fragileInClear(section: section.name, key: entry.key, selector: selector)
                }
            }
            items.append(.text(key, entry.value))
        }
        return (name, items)
    }
}
