/// The five formats that sops keeps documents in.
package enum DocumentFormat: String, Sendable, CaseIterable {
    case yaml, json, ini, dotenv, binary

    /// By the end of the file's name, as sops goes: anything else is binary (sops 3.11 `formats.FormatForPath`).
    package init(path: String) {
        self =
            if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { .yaml } else if path.hasSuffix(".json") { .json } else if path
                .hasSuffix(".env") { .dotenv } else if path.hasSuffix(".ini") { .ini } else { .binary }
    }

    /// The word for messages.
    package var word: String {
        switch self {
        case .yaml: "YAML"
        case .json: "JSON"
        case .ini: "INI"
        case .dotenv: "dotenv"
        case .binary: "binary"
        }
    }
}
