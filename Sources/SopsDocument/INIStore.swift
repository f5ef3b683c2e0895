package import SecretMemory

/// sops documents in INI: sections are branches, metadata is the flattened section `[sops]` (sops 3.11 `stores/ini`).
package enum INIStore {
    private static let reserved = Array("sops".utf8)

    /// True when there is a section `[sops]` that holds metadata. A remote may be called `sops` too, and then has a
    /// type; metadata may be cut off, so one of its names is enough.
    package static func isEncrypted(_ sections: [INISection]) -> Bool {
        let marks = ["lastmodified", "mac", "version", "key_groups__", "shamir_threshold"]
            + MasterKeyKind.allCases.map { $0.rawValue + "__" }
        return sections.contains { section in
            section.name == reserved && !section.entries.contains { $0.key.elementsEqual("type".utf8) }
                && section.entries.contains { entry in marks.contains { entry.key.starts(with: $0.utf8) } }
        }
    }

    /// True when plaintext has the section that sops keeps for itself.
    package static func hasReservedSection(_ sections: [INISection]) -> Bool { sections.contains { $0.name == reserved } }

    /// True for the section of the metadata.
    package static func isReserved(_ section: INISection) -> Bool { section.name == reserved }

    /// The tree and the metadata of an encrypted document.
    package static func load(_ sections: [INISection], arena: SecretArena) throws(SopsError) -> ([TreeItem], SopsMetadata) {
        let found = sections.filter(isReserved)
        guard let stored = found.first else { throw .metadataNotFound }
        guard found.count == 1 else { throw .malformedMetadata(field: "[sops]", reason: "the section is there more than once") }
        let node = try MetadataFlattening.unflatten(
            stored.entries.map { ($0.key, $0.value.withBytes { String(decoding: $0, as: UTF8.self) }) })
        let metadata = try SopsMetadata(reading: node)
        return (tree(of: sections.filter { !isReserved($0) }, arena: arena), metadata)
    }

    /// The tree of sections: a section's comment is its first item, a key's comment the item after the key.
    package static func tree(of sections: [INISection], arena: SecretArena) -> [TreeItem] {
        sections.map { section in
            var items: [TreeItem] = []
            if let comment = section.comment { items.append(.comment(unmarked(comment))) }
            for entry in section.entries {
                items.append(.text(entry.key, entry.value))
                if let comment = entry.comment { items.append(.comment(unmarked(comment))) }
            }
            return TreeItem(key: .name(section.name), value: .branch(items))
        }
    }

    /// The sections of a tree; the reverse of ``tree(of:arena:)``.
    package static func sections(of tree: [TreeItem], arena: SecretArena) -> [INISection] {
        var sections: [INISection] = []
        for item in tree {
            guard let name = item.name, case .branch(let items) = item.value else { continue }
            var section = INISection(name: name)
            for (index, member) in items.enumerated() {
                switch (member.key, member.value) {
                case (.comment(let text), _):
                    if index == 0 { section.comment = text } else if !section.entries.isEmpty {
                        section.entries[section.entries.count - 1].comment = text
                    }
                case (.name(let key), .scalar(let type, let text)):
                    section.entries.append(INIEntry(key: key, value: shown(text, type: type, arena: arena)))
                case (.name(let key), _):
                    section.entries.append(INIEntry(key: key, value: arena.store(Array("<nil>".utf8))))
                }
            }
            sections.append(section)
        }
        return sections
    }

    /// The plaintext as sops prints it.
    package static func print(_ sections: [INISection], arena: SecretArena) -> SecretSlice {
        var output = SecretBuilder(in: arena, capacity: 4096)
        INIWriter.write(sections, isAligned: true, into: &output)
        return output.finish()
    }

    /// The encrypted document's bytes.
    package static func emit(_ tree: [TreeItem], metadata: SopsMetadata, arena: SecretArena) -> SecretSlice {
        var all = sections(of: tree, arena: arena)
        var stored = INISection(name: reserved)
        for (name, value) in MetadataFlattening.flatten(metadata.node) {
            stored.entries.append(INIEntry(key: Array(name.utf8), value: arena.store(Array(value.utf8))))
        }
        all.append(stored)
        var output = SecretBuilder(in: arena, capacity: 8192)
        INIWriter.write(all, isAligned: false, into: &output)
        return output.finish()
    }

    // sops takes the first line's markers, and blanks among them, away; later lines keep theirs.
    private static func unmarked(_ comment: SecretSlice) -> SecretSlice {
        guard !comment.isEmpty, comment[0] == UInt8(ascii: "#") || comment[0] == UInt8(ascii: ";") else { return comment }
        let mark = comment[0]
        var start = 0
        while start < comment.count, comment[start] == mark || comment[start] == 0x20 { start += 1 }
        return comment[start..<comment.count]
    }

    // INI shows booleans in lower case, the cipher keeps `True` (sops 3.11 `stores.ValToString`).
    private static func shown(_ text: SecretSlice, type: ScalarType, arena: SecretArena) -> SecretSlice {
        guard type == .boolean else { return text }
        return arena.store(Array((text.count == 4 ? "true" : "false").utf8))
    }
}
