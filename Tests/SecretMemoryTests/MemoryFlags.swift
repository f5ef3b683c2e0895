import Foundation
import Testing

/// What the system does with a page, by its two-letter words (Linux `Documentation/filesystems/proc.rst`, VmFlags).
enum MemoryFlags {
    static func of(_ place: UnsafeRawPointer) throws -> String {
        let address = UInt(bitPattern: place)
        // A file of /proc has no size, so it is read to its end.
        let maps = String(decoding: try #require(FileHandle(forReadingAtPath: "/proc/self/smaps")).readDataToEndOfFile(), as: UTF8.self)
        var isInside = false
        var flags: String?
        for line in maps.split(separator: "\n") {
            let range = line.prefix { $0 != " " }.split(separator: "-")
            if range.count == 2, let start = UInt(range[0], radix: 16), let end = UInt(range[1], radix: 16) {
                isInside = address >= start && address < end
            } else if isInside, line.hasPrefix("VmFlags:") {
                flags = String(line)
            }
        }
        return try #require(flags)
    }
}
