#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The backends of rclone and their options, out of ``BackendRegistryData``. Nothing is read before it is asked for.
package enum BackendRegistry {
    /// The rclone that the registry was taken from.
    package static let rcloneVersion = BackendRegistryData.rcloneVersion

    /// All backends, by name.
    package static let backends: [Backend] = {
        var backends: [Backend] = []
        var head: (fields: [Substring], start: Int)?
        func close(at end: Int) {
            guard let head else { return }
            let name = String(head.fields[0])
            let prefix = head.fields.count > 1 && !head.fields[1].isEmpty ? String(head.fields[1]) : name
            backends.append(
                Backend(name: name, prefix: prefix, isHidden: head.fields.count > 2, lines: head.start..<end))
        }
        var start = 0
        while start < bytes.count {
            let end = lineEnd(from: start)
            if start < end, bytes[start] == UInt8(ascii: "@") {
                close(at: start)
                let text = Substring(String(decoding: bytes[(start + 1)..<end], as: UTF8.self))
                head = (text.split(separator: "|", omittingEmptySubsequences: false), end + 1)
            }
            start = end + 1
        }
        close(at: bytes.count)
        return backends
    }()

    /// The backend that `type` names: by its name, its prefix, or its name without blanks; case counts (rclone 1.75
    /// `fs/registry.go`, `Find`).
    package static func backend(ofType type: String) -> Backend? { places[type].map { backends[$0] } }

    private static let places: [String: Int] = {
        var places: [String: Int] = [:]
        for (index, backend) in backends.enumerated() {
            for spelling in [backend.name, backend.prefix, String(backend.name.filter { $0 != " " })] where places[spelling] == nil {
                places[spelling] = index
            }
        }
        return places
    }()

    static var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: BackendRegistryData.text.utf8Start, count: BackendRegistryData.text.utf8CodeUnitCount)
    }

    static func lineEnd(from start: Int) -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else { return bytes.count }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }
}
