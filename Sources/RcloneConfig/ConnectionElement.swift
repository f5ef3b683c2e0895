internal import SecretMemory

/// A part of a connection string `NAME,OPTION=VALUE:PATH` or `:BACKEND,OPTION=VALUE:PATH`, at its byte in the value that
/// it was found in; there is no place where quotes inside of quotes were taken off.
enum ConnectionElement {
    /// The backend of an inline remote.
    case backend(ConfigName, at: Int?)
    /// An option for that backend, nil when nobody knows which; an option without a value is a switch that is on.
    case parameter(backend: String?, key: ConfigName, value: SecretSlice?, at: Int?)
    /// rclone refuses the text from there.
    case fault(Fault, at: Int?)

    /// What `fs/fspath/path.go` of rclone 1.75 refuses.
    enum Fault {
        case emptyName, unusableName, openQuote, textAfterQuote, noColon

        /// What is wrong in words, behind the name of the option.
        var cause: String {
            switch self {
            case .emptyName: "has a parameter without a name"
            case .unusableName: "has a parameter with other characters in its name than letters, digits, _ and ."
            case .openQuote: "has a parameter whose quote is not closed"
            case .textAfterQuote: "has text between a parameter's closing quote and the next , or :"
            case .noColon: "has no : behind the parameters of its inline remote"
            }
        }
    }

    /// Bytes of a parameter's name.
    static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }
}
