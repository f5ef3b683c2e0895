/// A random document that can be made smaller.
enum Sketch: Sendable {
    case json(JSONSketch)
    /// Lines with their ends.
    case lines([String])
    case bytes([UInt8])

    var bytes: [UInt8] {
        switch self {
        case .json(let sketch): Array(sketch.text.utf8)
        case .lines(let lines): Array(lines.joined().utf8)
        case .bytes(let bytes): bytes
        }
    }

    /// Simpler documents, those that leave out most first.
    var smaller: [Sketch] {
        switch self {
        case .json(let sketch):
            // The top level is always a map.
            return sketch.smaller.compactMap { if case .map = $0 { .json($0) } else { nil } }
        case .lines(let lines): return Self.parts(lines).map { .lines($0) } + Self.shorter(lines).map { .lines($0) }
        case .bytes(let bytes): return Self.parts(bytes).map { .bytes($0) }
        }
    }

    /// Without a half, a quarter, … a single one of the elements.
    private static func parts<Element>(_ elements: [Element]) -> [[Element]] {
        var result: [[Element]] = []
        var size = elements.count / 2
        while size >= 1 {
            for start in stride(from: 0, to: elements.count, by: size) {
                result.append(Array(elements[..<start] + elements[min(start + size, elements.count)...]))
            }
            size /= 2
        }
        return result
    }

    private static func shorter(_ lines: [String]) -> [[String]] {
        lines.indices.filter { lines[$0].utf8.count > 12 }.map { place in
            var copy = lines
            copy[place] = String(lines[place].prefix(lines[place].count / 2)) + "\n"
            return copy
        }
    }
}
