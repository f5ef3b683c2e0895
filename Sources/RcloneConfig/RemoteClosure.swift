package import SecretMemory

/// Why a remote can't be taken with all that it needs.
package enum ClosureError: Error, Sendable {
    /// `from` is the remote that refers to it, nil when it was asked for.
    case missing(ConfigName, from: ConfigName?, nearest: String?)
    /// Remotes that refer to each other in a circle: rclone runs until it is killed.
    case circle([ConfigName])
    case value(EffectiveError)
}

/// A remote with everything that it needs: what its options refer to, what it inherits from by its dotted name, and
/// `DEFAULT` where values refer to its keys.
package struct RemoteClosure {
    private let reading: RcloneReading
    private let effective: EffectiveReading
    private let arena: SecretArena
    private var names: Set<ConfigName> = []
    /// The remotes whose references are being followed, outermost first.
    private var path: [ConfigName] = []

    /// The names that the wanted remotes need, themselves among them.
    package static func names(
        of wanted: [ConfigName], in reading: RcloneReading, arena: SecretArena
    ) throws(ClosureError) -> Set<ConfigName> {
        var closure = RemoteClosure(reading: reading, arena: arena)
        for name in wanted { try closure.add(name, from: nil) }
        let hasReference = closure.names.contains { reading[$0]?.entries.contains { Interpolation.hasReference($0.value) } ?? false }
        if hasReference, reading[.defaultSection] != nil { closure.names.insert(.defaultSection) }
        return closure.names
    }

    /// The file with these sections only, in its order, with the comments that belong to them.
    package static func document(of names: Set<ConfigName>, in document: RcloneDocument, arena: SecretArena) -> RcloneDocument {
        var output = SecretBuilder(in: arena, capacity: document.source.count)
        for block in RcloneBlock.all(in: document) where names.contains(block.section) {
            for index in block.body { output.append(document.source[document.lines[index].range]) }
        }
        return RcloneDocument(parsing: output.finish())
    }

    /// The numbers of the lines that belong to these sections.
    package static func lineNumbers(of names: Set<ConfigName>, in document: RcloneDocument) -> Set<Int> {
        var numbers: Set<Int> = []
        for block in RcloneBlock.all(in: document) where names.contains(block.section) {
            numbers.formUnion(document.lines[block.body].map(\.number))
        }
        return numbers
    }

    private init(reading: RcloneReading, arena: SecretArena) {
        self.reading = reading
        self.arena = arena
        effective = EffectiveReading(of: reading, in: arena)
    }

    private mutating func add(_ name: ConfigName, from referrer: ConfigName?) throws(ClosureError) {
        if let start = path.firstIndex(of: name) { throw .circle(Array(path[start...]) + [name]) }
        guard reading[name] != nil else {
            throw .missing(name, from: referrer, nearest: NearestName.of(name.text, among: reading.sections.map(\.name.text)))
        }
        guard names.insert(name).inserted else { return }
        names.formUnion(effective.lineage(of: name))
        path.append(name)
        let entries: [RcloneEntry]
        do throws(EffectiveError) { entries = try effective.entries(of: name) } catch { throw .value(error) }
        for target in targets(of: entries, backend: effective.backend(of: name)) { try add(target, from: name) }
        path.removeLast()
    }

    private func targets(of entries: [RcloneEntry], backend: String?) -> [ConfigName] {
        var found: [ConfigName] = []
        let references = RemoteReferences(
            in: arena, backend: { [effective] in effective.backend(of: $0) }, visit: { found.append($0); return nil })
        for entry in entries {
            if let syntax = RemoteReferences.syntax(backend: backend, key: entry.key) { _ = references.rewritten(entry.value, syntax) }
        }
        return found
    }
}
