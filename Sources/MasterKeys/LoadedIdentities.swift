internal import AgeEncryption
internal import SecretMemory

/// What the identity sources gave, and what is to be said of those that gave nothing.
struct LoadedIdentities {
    var identities: [any AgeIdentity] = []
    /// Where they were found, and the recipients that they answer for.
    var found: [(location: String, recipients: [String])] = []
    /// Sources that are not set or not there.
    var unused: [String] = []
    /// Variables that are set, which sops reads and this version does not.
    var unread: [String] = []
    /// Sources that are there and can't be used; no secret in the text.
    var errors: [String] = []

    mutating func add(_ text: SecretSlice, from location: String, splittingAtBlanks: Bool) {
        do throws(AgeError) {
            let found = try text.withBytes { (bytes) throws(AgeError) in
                try AgeKeyReader().identities(bytes, name: location, splittingAtBlanks: splittingAtBlanks)
            }
            if found.isEmpty { unused.append(location) } else { self.found.append((location, found.compactMap(\.recipientText))) }
            identities += found
        } catch {
            errors.append("failed to parse '" + location + "' age identities: " + error.message)
        }
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
