internal import AgeEncryption
internal import SopsDocument

/// No identity at hand opens the document: what was tried in each key group. The text is laid out as sops 3.11 does
/// (`usererrors.go`), since people search for it.
package struct RecoveryFailure: Error, Sendable {
    /// One key and why it could not be used.
    package struct Attempt: Sendable {
        let key: String
        let reason: String
        /// What went wrong besides that nothing matched.
        let fault: AgeError?
    }

    /// A master key of the file.
    package struct Wanted: Sendable {
        let kind: MasterKeyKind
        let name: String
    }

    /// For each group its failed attempts, or nil when the group gave its part.
    let groups: [[Attempt]?]
    let wanted: [[Wanted]]
    let threshold: Int
    let recovered: Int
    /// Sources that gave identities, with what may be told of them.
    let found: [(location: String, identities: [String])]
    /// Sources that are not set, not there or empty.
    let unused: [String]
    /// Sources that are there and can't be used.
    let errors: [String]
    /// What went wrong besides that nothing matched, each once.
    private let faults: [AgeError]

    /// `tried` is what the sources gave for each of the keys: a program's output may have been another for each.
    init(groups: [[Attempt]?], wanted: [[Wanted]], threshold: Int, recovered: Int, tried: [LoadedIdentities]) {
        self.groups = groups
        self.wanted = wanted
        self.threshold = threshold
        self.recovered = recovered
        var faults: [AgeError] = []
        for fault in groups.compactMap(\.self).joined().compactMap(\.fault) where !faults.contains(fault) { faults.append(fault) }
        self.faults = faults
        var found: [(location: String, identities: [String])] = []
        for (location, identities) in tried.flatMap(\.found) {
            if let place = found.firstIndex(where: { $0.location == location }) {
                found[place].identities += identities.filter { !found[place].identities.contains($0) }
            } else {
                found.append((location, identities))
            }
        }
        self.found = found
        unused = tried.first?.unused.filter { name in !found.contains { $0.location == name } } ?? []
        var errors: [String] = []
        for error in tried.flatMap(\.errors) where !errors.contains(error) { errors.append(error) }
        self.errors = errors
    }

    /// True when no identity was found anywhere, so that the way out is to give one.
    package var hasNoIdentity: Bool { found.isEmpty }
    /// True when a source of identities is there and could not be used.
    package var hasUnusableSource: Bool { !errors.isEmpty }
    /// True when a passphrase is missing or wrong.
    package var needsPassphrase: Bool { faults.contains { if case .passphrase = $0 { true } else { false } } }
    /// True when none of the file's keys is of a kind that can be used here.
    package var hasOtherKindsOnly: Bool { !wanted.joined().contains { MasterKeyAccess.usableKinds.contains($0.kind) } }
    /// True when no age key is wanted, and a PGP key is.
    package var hasPGPOnly: Bool { !hasOtherKindsOnly && !wanted.joined().contains { $0.kind == .age } }

    /// What the file wants, what was tried and what is missing: a line each.
    package var summary: String {
        var lines = ["Failed to get the data key required to decrypt the SOPS file."]
        if wanted.count == 1 {
            lines.append("the file wants: one of " + Self.listed(wanted[0].map(Self.shown)))
        } else {
            let needed = threshold > 0 ? threshold : wanted.count
            let each = zip(wanted, groups).enumerated().map { index, group in
                "group \(index + 1)" + (group.1 == nil ? " (opened)" : "") + ": " + Self.listed(group.0.map(Self.shown))
            }
            lines.append("the file wants: \(needed) of its \(wanted.count) key groups, a key of each; " + each.joined(separator: "; "))
        }
        lines += pgpReasons
        guard !hasPGPOnly else { return lines.joined(separator: "\n  ") }
        let tried = found.map { Self.listed($0.identities.map(KeyName.shown)) + " from " + $0.location }
        lines.append("tried: " + (tried.isEmpty ? "nothing, there is no identity here" : tried.joined(separator: ", "))
            + (unused.isEmpty ? "" : "; nothing in " + unused.joined(separator: ", ")) + errors.map { "; " + $0 }.joined())
        for fault in faults { lines.append("and: " + fault.message) }
        return lines.joined(separator: "\n  ")
    }

    /// Why PGP keys opened nothing. What ails a key that is at hand is told of each; that a key isn't, of the first.
    private var pgpReasons: [String] {
        let names = Set(wanted.joined().filter { $0.kind == .pgp }.map(\.name))
        let attempts = groups.compactMap { $0 }.joined().filter { names.contains($0.key) }
        func isAbsent(_ attempt: Attempt) -> Bool { attempt.reason.contains(PGPFailureCause.noSecretKey(ids: []).message) }
        let absent = attempts.filter(isAbsent)
        var lines = (attempts.filter { !isAbsent($0) } + absent.prefix(1)).map { attempt in
            attempt.key + ": " + attempt.reason.split(separator: "\n").joined(separator: "\n    ")
        }
        if absent.count > 1 { lines.append("gpg has no secret key for " + Self.listed(absent.dropFirst().map(\.key)) + " either") }
        return lines
    }

    private static func shown(_ key: Wanted) -> String { key.kind == .age ? KeyName.shown(key.name) : key.name + " (" + key.kind.rawValue + ")" }

    private static func listed(_ names: [String]) -> String {
        let limit = 5
        return names.prefix(limit).joined(separator: ", ") + (names.count > limit ? " and \(names.count - limit) more" : "")
    }

    /// The whole message, without a final line end.
    package var text: String {
        var blocks = ["Failed to get the data key required to decrypt the SOPS file."]
        for (index, attempts) in groups.enumerated() {
            guard let attempts else {
                blocks.append("Group \(index): SUCCESS")
                continue
            }
            let keys = attempts.map { attempt in
                Self.indented(attempt.key + ": FAILED\n" + Self.indented(Self.bulleted(attempt.reason)))
            }
            blocks.append("Group \(index): FAILED\n" + keys.joined(separator: "\n\n"))
        }
        let trailer =
            threshold > 0
            ? "Recovery failed because the file was encrypted with a Shamir threshold of \(threshold), but only \(recovered) part(s) "
                + "were successfully recovered, one for each successful key group. In order for SOPS to recover the file, at "
                + "least \(threshold) groups have to be successful. In order for a group to be successful, decryption has to "
                + "succeed with any of the keys in that key group."
            : "Recovery failed because no master key was able to decrypt the file. In order for SOPS to recover the file, at "
                + "least one key has to be successful, but none were."
        blocks.append(Self.wrapped(trailer, width: 75).joined(separator: "\n"))
        return blocks.joined(separator: "\n\n")
    }

    private static func bulleted(_ reason: String) -> String {
        let lines = wrapped(reason, width: 60)
        return lines.enumerated().map { ($0.offset == 0 ? "- | " : "  | ") + $0.element }.joined(separator: "\n")
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n")
    }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
