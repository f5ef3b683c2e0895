package import SecretMemory

/// The options of one remote as a running rclone has them, and what has the last word on each.
package struct RemoteOptions: Sendable {
    /// Where a value comes from, the strongest first (rclone 1.75 `fs/configmap.go`).
    package enum Source: Sendable, Equatable {
        /// The connection string of the remote that wraps this one.
        case connectionString
        /// The variable of that name: `RCLONE_S3_OPTION` for all remotes of the backend, else `RCLONE_CONFIG_REMOTE_OPTION`.
        case variable(String)
        case file
    }

    /// Gives a variable's value. rclone's own variables count only where somebody asks for that: a report would else depend
    /// on the shell that it was made in.
    package typealias Environment = (String) -> SecretSlice?

    /// Nil for an inline remote, `:BACKEND,…:`.
    package let name: ConfigName?
    /// The text of `type`; empty where there is none.
    package let backend: String
    private let values: [ConfigName: (value: SecretSlice, source: Source)]
    private let lines: [ConfigName: Int]

    /// The value that rclone takes; nil when it takes its own default.
    package func value(_ key: String) -> SecretSlice? { values[ConfigName(key)]?.value }

    /// Where the value comes from.
    package func source(_ key: String) -> Source? { values[ConfigName(key)]?.source }

    /// The line of the file that has the value; nil where it does not come from the file.
    package func line(_ key: String) -> Int? {
        let key = ConfigName(key)
        return values[key]?.source == .file ? lines[key] : nil
    }

    /// The names of all options that have a value, sorted.
    package var keys: [String] { values.keys.map(\.text).sorted() }

    /// The variables that took the place of what the file says, or were added to it; sorted.
    package var variables: [String] {
        values.values.compactMap { if case .variable(let name) = $0.source { name } else { nil } }.sorted()
    }

    init(
        of name: ConfigName?, backend inline: String?, parameters: [(key: ConfigName, value: SecretSlice)], effective: EffectiveReading,
        environment: Environment?
    ) throws(EffectiveError) {
        var values: [ConfigName: (value: SecretSlice, source: Source)] = [:]
        var lines: [ConfigName: Int] = [:]
        if let name {
            for entry in try effective.entries(of: name) where !entry.value.isEmpty {
                // An empty value in the file counts as none (rclone 1.75 `getConfigFile.Get`).
                values[entry.key] = (entry.value, .file)
                if entry.line > 0 { lines[entry.key] = entry.line }
            }
        }
        let own = name.map { "RCLONE_CONFIG_" + RcloneCheck.upper(String(decoding: $0.bytes, as: UTF8.self)) + "_" }
        let type = ConfigName("type")
        if let environment, let own, let value = environment(own + "TYPE") { values[type] = (value, .variable(own + "TYPE")) }
        for parameter in parameters where parameter.key == type { values[type] = (parameter.value, .connectionString) }
        let backend = inline ?? values[type].map { String(decoding: $0.value.bytes.prefix(64), as: UTF8.self) } ?? ""
        if let environment, let registered = BackendRegistry.backend(ofType: backend) {
            for option in registered.options {
                let suffix = option.name.uppercased()
                // rclone 1.75 makes a flag of the backend's variable, and flags come before the remote's own variables (measured).
                let names = ["RCLONE_" + registered.prefix.uppercased().replacing(" ", with: "_") + "_" + suffix, own.map { $0 + suffix }].compactMap { $0 }
                guard let name = names.first(where: { environment($0) != nil }), let value = environment(name) else { continue }
                // An empty variable takes the place of the file's value as well.
                values[ConfigName(option.name)] = (value, .variable(name))
            }
        }
        for parameter in parameters { values[parameter.key] = (parameter.value, .connectionString) }
        self.name = name
        self.backend = backend
        self.values = values
        self.lines = lines
    }
}
