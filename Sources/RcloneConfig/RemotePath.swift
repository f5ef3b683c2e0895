internal import SecretMemory

/// A text such as `NAME:PATH` in its parts, as rclone takes it apart (rclone 1.75 `fs/fspath.Parse`). Connection strings may
/// hold secrets, so values stay slices.
struct RemotePath {
    /// Nil for `:BACKEND,…:`, which is no remote of the file.
    let name: ConfigName?
    /// Of an inline remote.
    let backend: String?
    /// Options of the connection string; the last of a name counts.
    let parameters: [(key: ConfigName, value: SecretSlice)]
    /// What stands behind the colon.
    let path: SecretSlice

    enum Fault: Error { case local, malformed }

    init(parsing text: SecretSlice, in arena: SecretArena) throws(Fault) {
        switch RemoteReference(text) {
        case .local: throw .local
        case .malformed: throw .malformed
        case .remote, .inline: break
        }
        let start = text[0] == UInt8(ascii: ":") ? 1 : 0
        guard let end = text[start..<text.count].firstIndex(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ",") }).map({ $0 + start }) else {
            throw .malformed
        }
        let word = text[start..<end].bytes
        name = start == 0 ? ConfigName(word) : nil
        backend = start == 0 ? nil : String(decoding: word, as: UTF8.self)
        var reader = Parameters(text: text, index: end, arena: arena)
        parameters = try reader.read()
        path = text[(reader.index + 1)..<text.count]
    }

    /// Reads `,KEY=VALUE,SWITCH:` up to the colon.
    private struct Parameters {
        let text: SecretSlice
        /// Ends at the colon.
        var index: Int
        let arena: SecretArena

        mutating func read() throws(Fault) -> [(key: ConfigName, value: SecretSlice)] {
            var found: [(key: ConfigName, value: SecretSlice)] = []
            while index < text.count, text[index] == UInt8(ascii: ",") {
                index += 1
                let start = index
                while index < text.count, ConnectionElement.isName(text[index]) { index += 1 }
                guard index > start, index < text.count else { throw .malformed }
                let key = ConfigName(text[start..<index].bytes)
                // A parameter without a value is a switch that is on.
                var value = arena.store(Array("true".utf8))
                if text[index] == UInt8(ascii: "=") {
                    index += 1
                    value = try readValue()
                }
                found.append((key, value))
            }
            guard index < text.count, text[index] == UInt8(ascii: ":") else { throw .malformed }
            return found
        }

        private mutating func readValue() throws(Fault) -> SecretSlice {
            guard index < text.count else { throw .malformed }
            let quote = text[index]
            guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
                let start = index
                while index < text.count, text[index] != UInt8(ascii: ","), text[index] != UInt8(ascii: ":") { index += 1 }
                return text[start..<index]
            }
            var value = SecretBuilder(in: arena, capacity: 64)
            index += 1
            while index < text.count {
                if text[index] == quote {
                    // A doubled quote stands for itself.
                    guard index + 1 < text.count, text[index + 1] == quote else {
                        index += 1
                        return value.finish()
                    }
                    index += 1
                }
                value.append(text[index])
                index += 1
            }
            throw .malformed
        }
    }
}
