internal import SecretMemory

/// Whole remotes: other names, removal, copies, and remotes of another file.
extension RcloneEditing {
    /// Gives a remote another name, in its headers, in the dotted names below it, and in every reference to it.
    package mutating func rename(_ old: ConfigName, to new: ConfigName) throws(EditingError) {
        guard old != .defaultSection else { throw .defaultSection }
        try checkExists(old)
        try checkNewName(new)
        let prefix = old.bytes + [UInt8(ascii: ".")]
        var renamed = [old: new]
        for section in reading.sections where section.name.bytes.starts(with: prefix) {
            let name = ConfigName(new.bytes + section.name.bytes.dropFirst(old.bytes.count))
            guard reading[name] == nil else { throw .remoteExists(name) }
            renamed[section.name] = name
        }
        try checkHiddenReferences(to: renamed)
        let effective = EffectiveReading(of: reading, in: arena)
        let references = RemoteReferences(in: arena, backend: { effective.backend(of: $0) }, visit: { renamed[$0] })
        var change = Change()
        for (index, line) in document.lines.enumerated() {
            switch line.content {
            case .header(let name): if let other = renamed[name] { change.replaced[index] = header(index, other) }
            case .entry(let entry):
                if let syntax = RemoteReferences.syntax(backend: effective.backend(of: entry.section), key: entry.key),
                    let value = references.rewritten(document.source[entry.value], syntax)
                {
                    change.replaced[index] = self.line(index, with: value)
                }
            case .byteOrderMark, .blank, .comment, .dropped, .unreadable: continue
            }
        }
        let expected = reading.mapping { name, entries in
            let backend = effective.backend(of: name)
            return (
                renamed[name] ?? name,
                entries.map { entry in
                    guard let syntax = RemoteReferences.syntax(backend: backend, key: entry.key),
                        let value = references.rewritten(entry.value, syntax)
                    else { return entry }
                    return RcloneEntry(key: entry.key, value: value)
                }
            )
        }
        try checkLineage(in: expected, renamed)
        try apply(change, expecting: expected)
    }

    /// Takes a remote away with the comment right above it. Refuses while others refer to it or inherit from it, unless
    /// `force`.
    package mutating func remove(_ section: ConfigName, force: Bool) throws(EditingError) {
        guard section != .defaultSection else { throw .defaultSection }
        try checkExists(section)
        if !force {
            let dependants = dependants(of: section)
            guard dependants.isEmpty else { throw .referredTo(section, by: dependants) }
        }
        var change = Change()
        for block in RcloneBlock.all(in: document) where block.section == section && !block.isUnnamed {
            change.dropped.formUnion(block.body)
        }
        try apply(change, expecting: reading.mapping { name, entries in name == section ? nil : (name, entries) })
    }

    /// Adds a remote with the same lines and another name at the end of the file.
    package mutating func copy(_ source: ConfigName, to target: ConfigName) throws(EditingError) {
        guard source != .defaultSection else { throw .defaultSection }
        try checkExists(source)
        try checkNewName(target)
        var expected = reading
        expected.addSection(target)
        for entry in reading[source]?.entries ?? [] { expected.set(entry, in: target) }
        try checkLineage(in: expected, [:])
        let effective = EffectiveReading(of: reading, in: arena)
        guard EffectiveReading(of: expected, in: arena).lineage(of: target).dropFirst().elementsEqual(effective.lineage(of: source).dropFirst())
        else { throw .inheritance(target) }
        var output = SecretBuilder(in: arena, capacity: 4096)
        beginSectionAtEnd(into: &output)
        append(source, of: self, as: target, withComments: false, into: &output)
        var change = Change()
        change.inserted[document.lines.count] = output.finish()
        try apply(change, expecting: expected)
    }

    /// Adds remotes of another file at the end of this one, with their comments; the same remote with the same options is
    /// left as it is. `names` are all that the wanted remotes need; the names that were added.
    @discardableResult
    package mutating func importRemotes(_ names: Set<ConfigName>, from other: RcloneDocument) throws(EditingError) -> [ConfigName] {
        let source = RcloneEditing(other, in: arena)
        for name in names { try source.checkExists(name) }
        var expected = reading
        var added: [ConfigName] = []
        for section in other.reading.sections where names.contains(section.name) {
            // What the remotes read of it is compared below.
            if section.name == .defaultSection { continue }
            let mine = reading[section.name]
            if let mine {
                let isSame = mine.entries.count == section.entries.count
                    && section.entries.allSatisfy { mine[$0.key]?.value.equals($0.value) ?? false }
                guard isSame else { throw .conflictingRemote(section.name) }
                continue
            }
            added.append(section.name)
            expected.addSection(section.name)
            for entry in section.entries { expected.set(entry, in: section.name) }
        }
        try checkLineage(in: expected, [:])
        let theirs = EffectiveReading(of: other.reading, in: arena)
        let mine = EffectiveReading(of: expected, in: arena)
        for name in added {
            guard theirs.lineage(of: name) == mine.lineage(of: name) else { throw .inheritance(name) }
            guard hasSameValues(name, in: theirs, and: mine) else { throw .conflictingDefault }
        }
        guard !added.isEmpty else { return [] }
        var output = SecretBuilder(in: arena, capacity: 4096)
        for (index, name) in added.enumerated() {
            if index == 0 { beginSectionAtEnd(into: &output) } else { output.append(lineEnd(at: document.lines.count - 1)) }
            append(name, of: source, as: name, withComments: true, into: &output)
        }
        var change = Change()
        change.inserted[document.lines.count] = output.finish()
        try apply(change, expecting: expected)
        return added
    }

    /// The lines of a section's blocks as one, with this file's line ends.
    private func append(
        _ section: ConfigName, of other: RcloneEditing, as name: ConfigName, withComments: Bool, into output: inout SecretBuilder
    ) {
        let end = lineEnd(at: document.lines.count - 1)
        var isFirst = true
        for block in RcloneBlock.all(in: other.document) where block.section == section && !block.isUnnamed {
            // Blank lines at the end of the block separate it from what follows there, not here.
            let body = block.body.reversed().drop { if case .blank = other.document.lines[$0].content { true } else { false } }
            for index in body.reversed() {
                let line = other.document.lines[index]
                var text = other.document.source[line.range]
                switch line.content {
                case .header:
                    guard isFirst else { continue }
                    isFirst = false
                    if name != section { text = other.header(index, name) }
                case .comment: if !withComments, index < block.header ?? 0 { continue }
                case .byteOrderMark, .dropped, .unreadable: continue
                case .blank, .entry: break
                }
                var count = text.count
                if count > 0, text[count - 1] == 0x0A { count -= 1 }
                if count > 0, text[count - 1] == 0x0D { count -= 1 }
                output.append(text[0..<count])
                output.append(end)
            }
        }
        if endsInBlankLine { output.append(end) }
    }

    /// A header line with another name between its brackets; the spaces stay.
    private func header(_ index: Int, _ name: ConfigName) -> SecretSlice {
        let range = document.lines[index].range
        let line = document.source[range]
        let open = line.count - line.trimmingStart().count + 1
        let close = line.lastIndex(of: UInt8(ascii: "]")) ?? line.count
        let inner = line[open..<close]
        let start = open + inner.count - inner.trimmingStart().count
        var output = SecretBuilder(in: arena, capacity: line.count + name.bytes.count)
        output.append(line[0..<start])
        output.append(name.bytes)
        output.append(line[(start + inner.trimmed().count)..<line.count])
        return output.finish()
    }

    // MARK: Checks

    /// References read `DEFAULT`, which may be another one here.
    private func hasSameValues(_ name: ConfigName, in theirs: EffectiveReading, and mine: EffectiveReading) -> Bool {
        guard let left = try? theirs.entries(of: name), let right = try? mine.entries(of: name) else { return false }
        return left.count == right.count && zip(left, right).allSatisfy { $0.key == $1.key && $0.value.equals($1.value) }
    }

    /// The remotes that refer to one, or inherit from it.
    private func dependants(of section: ConfigName) -> [ConfigName] {
        let effective = EffectiveReading(of: reading, in: arena)
        return reading.sections.map(\.name).filter { name in
            name != section
                && (effective.lineage(of: name).contains(section) || references(from: name, effective).contains(section))
        }
    }

    private func references(from name: ConfigName, _ effective: EffectiveReading) -> Set<ConfigName> {
        var found: Set<ConfigName> = []
        let backend = effective.backend(of: name)
        let references = RemoteReferences(in: arena, backend: { effective.backend(of: $0) }, visit: { found.insert($0); return nil })
        for entry in reading[name]?.entries ?? [] {
            guard let syntax = RemoteReferences.syntax(backend: backend, key: entry.key) else { continue }
            // A value that can't be had refers to nothing that rclone could open.
            if let value = try? effective.value(entry.key, of: name) { _ = references.rewritten(value, syntax) }
        }
        return found
    }

    /// A name that only interpolation puts together is not there to be rewritten.
    private func checkHiddenReferences(to renamed: [ConfigName: ConfigName]) throws(EditingError) {
        let effective = EffectiveReading(of: reading, in: arena)
        for section in reading.sections {
            let backend = effective.backend(of: section.name)
            for entry in section.entries where Interpolation.hasReference(entry.value) {
                guard let syntax = RemoteReferences.syntax(backend: backend, key: entry.key),
                    let value = try? effective.value(entry.key, of: section.name)
                else { continue }
                var isHit = false
                let references = RemoteReferences(
                    in: arena, backend: { effective.backend(of: $0) },
                    visit: { isHit = isHit || renamed[$0] != nil; return nil })
                _ = references.rewritten(value, syntax)
                if isHit { throw .hiddenReference(section.name, key: entry.key) }
            }
        }
    }

    /// Every remote that stays must inherit from the same ones as before.
    private func checkLineage(in expected: RcloneReading, _ renamed: [ConfigName: ConfigName]) throws(EditingError) {
        let before = EffectiveReading(of: reading, in: arena)
        let after = EffectiveReading(of: expected, in: arena)
        for section in reading.sections {
            let name = renamed[section.name] ?? section.name
            guard before.lineage(of: section.name).map({ renamed[$0] ?? $0 }) == after.lineage(of: name) else { throw .inheritance(section.name) }
        }
    }
}
