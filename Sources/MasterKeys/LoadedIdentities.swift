internal import AgeEncryption

/// What the identity sources gave, and what is to be said of those that gave nothing.
struct LoadedIdentities: Sendable {
    /// Each with the source that gave it.
    private(set) var origins: [(source: String, identity: any AgeIdentity)] = []
    var identities: [any AgeIdentity] { origins.map(\.identity) }
    /// Where they were found, and what may be told of them.
    var found: [(location: String, identities: [String])] = []
    /// Sources that are not set, not there or empty, in sops' order.
    var unused: [String] = []
    /// Sources that are there and can't be used; no secret in the text.
    var errors: [String] = []

    init(_ readings: [SourceReading]) {
        var empty: [String] = []
        // sops 3.11 `age/keysource.go`: who has any other source needs no default file.
        let needsDefault = !readings.contains { reading in
            switch reading.result {
            case .identities, .empty: reading.kind != .defaultKeyFile
            // A text that could be read, and not parsed.
            case .failed(let reason): reason.hasPrefix("failed to parse '")
            case .absent, .missing: false
            }
        }
        for reading in readings {
            switch reading.result {
            case .absent: if reading.kind != .defaultKeyFile || needsDefault { unused.append(reading.name) }
            case .empty: empty.append(reading.name)
            case .identities(let identities):
                origins += identities.map { (reading.name, $0) }
                found.append((reading.name, identities.map { IdentitySource.Found($0).text }))
            case .failed(let reason), .missing(let reason): errors.append(reason)
            }
        }
        unused += empty
    }

    /// sops' sentence about what was tried, appended to an error (sops 3.11 `age/keysource.go`).
    var remarks: String {
        var text = ""
        if !errors.isEmpty { text += ". Errors while loading age identities: " + errors.joined(separator: "; ") }
        let quoted = unused.map { "'" + $0 + "'" }
        switch quoted.count {
        case 0: break
        case 1: text += ". Did not find keys in location " + quoted[0] + "."
        case 2: text += ". Did not find keys in locations " + quoted[0] + " and " + quoted[1] + "."
        default:
            text += ". Did not find keys in locations " + quoted.dropLast().joined(separator: ", ") + ", and " + quoted[quoted.count - 1] + "."
        }
        return text
    }
}
