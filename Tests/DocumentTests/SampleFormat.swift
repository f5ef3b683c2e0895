/// The formats of sops documents.
enum SampleFormat: String, CaseIterable, Sendable {
    case yaml, json, ini, dotenv, binary

    /// A name that both tools take for the format.
    var fileName: String {
        switch self {
        case .yaml: "document.yaml"
        case .json: "document.json"
        case .ini: "document.ini"
        case .dotenv: "document.env"
        case .binary: "document.bin"
        }
    }
}
