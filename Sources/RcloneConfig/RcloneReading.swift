package import SecretMemory

/// A key, its value as rclone keeps it (before interpolation), and where it was given.
package struct RcloneEntry: Sendable {
    package var key: ConfigName
    package var value: SecretSlice
    /// 1-based; 0 when the entry comes from no file.
    package var line: Int
    package var column: Int

    package init(key: ConfigName, value: SecretSlice, line: Int = 0, column: Int = 0) {
        self.key = key
        self.value = value
        self.line = line
        self.column = column
    }
}

/// A section with its keys in order.
package struct RcloneSection: Sendable {
    package let name: ConfigName
    package private(set) var entries: [RcloneEntry] = []
    /// Empty as long as looking through the entries is faster.
    private var places: [ConfigName: Int] = [:]
    /// The line of the first header; 0 when there is none.
    package let line: Int

    private static let fewEntries = 16

    package init(name: ConfigName, line: Int = 0) {
        self.name = name
        self.line = line
    }

    /// The value of a key.
    package func value(_ key: StaticString) -> SecretSlice? { entry(key)?.value }

    /// The entry of a key that is known beforehand.
    package func entry(_ key: StaticString) -> RcloneEntry? {
        if places.isEmpty { return entries.first { $0.key.isEqual(key) } }
        return self[ConfigName(key.description)]
    }

    /// The entry of a key.
    package subscript(key: ConfigName) -> RcloneEntry? { place(of: key).map { entries[$0] } }

    /// Sets a value: a known key keeps its place.
    package mutating func set(_ entry: RcloneEntry) {
        if let place = place(of: entry.key) {
            entries[place] = entry
            return
        }
        entries.append(entry)
        if !places.isEmpty {
            places[entry.key] = entries.count - 1
        } else if entries.count > Self.fewEntries {
            for (place, entry) in entries.enumerated() { places[entry.key] = place }
        }
    }

    private func place(of key: ConfigName) -> Int? {
        places.isEmpty ? entries.firstIndex { $0.key == key } : places[key]
    }
}

/// What an rclone.conf means: sections in the order they were first seen. `DEFAULT` is there only when it has keys.
package struct RcloneReading: Sendable {
    package private(set) var sections: [RcloneSection] = []
    private var places: [ConfigName: Int] = [:]

    package init() {}

    /// The section of that name.
    package subscript(name: ConfigName) -> RcloneSection? { places[name].map { sections[$0] } }

    /// Adds a section, unless it is there.
    package mutating func addSection(_ name: ConfigName, line: Int = 0) {
        guard places[name] == nil else { return }
        places[name] = sections.count
        sections.append(RcloneSection(name: name, line: line))
    }

    /// Sets a value: a known key keeps its place.
    package mutating func set(_ entry: RcloneEntry, in section: ConfigName) {
        addSection(section, line: entry.line)
        if let place = places[section] { sections[place].set(entry) }
    }

    /// Sections as a document stores and rclone saves them: `DEFAULT` first, the others as they came.
    package var sectionsDefaultFirst: [RcloneSection] {
        sections.filter { $0.name == .defaultSection } + sections.filter { $0.name != .defaultSection }
    }

    /// Same sections with the same keys and values, each in the same order.
    package func means(sameAs other: RcloneReading) -> Bool {
        let mine = sectionsDefaultFirst
        let others = other.sectionsDefaultFirst
        return mine.count == others.count
            && zip(mine, others).allSatisfy { left, right in
                left.name == right.name && left.entries.count == right.entries.count
                    && zip(left.entries, right.entries).allSatisfy { $0.key == $1.key && $0.value.equals($1.value) }
            }
    }

    /// Same sections, keys and values, in whatever order.
    package func hasSameContent(as other: RcloneReading) -> Bool {
        sections.count == other.sections.count
            && sections.allSatisfy { section in
                guard let match = other[section.name], match.entries.count == section.entries.count else { return false }
                return section.entries.allSatisfy { match[$0.key]?.value.equals($0.value) ?? false }
            }
    }
}

extension RcloneReading {
    /// The same with other names and entries; `body` gives nil for a section that goes. `DEFAULT` goes with its last key.
    func mapping(_ body: (ConfigName, [RcloneEntry]) -> (ConfigName, [RcloneEntry])?) -> RcloneReading {
        var result = RcloneReading()
        for section in sections {
            guard let (name, entries) = body(section.name, section.entries) else { continue }
            if name == .defaultSection, entries.isEmpty { continue }
            result.addSection(name, line: section.line)
            for entry in entries { result.set(entry, in: name) }
        }
        return result
    }
}
