package import SecretMemory

/// Follows remotes that wrap others to where their files lie (rclone 1.75 `backend/alias`, `archive`, `cache`, `chunker`,
/// `combine`, `compress`, `crypt`, `hasher`, `union`: each `NewFs`).
package struct StoragePlaces {
    private let reading: RcloneReading
    private let effective: EffectiveReading
    private let environment: RemoteOptions.Environment?
    private let arena: SecretArena
    private var steps = 0

    /// Wrappers within each other; a circle through connection strings has no other end.
    private static let depthLimit = 32
    /// Unions of unions grow by powers.
    private static let stepLimit = 2000

    package init(in reading: RcloneReading, environment: RemoteOptions.Environment?, arena: SecretArena) {
        self.reading = reading
        self.environment = environment
        self.arena = arena
        effective = EffectiveReading(of: reading, in: arena)
    }

    /// All places of a remote, in the order in which its options name them; of a union or a combine there are several.
    /// - Parameter path: What a user writes behind the remote's colon.
    package mutating func places(of remote: ConfigName, path: String = "") -> [Result<StoragePlace, StorageFault>] {
        steps = 0
        var trail = Trail()
        return follow(remote, backend: nil, parameters: [], path: Self.trimmed(path), &trail, from: nil)
    }

    /// The way from the remote that was asked for.
    private struct Trail {
        var wrappers: [ConfigName] = []
        /// Those without parameters of their own: met again they lead round for ever.
        var open: Set<ConfigName> = []
        var hidesNames = false
    }

    private mutating func follow(
        _ name: ConfigName?, backend: String?, parameters: [(key: ConfigName, value: SecretSlice)], path: String, _ trail: inout Trail,
        from referrer: ConfigName?
    ) -> [Result<StoragePlace, StorageFault>] {
        let shown = name ?? ConfigName(":" + (backend ?? ""))
        steps += 1
        guard steps <= Self.stepLimit else { return [.failure(.tooMany(trail.wrappers.first ?? shown))] }
        guard trail.wrappers.count < Self.depthLimit, name.map({ !parameters.isEmpty || !trail.open.contains($0) }) ?? true else {
            return [.failure(.circle(trail.wrappers + [shown]))]
        }
        let options: RemoteOptions
        do throws(EffectiveError) {
            options = try RemoteOptions(of: name, backend: backend, parameters: parameters, effective: effective, environment: environment)
        } catch { return [.failure(.value(error))] }
        if let name, reading[name] == nil, options.backend.isEmpty { return [.failure(.missing(name, from: referrer))] }
        guard let upstreams = upstreams(of: options, path: path) else {
            return [.success(StoragePlace(options: options, path: path, wrappers: trail.wrappers, hidesNames: trail.hidesNames))]
        }
        let outer = trail
        defer { trail = outer }
        trail.wrappers.append(shown)
        if let name, parameters.isEmpty { trail.open.insert(name) }
        if options.backend == "crypt" { trail.hidesNames = trail.hidesNames || Self.encryptsNames(options) }
        switch upstreams {
        case .failure(let fault): return [.failure(fault.of(shown))]
        case .success(let upstreams):
            return upstreams.flatMap { upstream in follow(upstream, of: shown, &trail) }
        }
    }

    private mutating func follow(_ upstream: Upstream, of wrapper: ConfigName, _ trail: inout Trail) -> [Result<StoragePlace, StorageFault>] {
        let target: RemotePath
        do throws(RemotePath.Fault) { target = try RemotePath(parsing: upstream.text, in: arena) } catch {
            switch error {
            case .local: return [.failure(.local(wrapper))]
            case .malformed: return [.failure(.malformed(wrapper, key: upstream.key))]
            }
        }
        let inner = Self.trimmed(String(decoding: target.path.bytes, as: UTF8.self))
        let path = [inner, upstream.path].filter { !$0.isEmpty }.joined(separator: "/")
        return follow(target.name, backend: target.backend, parameters: target.parameters, path: path, &trail, from: wrapper)
    }

    /// A remote path that an option names, and what comes behind it.
    private struct Upstream {
        let key: String
        let text: SecretSlice
        let path: String
    }

    private enum UpstreamFault: Error {
        case malformed(key: String), noFolder

        func of(_ wrapper: ConfigName) -> StorageFault {
            switch self {
            case .malformed(let key): .malformed(wrapper, key: key)
            case .noFolder: .noFolder(wrapper)
            }
        }
    }

    /// Nil when the remote is no wrapper.
    private func upstreams(of options: RemoteOptions, path: String) -> Result<[Upstream], UpstreamFault>? {
        switch options.backend {
        case "alias", "cache", "chunker", "compress", "hasher", "archive", "crypt":
            guard let text = options.value("remote"), !text.isEmpty else { return .failure(.malformed(key: "remote")) }
            // What lies below has other names there.
            let isHidden = options.backend == "crypt" && Self.encryptsNames(options)
            return .success([Upstream(key: "remote", text: text, path: isHidden ? "" : path)])
        case "union":
            let key = options.value("upstreams") == nil ? "remotes" : "upstreams"
            guard let elements = elements(options.value(key)) else { return .failure(.malformed(key: key)) }
            return .success(elements.map { element in
                // How the union writes to it.
                let suffix = [":ro", ":nc", ":writeback"].first { element.hasSuffix($0) }
                return Upstream(key: key, text: element[0..<(element.count - (suffix?.utf8.count ?? 0))], path: path)
            })
        case "combine": return combined(options, path: path)
        default: return nil
        }
    }

    private func combined(_ options: RemoteOptions, path: String) -> Result<[Upstream], UpstreamFault> {
        guard let elements = elements(options.value("upstreams")) else { return .failure(.malformed(key: "upstreams")) }
        let parts = path.split(separator: "/", maxSplits: 1)
        var found: [Upstream] = []
        for element in elements {
            guard let mark = element.first(UInt8(ascii: "=")), mark > 0 else { return .failure(.malformed(key: "upstreams")) }
            let folder = String(decoding: element[0..<mark].bytes, as: UTF8.self)
            if let wanted = parts.first, wanted != folder { continue }
            found.append(
                Upstream(key: "upstreams", text: element[(mark + 1)..<element.count], path: parts.count > 1 ? String(parts[1]) : ""))
        }
        return found.isEmpty ? .failure(.noFolder) : .success(found)
    }

    private func elements(_ list: SecretSlice?) -> [SecretSlice]? {
        guard let list, let elements = SeparatedList.elements(of: list, separator: 0x20)?.filter({ !$0.isEmpty }), !elements.isEmpty else { return nil }
        return elements
    }

    private static func encryptsNames(_ options: RemoteOptions) -> Bool {
        // Folders keep their names where either is off (rclone 1.75 `backend/crypt/cipher.go`, `EncryptDirName`).
        if let mode = options.value("filename_encryption"), mode.equals("off") { return false }
        return options.value("directory_name_encryption").map { !$0.equals("false") } ?? true
    }

    private static func trimmed(_ path: String) -> String {
        var rest = Substring(path)
        while rest.hasPrefix("/") { rest.removeFirst() }
        while rest.hasSuffix("/") { rest.removeLast() }
        return String(rest)
    }
}

extension SecretSlice {
    fileprivate func hasSuffix(_ text: String) -> Bool {
        count >= text.utf8.count && self[(count - text.utf8.count)..<count].withBytes { $0.elementsEqual(text.utf8) }
    }
}
