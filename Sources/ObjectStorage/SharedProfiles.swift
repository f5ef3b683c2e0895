internal import SecretMemory

/// AWS' shared files by the rules of aws-sdk-go-v2 (`internal/ini`, `config/shared_config.go`), which differ from other
/// readers: values lose one pair of quotes, a comment needs a blank before its mark, lines that are nothing are passed over.
struct SharedProfiles {
    /// Which of the two files.
    enum File { case configuration, credentials }

    typealias Profile = [String: SecretSlice]

    private(set) var profiles: [String: Profile] = [:]
    /// Those with one key of the pair in the last file that has any: the SDK fails on them, whatever the file before it has.
    private(set) var partial: Set<String> = []

    /// The file's profiles over those that are there: of two values the later file's counts. A session token stays, though
    /// it belongs to other keys: the SDK sends it.
    mutating func add(_ text: SecretSlice, from file: File) {
        var sections = Self.sections(of: text)
        // [profile default] is nearer than [default].
        if file == .configuration, sections["profile default"] != nil { sections["default"] = nil }
        for (name, section) in sections {
            guard let profile = Self.profile(name, in: file) else { continue }
            switch (section["aws_access_key_id"] == nil, section["aws_secret_access_key"] == nil) {
            case (false, false): partial.remove(profile)
            case (true, false), (false, true): partial.insert(profile)
            case (true, true): break
            }
            var merged = profiles[profile, default: [:]]
            merged.merge(section) { $1 }
            profiles[profile] = merged
        }
    }

    private static func profile(_ section: String, in file: File) -> String? {
        switch file {
        case .credentials: return section.hasPrefix("profile ") ? nil : section
        case .configuration:
            if section == "default" { return section }
            return section.hasPrefix("profile ") ? String(section.dropFirst(8)) : nil
        }
    }

    private static func sections(of text: SecretSlice) -> [String: Profile] {
        var sections: [String: Profile] = [:]
        var section: String?
        var key: String?
        var start = 0
        while start < text.count {
            let end = text.first(0x0A, from: start) ?? text.count
            var line = text[start..<end]
            start = end + 1
            if line.count > 0, line[line.count - 1] == 0x0D { line = line[0..<line.count - 1] }
            guard let first = line.firstIndex(where: { !isBlank($0) }), !isCommentMark(line[first]) else { continue }
            if let name = sectionName(line) {
                (section, key) = (name, nil)
                if sections[name] == nil { sections[name] = [:] }
            } else if !isBlank(line[0]) {
                guard let section, let (name, value) = property(withoutComment(line)) else { continue }
                key = name
                // Nothing was set: the next file, or the next source, is asked.
                sections[section]?[name] = value.isEmpty ? nil : value
            } else if let section, let key, sections[section]?[key] != nil, property(line) == nil {
                // A line that goes on makes a value of two lines, which is no key: nothing that we ask for has any.
                sections[section]?[key] = line
            }
        }
        return sections
    }

    private static func sectionName(_ line: SecretSlice) -> String? {
        var text = line
        if let mark = line.firstIndex(where: isCommentMark) { text = line[0..<mark] }
        text = trimmedEnd(text)
        guard text.count >= 2, text[0] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]") else { return nil }
        let words = text[1..<text.count - 1].bytes.split(whereSeparator: isBlank)
        guard let first = words.first else { return "" }
        let name = String(decoding: first, as: UTF8.self)
        guard words.count > 1 else { return name }
        // What follows the kind is the name, blanks within it too.
        let rest = text.bytes[(words[1].startIndex + 1)..<(words[words.count - 1].endIndex + 1)]
        return name + " " + String(decoding: rest, as: UTF8.self)
    }

    private static func withoutComment(_ line: SecretSlice) -> SecretSlice {
        for index in 0..<line.count where index > 0 && isCommentMark(line[index]) && isBlank(line[index - 1]) { return line[0..<index - 1] }
        return line
    }

    private static func property(_ line: SecretSlice) -> (String, SecretSlice)? {
        guard let mark = line.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) else { return nil }
        let name = String(decoding: line[0..<mark].trimmed().bytes, as: UTF8.self).lowercased()
        var value = line[(mark + 1)..<line.count].trimmed()
        if value.count > 2, let quote = [UInt8(ascii: "'"), UInt8(ascii: "\"")].first(where: { $0 == value[0] }), value[value.count - 1] == quote {
            value = value[1..<value.count - 1]
        }
        return (name, value)
    }

    private static func trimmedEnd(_ text: SecretSlice) -> SecretSlice {
        var end = text.count
        while end > 0, isBlank(text[end - 1]) { end -= 1 }
        return text[0..<end]
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    private static func isCommentMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") }
}
