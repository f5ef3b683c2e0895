internal import DocumentTree
package import SecretMemory

/// Puts another rclone.conf into the text of a plain document, so that every other byte stays: base64 in its place, and a
/// literal block of YAML with its indentation. Whoever calls it reads the result to see whether it is what was meant.
extension EmbeddedConfig {
    /// Nil when the file stands in another form there, or more than once.
    package func spliced(_ changed: SecretSlice, into source: SecretSlice, in arena: SecretArena) -> SecretSlice? {
        let stored = storedText
        guard let range = isEncoded ? onlyPlace(of: stored, in: source) : block(of: stored, in: source) else { return nil }
        var output = SecretBuilder(in: arena, capacity: source.count + changed.count * 2)
        output.append(source[0..<range.lowerBound])
        if isEncoded { output.append(replacement(for: changed)) } else {
            let indentation = source[range.lowerBound..<source.count].firstIndex { $0 != 0x20 } ?? 0
            for line in lines(of: changed) {
                if !line.isEmpty { output.append([UInt8](repeating: 0x20, count: indentation)) }
                output.append(line)
                output.append("\n")
            }
        }
        output.append(source[range.upperBound..<source.count])
        return output.finish()
    }

    private func onlyPlace(of text: SecretSlice, in source: SecretSlice) -> Range<Int>? {
        guard let first = text.isEmpty ? nil : text[0] else { return nil }
        var found: Range<Int>?
        var start = 0
        while let place = source.first(first, from: start), place + text.count <= source.count {
            start = place + 1
            guard source[place..<(place + text.count)].equals(text) else { continue }
            guard found == nil else { return nil }
            found = place..<(place + text.count)
            start = place + text.count
        }
        return found
    }

    /// The lines of the file with the same number of blanks before each.
    private func block(of text: SecretSlice, in source: SecretSlice) -> Range<Int>? {
        let wanted = lines(of: text)
        guard let first = wanted.first, !first.isEmpty, first[0] != 0x20 else { return nil }
        var found: Range<Int>?
        var start = 0
        while start < source.count {
            if let end = blockEnd(of: wanted, in: source, from: start) {
                guard found == nil else { return nil }
                found = start..<end
            }
            guard let lineEnd = source.first(0x0A, from: start) else { break }
            start = lineEnd + 1
        }
        return found
    }

    private func blockEnd(of wanted: [SecretSlice], in source: SecretSlice, from start: Int) -> Int? {
        guard let indentation = source[start..<source.count].firstIndex(where: { $0 != 0x20 }), indentation > 0 else { return nil }
        var place = start
        for line in wanted {
            if !line.isEmpty {
                guard place + indentation <= source.count, source[place..<(place + indentation)].firstIndex(where: { $0 != 0x20 }) == nil else { return nil }
                place += indentation
            }
            guard place + line.count < source.count, source[place..<(place + line.count)].equals(line), source[place + line.count] == 0x0A else {
                return nil
            }
            place += line.count + 1
        }
        return place
    }

    private func lines(of text: SecretSlice) -> [SecretSlice] {
        var lines: [SecretSlice] = []
        var start = 0
        while start < text.count {
            let end = text.first(0x0A, from: start) ?? text.count
            lines.append(text[start..<end])
            start = end + 1
        }
        return lines
    }
}
