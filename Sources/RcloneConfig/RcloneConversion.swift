package import SecretMemory

/// An rclone.conf in another form that rclone reads, or that it writes.
package struct RcloneConversion {
    package enum Form: String, Sendable, CaseIterable {
        /// The file itself.
        case conf
        /// As `rclone config dump` prints it.
        case json
        case envShell = "env-shell"
        case envDotenv = "env-dotenv"
        case envSystemd = "env-systemd"
        case envDocker = "env-docker"
    }

    package let text: SecretSlice
    /// Sections that are no remotes, for which there can be no variables.
    package var left: [ConfigName] = []
    /// What rclone will list as remotes since the name of an option ends as that of a type does.
    package var phantoms: [ConfigName] = []

    package static func convert(
        _ document: RcloneDocument, to form: Form, in arena: SecretArena
    ) throws(ConversionError) -> RcloneConversion {
        switch form {
        case .conf: return RcloneConversion(text: document.source)
        case .json: return RcloneConversion(text: try JSONDump.write(document, in: arena))
        case .envShell: return try EnvironmentForm.shell.write(document.reading, in: arena)
        case .envDotenv: return try EnvironmentForm.dotenv.write(document.reading, in: arena)
        case .envSystemd: return try EnvironmentForm.systemd.write(document.reading, in: arena)
        case .envDocker: return try EnvironmentForm.docker.write(document.reading, in: arena)
        }
    }
}
