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
    /// Remote paths inside connection strings inside remote paths: nobody nests them deeper.
    private static let depthLimit = 16

    init(
        in arena: SecretArena, backend: @escaping (ConfigName) -> String?, visit: @escaping (ConfigName) -> ConfigName?
    ) {
        self.arena = arena
        self.backend = backend
        self.visit = visit
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
    func rewritten(_ value: SecretSlice, _ syntax: Syntax, depth: Int = 0) -> SecretSlice? {
        guard depth < Self.depthLimit else { return nil }
        switch syntax {
        case .path: return path(value, depth)
        case .list: return list(value, hasFolders: false, depth)
        case .folders: return list(value, hasFolders: true, depth)
        }
    }

    /// `NAME:PATH`, `NAME,k=v:PATH` or `:BACKEND,k=v:PATH`; everything else is a local path.
    private func path(_ value: SecretSlice, _ depth: Int) -> SecretSlice? {
        let isInline = !value.isEmpty && value[0] == UInt8(ascii: ":")
        let start = isInline ? 1 : 0
        guard let end = value[start..<value.count].firstIndex(where: { [0x3A, 0x2C, 0x2F, 0x5C].contains($0) }).map({ $0 + start }),
            value[end] == UInt8(ascii: ":") || value[end] == UInt8(ascii: ","), end > start
        else { return nil }
        let name = ConfigName(value[start..<end].bytes)
        let kind = isInline ? String(decoding: name.bytes, as: UTF8.self) : backend(name)
        var replacements: [(Range<Int>, SecretSlice)] = []
        if value[end] == UInt8(ascii: ",") {
            guard let found = parameters(value, from: end + 1, kind, depth) else { return nil }
            replacements = found
        }
        // A name that rclone would not take is a local path to it, or an error.
        if !isInline, RemoteNameRule.isValid(name), let other = visit(name) { replacements.insert((start..<end, arena.store(other.bytes)), at: 0) }
        return replaced(value, replacements)
    }

    /// The parameters of a connection string; nil when rclone can't read it.
    private func parameters(_ value: SecretSlice, from start: Int, _ kind: String?, _ depth: Int) -> [(Range<Int>, SecretSlice)]? {
        var found: [(Range<Int>, SecretSlice)] = []
        var index = start
        while true {
            // : or , or =
            let rest = value[index..<value.count]
            guard let keyEnd = rest.firstIndex(where: { [0x3A, 0x2C, 0x3D].contains($0) }).map({ $0 + index }) else { return nil }
            let key = ConfigName(value[index..<keyEnd].bytes)
            index = keyEnd
            if value[keyEnd] == UInt8(ascii: "=") {
                let from = keyEnd + 1
                guard let (end, text) = parameter(value, from: from) else { return nil }
                if let syntax = Self.syntax(backend: kind, key: key), let changed = rewritten(text, syntax, depth: depth + 1) {
                    found.append((from..<end, quoted(changed, like: value[from])))
                }
                index = end
            }
            guard index < value.count else { return nil }
            if value[index] == UInt8(ascii: ":") { return found }
            index += 1
        }
    }

    /// A parameter's end and its text without quotes; a doubled quote stands for itself.
    private func parameter(_ value: SecretSlice, from start: Int) -> (end: Int, text: SecretSlice)? {
        guard start < value.count else { return nil }
        let quote = value[start]
        guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            guard let end = value[start..<value.count].firstIndex(where: { $0 == 0x3A || $0 == 0x2C }) else { return nil }
            return (start + end, value[start..<(start + end)])
        }
        return unquoted(value, from: start, quote)
    }

    private func unquoted(_ value: SecretSlice, from start: Int, _ quote: UInt8) -> (end: Int, text: SecretSlice)? {
        var text = SecretBuilder(in: arena, capacity: 64)
        var index = start + 1
        while index < value.count {
            if value[index] == quote {
                guard index + 1 < value.count, value[index + 1] == quote else { return (index + 1, text.finish()) }
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
    private func list(_ value: SecretSlice, hasFolders: Bool, _ depth: Int) -> SecretSlice? {
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
            if isQuoted {
                guard let element = unquoted(value, from: index, UInt8(ascii: "\"")) else { return nil }
                (end, text) = element
            } else {
                end = value.first(0x20, from: index) ?? value.count
                text = value[index..<end]
            }
            if let changed = element(text, hasFolders: hasFolders, depth) {
                let needsQuotes = isQuoted || changed.contains(0x20) || changed[0] == UInt8(ascii: "\"")
                found.append((index..<end, needsQuotes ? quotedText(changed, UInt8(ascii: "\"")) : changed))
            }
            index = end
        }
        return replaced(value, found)
    }

    private func element(_ text: SecretSlice, hasFolders: Bool, _ depth: Int) -> SecretSlice? {
        guard hasFolders else { return path(text, depth) }
        guard let split = text.first(UInt8(ascii: "=")), let changed = path(text[(split + 1)..<text.count], depth) else { return nil }
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
