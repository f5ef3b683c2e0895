import RcloneConfig

extension Failure {
    /// A file that rclone encrypted is damaged, or is of another version.
    static func of(_ error: EncryptedConfigError, file: String) -> Failure {
        switch error {
        case .unsupportedVersion(let line):
            Failure(
                "RC9110", exit: 2, "unsupported configuration encryption: rcsops knows RCLONE_ENCRYPT_V0 only",
                fix: "decrypt it with the rclone that wrote it: rclone config encryption remove", place: file + ":\(line):1")
        case .invalidBase64(let line, let column, let byte):
            Failure(
                "RC9111", exit: 2, "illegal base64 data at byte \(byte) of what follows RCLONE_ENCRYPT_V0:",
                fix: "take away what is not rclone's (spaces, comments, text behind the end), or get the file from a backup",
                place: file + ":\(line):\(column)")
        case .cutOff:
            Failure(
                "RC9112", exit: 2, "\"" + file + "\" is cut off: its base64 ends within a group of four letters",
                fix: "get the whole file from a backup")
        case .tooShort(let count):
            Failure(
                "RC9113", exit: 2, "configuration data too short: \"" + file + "\" holds \(count) encrypted bytes, and the least is 40",
                fix: "get the whole file from a backup")
        case .authenticationFailed: wrongPassword(from: .terminal, file: file)
        case .libraryFailure(let call): Failure("RC9114", exit: 1, call, fix: "report this: it should not happen (SECURITY.md says how)")
        }
    }

    /// No tag can tell a wrong password from a changed file.
    static func wrongPassword(from source: PasswordSource, file: String) -> Failure {
        Failure(
            "RC9101", exit: 1,
            "\"" + file + "\" does not open with the password from " + source.text + ": it is another one, or the file was changed",
            fix: "try the password with rclone config encryption check; if that fails too, get the file from a backup")
    }

    static func unusablePassword(_ fault: ConfigPassword.Fault, from source: PasswordSource) -> Failure {
        switch fault {
        case .invalidUTF8:
            Failure("RC9102", exit: 1, "the password from " + source.text + " is not UTF-8", fix: "give it as UTF-8, as rclone wants it")
        case .empty:
            Failure("RC9103", exit: 1, "no characters in the password from " + source.text, fix: "give more than white space")
        }
    }

    static let notAllowedToAsk = Failure(
        "RC9104", exit: 1, "a password is needed, and asking for it is not allowed (--ask-password=false)",
        fix: "set RCLONE_CONFIG_PASS, or --password-command")

    static let noTerminal = Failure(
        "RC9105", exit: 1, "a password is needed, and there is no terminal to ask for it",
        fix: "set RCLONE_CONFIG_PASS, or --password-command")

    static let noAnswer = Failure(
        "RC9106", exit: 1, "no password was typed: the terminal's input has ended", fix: "run it again and type the password")
}
