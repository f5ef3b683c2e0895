internal import Diagnostics
internal import SecretMemory

/// Remotes that refer to remotes. The registry does not say which options do; rclone's backends do (rclone 1.75
/// `backend/crypt`, `alias`, `chunker`, `compress`, `hasher`, `cache`, `archive`, `combine`, `union`).
extension RcloneCheck {
    private static let nearestNameLimit = 500

    private struct Edge {
        var target: ConfigName
        var entry: RcloneEntry
    }

    mutating func checkReferences() {
        var edges: [ConfigName: [Edge]] = [:]
        // Comparing each missing name with each that is there costs the square of a hostile file.
        let names = reading.sections.count <= Self.nearestNameLimit ? reading.sections.map(\.name.text) : []
        for section in reading.sections where section.name != .defaultSection {
            guard let type = inherited("type", by: section), !isHidden(type.value) else { continue }
            let direct = references(of: section, type)
            let known = Set(direct.map(\.target))
            for edge in direct + nestedReferences(of: section, type).filter({ !known.contains($0.target) }) {
                guard reading[edge.target] != nil else {
                    add(
                        .missingRemote, .error, at: edge.entry,
                        edge.entry.key.text + " of " + named(section) + " refers to the remote " + edge.target.text + ", which is not in the file",
                        fix: NearestName.of(edge.target.text, among: names).map { "did you mean " + $0 + ":?" }
                            ?? "add [" + edge.target.text + "], or name a remote that is there")
                    continue
                }
                edges[section.name, default: []].append(edge)
            }
        }
        tellCircles(edges)
    }

    /// rclone notices only a remote that refers to itself; a longer circle runs until it is killed.
    private mutating func tellCircles(_ edges: [ConfigName: [Edge]]) {
        enum State { case open, done }
        var states: [ConfigName: State] = [:]
        for section in reading.sections where states[section.name] == nil {
            // With a list of its own in place of calls: a chain may be as long as the file.
            var path: [(name: ConfigName, next: Int)] = [(section.name, 0)]
            states[section.name] = .open
            while let last = path.last {
                let targets = edges[last.name] ?? []
                guard last.next < targets.count else {
                    states[last.name] = .done
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let edge = targets[last.next]
                switch states[edge.target] {
                case .done: continue
                case .open:
                    add(
                        .circularRemotes, .error, at: edge.entry,
                        edge.entry.key.text + " of [" + last.name.text + "] closes a circle: " + edge.target.text + " refers back to it",
                        fix: "let one of them refer to a remote with files of its own")
                case nil:
                    states[edge.target] = .open
                    path.append((edge.target, 0))
                }
            }
        }
    }

    private mutating func references(of section: RcloneSection, _ type: RcloneEntry) -> [Edge] {
        switch String(decoding: type.value.bytes.prefix(32), as: UTF8.self) {
        case "alias", "cache", "chunker", "compress", "crypt", "hasher", "archive":
            guard let entry = inherited("remote", by: section), !isHidden(entry.value), !isPlaceholder(entry),
                !Interpolation.hasReference(entry.value)
            else { return [] }
            return edge(entry.value, entry, section).map { [$0] } ?? []
        case "combine": return combined(section)
        case "union": return united(section)
        default: return []
        }
    }

    /// Remotes that are named inside connection strings, and inside inline wrappers: `:alias,remote='NAME:':`.
    private func nestedReferences(of section: RcloneSection, _ type: RcloneEntry) -> [Edge] {
        let backend = String(decoding: type.value.bytes.prefix(32), as: UTF8.self)
        var edges: [Edge] = []
        for key in ["remote", "upstreams", "remotes"] as [StaticString] {
            guard let entry = inherited(key, by: section), !isHidden(entry.value), entry.value.contains(UInt8(ascii: ",")),
                !Interpolation.hasReference(entry.value), let syntax = RemoteReferences.syntax(backend: backend, key: entry.key)
            else { continue }
            var names: [ConfigName] = []
            let arena = SecretArena()
            let references = RemoteReferences(
                in: arena, backend: { name in
                    reading[name].flatMap { inherited("type", by: $0) }.map { String(decoding: $0.value.bytes.prefix(32), as: UTF8.self) }
                },
                visit: { name in
                    names.append(name)
                    return nil
                })
            _ = references.rewritten(entry.value, syntax)
            edges += names.map { Edge(target: $0, entry: entry) }
        }
        return edges
    }

    private mutating func edge(_ path: SecretSlice, _ entry: RcloneEntry, _ section: RcloneSection) -> Edge? {
        switch RemoteReference(path) {
        case .local, .inline: return nil
        case .remote(let name): return Edge(target: name, entry: entry)
        case .malformed:
            tellMalformed(entry, section, "names no remote and no folder", fix: "write NAME:PATH, or the path of a folder")
            return nil
        }
    }

    private mutating func combined(_ section: RcloneSection) -> [Edge] {
        guard let (entry, elements) = list("upstreams", of: section) else { return [] }
        var edges: [Edge] = []
        var folders: Set<ConfigName> = []
        for element in elements {
            guard let equals = element.first(UInt8(ascii: "=")), equals > 0, !element[0..<equals].contains(UInt8(ascii: "/")) else {
                tellMalformed(entry, section, "has an element that is not FOLDER=NAME:PATH", fix: "write upstreams = FOLDER=NAME:PATH FOLDER=NAME:PATH")
                continue
            }
            if !folders.insert(ConfigName(element[0..<equals].bytes)).inserted {
                tellMalformed(entry, section, "gives a folder twice", fix: "give each upstream a folder of its own")
            }
            if let edge = edge(element[(equals + 1)..<element.count], entry, section) { edges.append(edge) }
        }
        return edges
    }

    private mutating func united(_ section: RcloneSection) -> [Edge] {
        guard let (entry, elements) = list("upstreams", of: section) ?? list("remotes", of: section) else { return [] }
        if elements.count < 2 {
            tellMalformed(entry, section, "names one upstream, and a union needs two", fix: "add another, or use an alias")
        }
        return elements.compactMap { element in
            let suffix = [":ro", ":nc", ":writeback"].first { element.hasSuffix($0) }
            return edge(element[0..<(element.count - (suffix?.utf8.count ?? 0))], entry, section)
        }
    }

    private mutating func list(_ name: StaticString, of section: RcloneSection) -> (RcloneEntry, [SecretSlice])? {
        guard let entry = inherited(name, by: section), !isHidden(entry.value), !isPlaceholder(entry),
            !Interpolation.hasReference(entry.value),
            !entry.value.isEmpty
        else { return nil }
        guard let elements = SeparatedList.elements(of: entry.value, separator: 0x20) else {
            // The registry calls the list of a combine one, and that of a union a text.
            if inherited("type", by: section)?.value.equals("union") ?? false {
                tellMalformed(entry, section, "has quotes inside an element", fix: "put quotes around whole elements only: \"NAME:PATH WITH BLANKS:ro\"")
            }
            return nil
        }
        return (entry, elements)
    }

    private mutating func tellMalformed(_ entry: RcloneEntry, _ section: RcloneSection, _ what: String, fix: String) {
        add(.malformedReference, .error, at: entry, entry.key.text + " of " + named(section) + " " + what, fix: fix)
    }
}

extension SecretSlice {
    fileprivate func hasSuffix(_ text: String) -> Bool {
        count >= text.utf8.count && self[(count - text.utf8.count)..<count].withBytes { $0.elementsEqual(text.utf8) }
    }
}
