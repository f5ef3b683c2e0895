internal import RcloneConfig
internal import SecretMemory

/// A comment of a document that belongs to no layout: sops made it of a comment, or a person wrote it.
struct FileNote {
    let section: ConfigName
    /// Nil: the note stands above the section.
    let key: ConfigName?
    let line: SecretSlice

    private struct Place: Hashable {
        let section: ConfigName
        let key: ConfigName?
    }

    /// The text with every note as a comment line above its section or key, or at the end when that is gone.
    static func insert(_ notes: [FileNote], into text: SecretSlice, in arena: SecretArena) -> SecretSlice {
        guard !notes.isEmpty else { return text }
        // By place, so that many notes and many lines cost their sum and not their product.
        var remaining: [Place: [FileNote]] = [:]
        var order: [Place] = []
        for note in notes {
            let place = Place(section: note.section, key: note.key)
            if remaining[place] == nil { order.append(place) }
            remaining[place, default: []].append(note)
        }
        var output = SecretBuilder(in: arena, capacity: text.count + 1024)
        for line in RcloneDocument(parsing: text).lines {
            switch line.content {
            case .header(let name):
                for note in remaining.removeValue(forKey: Place(section: name, key: nil)) ?? [] { note.write(into: &output) }
            case .entry(let entry):
                for note in remaining.removeValue(forKey: Place(section: entry.section, key: entry.key)) ?? [] {
                    note.write(into: &output)
                }
            case .byteOrderMark, .blank, .comment, .dropped, .unreadable: break
            }
            output.append(text[line.range])
        }
        if !remaining.isEmpty, text.count > 0, text[text.count - 1] != 0x0A { output.append("\n") }
        for place in order { for note in remaining[place] ?? [] { note.write(into: &output) } }
        return output.finish()
    }

    private func write(into output: inout SecretBuilder) {
        let body = line.trimmed()
        if body[0] != UInt8(ascii: "#"), body[0] != UInt8(ascii: ";") { output.append("# ") }
        output.append(body)
        output.append("\n")
    }
}
