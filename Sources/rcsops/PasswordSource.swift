/// The source that a password came from.
enum PasswordSource {
    case command, variable, terminal

    /// What messages call it.
    var text: String {
        switch self {
        case .command: "the password command"
        case .variable: "RCLONE_CONFIG_PASS"
        case .terminal: "the terminal"
        }
    }
}
