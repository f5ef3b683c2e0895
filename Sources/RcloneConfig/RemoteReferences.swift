internal import SecretMemory

/// The remotes that a remote's options name (rclone 1.75 `fs/fspath`, `backend/alias`, `archive`, `cache`, `chunker`,
/// `combine`, `compress`, `crypt`, `hasher`, `union`). The registry doesn't say which options these are.
struct RemoteReferences {
    enum Syntax {
        /// One remote path.
        case path
        /// Remote paths with spaces between them, quoted as in CSV.
        case list
        /// The same, each behind `FOLDER=`.
        case folders
    }

    private let arena: SecretArena
    /// The backend of a remote, for the options that a connection string gives it.
    private let backend: (ConfigName) -> String?
    /// Called with every name; what it gives takes the name's place.
    private let visit: (ConfigName) -> ConfigName?
    /// Called with the parts of connection strings.
    private let tell: (ConnectionElement) -> Void
    /// Remote paths inside connection strings inside remote paths: nobody nests them deeper.
    private static let depthLimit = 16

    init(
        in arena: SecretArena, backend: @escaping (ConfigName) -> String?, visit: @escaping (ConfigName) -> ConfigName?,
        tell: @escaping (ConnectionElement) -> Void = { _ in }
    ) {
        self.arena = arena
        self.backend = backend
        self.visit = visit
        self.tell = tell
    }

    static func syntax(backend: String?, key: ConfigName) -> Syntax? {
        switch (backend, key.text) {
        case ("alias", "remote"), ("archive", "remote"), ("cache", "remote"), ("cache", "tmp_upload_path"), ("chunker", "remote"),
            ("compress", "remote"), ("crypt", "remote"), ("hasher", "remote"):
            .path
        case ("union", "upstreams"), ("union", "remotes"): .list
        case ("combine", "upstreams"): .folders
        default: nil
        }
    }

    /// Goes through the names in a value; the value with what takes their place, nil when nothing does.
    func rewritten(_ value: SecretSlice, _ syntax: Syntax) -> SecretSlice? { rewritten(value, syntax, depth: 0, at: 0) }

    private func rewritten(_ value: SecretSlice, _ syntax: Syntax, depth: Int, at place: Int?) -> SecretSlice? {
        guard depth < Self.depthLimit else { return nil }
        switch syntax {
        case .path: return path(value, depth, at: place)
        case .list: return list(value, hasFolders: false, depth, at: place)
        case .folders: return list(value, hasFolders: true, depth, at: place)
        }
    }

    /// `NAME:PATH`, `NAME,k=v:PATH` or `:BACKEND,k=v:PATH`; everything else is a local path.
    private func path(_ value: SecretSlice, _ depth: Int, at place: Int?) -> SecretSlice? {
        let isInline = !value.isEmpty && value[0] == UInt8(ascii: ":")
        let start = isInline ? 1 : 0
        guard let end = value[start..<value.count].firstIndex(where: { [0x3A, 0x2C, 0x2F, 0x5C].contains($0) }).map({ $0 + start }),
            value[end] == UInt8(ascii: ":") || value[end] == UInt8(ascii: ","), end > start,
            // Without a colon it is the path of a folder with a comma in its name.
            isInline || value.first(UInt8(ascii: ":"), from: end) != nil
        else { return nil }
        let name = ConfigName(value[start..<end].bytes)
        if isInline { tell(.backend(name, at: place.map { $0 + start })) }
        let kind = isInline ? String(decoding: name.bytes, as: UTF8.self) : backend(name)
        var replacements: [(Range<Int>, SecretSlice)] = []
        if value[end] == UInt8(ascii: ",") {
            guard let found = parameters(value, from: end + 1, kind, depth, at: place) else { return nil }
            replacements = found
        }
        // A name that rclone would not take is a local path to it, or an error.
        if !isInline, RemoteNameRule.isValid(name), let other = visit(name) { replacements.insert((start..<end, arena.store(other.bytes)), at: 0) }
        return replaced(value, replacements)
    }

    /// The parameters of a connection string; nil when rclone can't read it.
    private func parameters(_ value: SecretSlice, from start: Int, _ kind: String?, _ depth: Int, at place: Int?) -> [(Range<Int>, SecretSlice)]? {
        var kind = kind
        var told: [(key: ConfigName, text: SecretSlice?, at: Int?)] = []
        // All of them stand for one remote, whatever their order, and one of them may be its type.
        defer { for parameter in told { tell(.parameter(backend: kind, key: parameter.key, value: parameter.text, at: parameter.at)) } }
        func refuse(_ fault: ConnectionElement.Fault, _ index: Int) -> [(Range<Int>, SecretSlice)]? {
            tell(.fault(fault, at: place.map { $0 + index }))
            return nil
        }
        var found: [(Range<Int>, SecretSlice)] = []
        var index = start
        while true {
            let keyStart = index
            while index < value.count, ConnectionElement.isName(value[index]) { index += 1 }
            guard index < value.count else { return refuse(.noColon, keyStart) }
            guard [0x3A, 0x2C, 0x3D].contains(value[index]) else { return refuse(.unusableName, index) }
            guard index > keyStart else { return refuse(.emptyName, keyStart) }
            let key = ConfigName(value[keyStart..<index].bytes)
            var text: SecretSlice?
            if value[index] == UInt8(ascii: "=") {
                let from = index + 1
                guard let parameter = parameter(value, from: from) else {
                    let isQuoted = from < value.count && (value[from] == UInt8(ascii: "'") || value[from] == UInt8(ascii: "\""))
                    return refuse(isQuoted ? .openQuote : .noColon, from)
                }
                (index, text) = (parameter.end, parameter.text)
                if key.isEqual("type") { kind = String(decoding: parameter.text.bytes.prefix(64), as: UTF8.self) }
                let inner = parameter.at.flatMap { offset in place.map { $0 + offset } }
                if let syntax = Self.syntax(backend: kind, key: key),
                    let changed = rewritten(parameter.text, syntax, depth: depth + 1, at: inner)
                {
                    found.append((from..<index, quoted(changed, like: value[from])))
                }
            }
            told.append((key, text, place.map { $0 + keyStart }))
            guard index < value.count, value[index] == UInt8(ascii: ":") || value[index] == UInt8(ascii: ",") else {
                return refuse(.textAfterQuote, index)
            }
            if value[index] == UInt8(ascii: ":") { return found }
            index += 1
        }
    }

    /// A parameter's end, its text without quotes, in which a doubled quote stands for itself, and where that begins.
    private func parameter(_ value: SecretSlice, from start: Int) -> (end: Int, text: SecretSlice, at: Int?)? {
        guard start < value.count else { return nil }
        let quote = value[start]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            guard let end = value[start..<value.count].firstIndex(where: { $0 == 0x3A || $0 == 0x2C }) else { return nil }
            return (start + end, value[start..<(start + end)], start)
        }
        return unquoted(value, from: start, quote)
    }

    private func unquoted(_ value: SecretSlice, from start: Int, _ quote: UInt8) -> (end: Int, text: SecretSlice, at: Int?)? {
        var text = SecretBuilder(in: arena, capacity: 64)
        var index = start + 1
        var hasDoubled = false
        while index < value.count {
            if value[index] == quote {
                guard index + 1 < value.count, value[index + 1] == quote else { return (index + 1, text.finish(), hasDoubled ? nil : start + 1) }
                hasDoubled = true
                index += 1
            }
            text.append(value[index])
            index += 1
        }
        return nil
    }

    private func quoted(_ text: SecretSlice, like first: UInt8) -> SecretSlice {
        let quote = first == UInt8(ascii: "'") ? first : UInt8(ascii: "\"")
        let isQuoted = first == UInt8(ascii: "'") || first == UInt8(ascii: "\"")
        guard isQuoted || text.firstIndex(where: { [0x3A, 0x2C].contains($0) }) != nil else { return text }
        return quotedText(text, quote)
    }

    private func quotedText(_ text: SecretSlice, _ quote: UInt8) -> SecretSlice {
        var output = SecretBuilder(in: arena, capacity: text.count + 8)
        output.append(quote)
        for index in 0..<text.count {
            if text[index] == quote { output.append(quote) }
            output.append(text[index])
        }
        output.append(quote)
        return output.finish()
    }

    /// Elements with single spaces between; one that begins with a quote runs to the closing one (Go `encoding/csv`).
    private func list(_ value: SecretSlice, hasFolders: Bool, _ depth: Int, at place: Int?) -> SecretSlice? {
        var found: [(Range<Int>, SecretSlice)] = []
        var index = 0
        while index < value.count {
            if value[index] == 0x20 {
                index += 1
                continue
            }
            let isQuoted = value[index] == UInt8(ascii: "\"")
            let end: Int
            let text: SecretSlice
            let start: Int?
            if isQuoted {
                guard let element = unquoted(value, from: index, UInt8(ascii: "\"")) else { return nil }
                (end, text, start) = element
            } else {
                end = value.first(0x20, from: index) ?? value.count
                (text, start) = (value[index..<end], index)
            }
            if let changed = element(text, hasFolders: hasFolders, depth, at: start.flatMap { offset in place.map { $0 + offset } }) {
                let needsQuotes = isQuoted || changed.contains(0x20) || changed[0] == UInt8(ascii: "\"")
                found.append((index..<end, needsQuotes ? quotedText(changed, UInt8(ascii: "\"")) : changed))
            }
            index = end
        }
        return replaced(value, found)
    }

    private func element(_ text: SecretSlice, hasFolders: Bool, _ depth: Int, at place: Int?) -> SecretSlice? {
        guard hasFolders else { return path(text, depth, at: place) }
        guard let split = text.first(UInt8(ascii: "=")),
            let changed = path(text[(split + 1)..<text.count], depth, at: place.map { $0 + split + 1 })
        else { return nil }
        return replaced(text, [((split + 1)..<text.count, changed)])
    }

    private func replaced(_ value: SecretSlice, _ replacements: [(Range<Int>, SecretSlice)]) -> SecretSlice? {
        guard !replacements.isEmpty else { return nil }
        var output = SecretBuilder(in: arena, capacity: value.count + 64)
        var index = 0
        for (range, text) in replacements {
            output.append(value[index..<range.lowerBound])
            output.append(text)
            index = range.upperBound
        }
        output.append(value[index..<value.count])
        return output.finish()
    }
}
