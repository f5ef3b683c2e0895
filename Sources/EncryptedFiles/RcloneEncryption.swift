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
        let layout = RcloneLayout.make(for: document, in: arena)
        let tree = try encryption.tree(of: reading, layout: layout, dataKey: dataKey, randomBytes: effects.randomBytes)
        do throws(SopsError) {
            let groups = try DataKeyWrapping.wrap(dataKey, for: plan.groups, threshold: plan.shamirThreshold)
            var metadata = SopsMetadata(keyGroups: groups, selector: selector)
            metadata.shamirThreshold = plan.shamirThreshold == 0 && groups.count > 1 ? groups.count : plan.shamirThreshold
            metadata.macOnlyEncrypted = plan.macOnlyEncrypted
            let encrypted = try TreeCipher.encrypt(
                [tree], metadata: &metadata, dataKey: dataKey, arena: arena, unixSeconds: effects.now(),
                randomBytes: effects.randomBytes)
            return (INIStore.emit(encrypted[0], metadata: metadata, arena: arena), encryption.escapedNames)
        } catch { throw .document(error) }
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
    }

    private mutating func tree(
        of reading: RcloneReading, layout: SecretSlice?, dataKey: borrowing SecretBytes,
        randomBytes: @escaping (Int) -> [UInt8]
    ) throws(EncryptedFileError) -> [TreeItem] {
        var sections: [(name: [UInt8], items: [TreeItem])] = []
        for section in reading.sectionsDefaultFirst { sections.append(try stored(section)) }
        if sections.isEmpty { sections.append((StoredName.placeholder, [])) }
        if let layout {
            let comment = try sealed(layout, in: sections[0].name, dataKey: dataKey, randomBytes: randomBytes)
            // Above the first key when keys stand before any header: go-ini then gives it to that key.
            let place = sections[0].name == ConfigName.defaultSection.bytes && !sections[0].items.isEmpty ? 1 : 0
            sections[0].items.insert(.comment(comment), at: place)
        }
        return sections.map { TreeItem(key: .name($0.name), value: .branch($0.items)) }
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
        do throws(StoredName.Exposed) {
            name = try StoredName.encode(section: section.name) {
                selector.namesTheReadable && selector.matches(component: $0)
            }
        } catch { throw .exposedRemote(section.name, selector: selector) }
        if name != section.name.bytes { escapedNames.append(section.name) }
        let backend = section.value("type").map { String(decoding: $0.bytes, as: UTF8.self) }
        var items: [TreeItem] = []
        for entry in section.entries {
            let key = StoredName.encode(key: entry.key) {
                selector.kind == .unencryptedSuffix && selector.matches(component: $0)
            }
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
