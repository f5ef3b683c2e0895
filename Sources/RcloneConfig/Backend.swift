/// A backend of rclone's registry. Its options are read when they are asked for.
package struct Backend: Sendable {
    package let name: String
    /// What flags and environment variables begin with; `type` takes it too.
    package let prefix: String
    /// True for the one backend that rclone doesn't list.
    package let isHidden: Bool
    /// The options' lines in ``BackendRegistryData/text``.
    let lines: Range<Int>

    /// All options, in the registry's order.
    package var options: [BackendOption] {
        String(decoding: BackendRegistry.bytes[lines], as: UTF8.self).split(separator: "\n").compactMap { BackendOption(line: $0) }
    }

    /// The option of that name.
    package func option(_ name: String) -> BackendOption? {
        // The lines are few kilobytes: looking through them is faster than a table that has to be made first.
        var name = name
        return name.withUTF8 { name in
            let bytes = BackendRegistry.bytes
            var start = lines.lowerBound
            while start < lines.upperBound {
                let end = BackendRegistry.lineEnd(from: start)
                let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
                if line.count > name.count, line[name.count] == UInt8(ascii: "|"), line.starts(with: name) {
                    return BackendOption(line: Substring(String(decoding: line, as: UTF8.self)))
                }
                start = end + 1
            }
            return nil
        }
    }
}
