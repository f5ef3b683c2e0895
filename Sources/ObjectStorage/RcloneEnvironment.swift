package import SecretMemory

/// Options that the environment sets over those of rclone's file, as rclone 1.75 takes them (measured): `RCLONE_S3_…` is a
/// flag and wins, then `RCLONE_CONFIG_NAME_…`, then the file.
package struct RcloneEnvironment: Sendable {
    package enum Origin: Sendable, Equatable {
        /// With the variable's name.
        case variable(String)
        case file
    }

    private let variable: @Sendable (String) -> [UInt8]?

    package init(variable: @escaping @Sendable (_ name: String) -> [UInt8]?) { self.variable = variable }

    /// The value that counts, and what won. A variable that is set counts also where it is empty.
    package func value(
        of option: String, remote: String, into arena: SecretArena, file: (String) -> SecretSlice?
    ) -> (value: SecretSlice, origin: Origin)? {
        for name in Self.names(of: option, remote: remote) {
            guard let bytes = variable(name) else { continue }
            return (arena.store(bytes), .variable(name))
        }
        return file(option).map { ($0, .file) }
    }

    /// The nearer first.
    package static func names(of option: String, remote: String) -> [String] {
        let option = option.map { $0 == "-" ? "_" : String($0) }.joined().uppercased()
        return ["RCLONE_S3_" + option, "RCLONE_CONFIG_" + remote.uppercased() + "_" + option]
    }
}
