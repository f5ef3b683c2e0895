package import SecretMemory

/// An rclone.conf in another form that rclone reads, or that it writes.
package enum RcloneConversion {
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

    /// The text, and the sections that it could not hold since they are no remotes.
    package static func convert(
        _ document: RcloneDocument, to form: Form, in arena: SecretArena
    ) throws(ConversionError) -> (text: SecretSlice, left: [ConfigName]) {
        switch form {
        case .conf: return (document.source, [])
        case .json: return (try JSONDump.write(document.reading, in: arena), [])
        case .envShell: return try EnvironmentForm.shell.write(document.reading, in: arena)
        case .envDotenv: return try EnvironmentForm.dotenv.write(document.reading, in: arena)
        case .envSystemd: return try EnvironmentForm.systemd.write(document.reading, in: arena)
        case .envDocker: return try EnvironmentForm.docker.write(document.reading, in: arena)
        }
    }
}
