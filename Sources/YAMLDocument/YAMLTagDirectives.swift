/// The `%TAG` and `%YAML` lines before a document.
struct YAMLTagDirectives {
    private var active: [(handle: [UInt8], prefix: [UInt8])] = []
    private var pending: [(handle: [UInt8], prefix: [UInt8])] = []
    private var hasVersion = false

    /// False for a second `%YAML`.
    mutating func addVersion() -> Bool {
        defer { hasVersion = true }
        return !hasVersion
    }

    /// False for a handle that is defined twice.
    mutating func add(handle: [UInt8], prefix: [UInt8]) -> Bool {
        guard !pending.contains(where: { $0.handle == handle }) else { return false }
        pending.append((handle, prefix))
        return true
    }

    /// `---`: what was defined before it holds in this document only.
    mutating func begin() {
        active = pending
        pending = []
        hasVersion = false
    }

    /// The tag in full; nil for a handle that is not defined.
    func tag(handle: [UInt8], suffix: [UInt8]) -> [UInt8]? {
        guard !handle.isEmpty else { return suffix }
        if let found = active.first(where: { $0.handle == handle }) { return found.prefix + suffix }
        switch String(decoding: handle, as: UTF8.self) {
        case "!": return handle + suffix
        case "!!": return Array("tag:yaml.org,2002:".utf8) + suffix
        default: return nil
        }
    }
}
