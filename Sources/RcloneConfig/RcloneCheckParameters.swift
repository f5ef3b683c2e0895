internal import Diagnostics
internal import SecretMemory

/// Connection strings, `NAME,OPTION=VALUE:PATH`: rclone reads their parameters as options of the remote that they stand for.
extension RcloneCheck {
    mutating func checkConnectionStrings() {
        for section in reading.sections where section.name != .defaultSection {
            guard let type = inherited("type", by: section), !isHidden(type.value) else { continue }
            let backend = String(decoding: type.value.bytes.prefix(32), as: UTF8.self)
            for entry in section.entries where mayHaveConnectionString(entry.value) {
                guard let syntax = RemoteReferences.syntax(backend: backend, key: entry.key), !isHidden(entry.value),
                    !Interpolation.hasReference(entry.value)
                else { continue }
                checkConnectionStrings(in: entry, syntax, of: section)
            }
        }
    }

    private mutating func checkConnectionStrings(in entry: RcloneEntry, _ syntax: RemoteReferences.Syntax, of section: RcloneSection) {
        let arena = SecretArena()
        let elements = connectionElements(of: entry.value, syntax, in: arena)
        let start = valueColumn(of: entry)
        func column(_ place: Int?) -> Int {
            guard let place, let start else { return entry.column }
            return start + place
        }
        for element in elements {
            switch element {
            case .backend(let name, let place):
                let type = arena.store(name.bytes)
                guard backend(ofType: type) == nil else { continue }
                add(
                    .unknownBackend, .error, line: entry.line, column: column(place),
                    entry.key.text + " of " + named(section) + " has an inline remote of a type that rclone 1.75 does not know",
                    fix: nearestBackend(to: type).map { "did you mean :" + $0 + ":?" } ?? "use a backend that rcsops backends lists")
            case .fault(let fault, let place):
                add(
                    .malformedReference, .error, line: entry.line, column: column(place), entry.key.text + " of " + named(section) + " " + fault.cause,
                    fix: "write NAME,OPTION=VALUE:PATH, with '…' around a value that has , or : in it or begins with a quote")
            case .parameter(let kind, let key, let value, let place):
                guard let kind, !key.isEqual("type"), let backend = backend(ofType: arena.store(Array(kind.utf8))) else { continue }
                // An option without a value is switched on (rclone 1.75 `fs/fspath/path.go`).
                let parameter = RcloneEntry(
                    key: key, value: value ?? arena.store(Array("true".utf8)), line: entry.line, column: column(place))
                connectionString = entry.key
                if let option = backend.option(key) {
                    if !parameter.value.isEmpty { checkValue(parameter, option, section, backend) }
                } else {
                    checkUnknown(parameter, of: section, backend)
                }
                connectionString = nil
            }
        }
    }

    private func connectionElements(of value: SecretSlice, _ syntax: RemoteReferences.Syntax, in arena: SecretArena) -> [ConnectionElement] {
        var elements: [ConnectionElement] = []
        let references = RemoteReferences(
            in: arena,
            backend: { name in
                reading[name].flatMap { inherited("type", by: $0) }.map { String(decoding: $0.value.bytes.prefix(64), as: UTF8.self) }
            },
            visit: { _ in nil }, tell: { elements.append($0) })
        _ = references.rewritten(value, syntax)
        return elements
    }

    /// A parameter, or a remote that begins with a colon.
    private func mayHaveConnectionString(_ value: SecretSlice) -> Bool {
        guard let colon = value.first(UInt8(ascii: ":")) else { return false }
        return colon == 0 || value.contains(UInt8(ascii: ","))
            || ["=:", " :", "\":"].contains { value.firstRange(of: Array($0.utf8), from: 0) != nil }
    }

    /// The 1-based column of the value's first byte; nil when it stands elsewhere than it seems.
    private func valueColumn(of entry: RcloneEntry) -> Int? {
        // A byte order mark is a line of its own.
        for index in [entry.line - 1, entry.line] where document.lines.indices.contains(index) {
            let line = document.lines[index]
            guard line.number == entry.line, case .entry(let found) = line.content, found.value.count == entry.value.count else { continue }
            return found.value.lowerBound - line.range.lowerBound + 1
        }
        return nil
    }
}
