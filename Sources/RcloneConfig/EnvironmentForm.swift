internal import SecretMemory

/// `RCLONE_CONFIG_*` variables, from which rclone has remotes without a file (rclone 1.75 `fs/configmap.go`), in the syntax
/// of whoever reads them.
enum EnvironmentForm: Sendable {
    case shell, dotenv, systemd, docker

    func write(_ reading: RcloneReading, in arena: SecretArena) throws(ConversionError) -> RcloneConversion {
        let effective = EffectiveReading(of: reading, in: arena)
        var output = SecretBuilder(in: arena, capacity: 4096)
        var left: [ConfigName] = []
        var phantoms: [ConfigName] = []
        var owners: [[UInt8]: ConfigName] = [:]
        for section in reading.sections where section.name != .defaultSection {
            guard effective.backend(of: section.name) != nil else {
                left.append(section.name)
                continue
            }
            let entries: [RcloneEntry]
            do throws(EffectiveError) { entries = try effective.entries(of: section.name) } catch { throw .effective(error) }
            // An empty value counts as none, in a file as in the environment.
            for entry in entries where !entry.value.isEmpty {
                let name = try variable(section.name, entry.key, backend: effective.backend(of: section.name))
                if let owner = owners.updateValue(section.name, forKey: name) { throw .sameVariable(owner, section.name) }
                if entry.key.bytes.suffix(5).elementsEqual("_type".utf8) {
                    phantoms.append(ConfigName(section.name.bytes + [UInt8(ascii: "_")] + entry.key.bytes.dropLast(5)))
                }
                try write(name, entry, of: section.name, into: &output)
            }
        }
        return RcloneConversion(text: output.finish(), left: left, phantoms: phantoms)
    }

    private func variable(_ section: ConfigName, _ key: ConfigName, backend: String?) throws(ConversionError) -> [UInt8] {
        for byte in section.bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): continue
            // Docker passes on any name without white space.
            case 0x21..<0x7F where self == .docker && byte != UInt8(ascii: "="): continue
            default: throw .remoteName(section)
            }
        }
        // rclone looks a variable up in upper case with _ for -: a key that it ignores in a file would begin to count.
        let isPlain = key.bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
        let isKnown = backend == "jottacloud" && (key.isEqual("tokenURL") || key.isEqual("configVersion"))
        guard isPlain || isKnown, !key.bytes.isEmpty else { throw .optionName(section: section, key: key) }
        return Array("RCLONE_CONFIG_".utf8) + (section.bytes + [UInt8(ascii: "_")] + key.bytes).map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
    }

    private func write(
        _ name: [UInt8], _ entry: RcloneEntry, of section: ConfigName, into output: inout SecretBuilder
    ) throws(ConversionError) {
        let value = entry.value
        func refuse(_ obstacle: ConversionError.Obstacle) -> ConversionError { .value(section, entry.key, obstacle) }
        // A variable ends at NUL; the other readers go by lines of text.
        if value.contains(0) || value.contains(0x0A) { throw refuse(.control) }
        // rclone takes the text before it for the name of a remote, and would list a piece of the value.
        if value.firstRange(of: Array("_TYPE=".utf8), from: 0) != nil { throw refuse(.typeMark) }
        if self != .shell {
            guard value.isValidUTF8 else { throw refuse(.notUTF8) }
            if value.firstIndex(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) != nil { throw refuse(.control) }
        }
        if self == .shell { output.append("export ") }
        output.append(name)
        output.append("=")
        switch self {
        case .shell: quote(value, with: UInt8(ascii: "'"), escaping: "'", by: "'\\'", into: &output)
        case .systemd: quote(value, with: UInt8(ascii: "\""), escaping: "\"\\`$", by: "\\", into: &output)
        case .dotenv:
            // Readers differ in the escapes inside quotes, so none is used.
            if !value.contains(UInt8(ascii: "'")), !value.contains(UInt8(ascii: "\\")) {
                quote(value, with: UInt8(ascii: "'"), escaping: "", by: "", into: &output)
            } else {
                guard value.firstIndex(where: { Array("\"\\`$".utf8).contains($0) }) == nil else { throw refuse(.quotes) }
                quote(value, with: UInt8(ascii: "\""), escaping: "", by: "", into: &output)
            }
        case .docker:
            // Docker reads lines of at most 64 KiB as they stand (Go `bufio.Scanner`).
            guard name.count + 1 + value.count < 64 << 10 else { throw refuse(.tooLong) }
            output.append(value)
        }
        output.append("\n")
    }

    private func quote(
        _ value: SecretSlice, with quote: UInt8, escaping marks: StaticString, by escape: StaticString,
        into output: inout SecretBuilder
    ) {
        let marks = Array(marks.description.utf8)
        output.append(quote)
        for index in 0..<value.count {
            if marks.contains(value[index]) { output.append(escape) }
            output.append(value[index])
        }
        output.append(quote)
    }
}
