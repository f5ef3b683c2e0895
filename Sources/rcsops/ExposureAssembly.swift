import GitHistory

/// Puts the versions of each file together: one entry for each value that was open, with the commits that brought it first and last.
struct ExposureAssembly {
    private struct Identity: Hashable {
        let file: GitPath
        let path: String
        /// Of values that no key opens there is one entry a path.
        let value: [UInt8]?
    }

    private struct Finding {
        var names: Set<GitPath> = []
        var commits: [Int] = []
        var audience: ExposedSecret.Audience
        var isJournal: Bool
        var remote: String?
        var keyID: String?
        var sealed: Set<[UInt8]> = []
    }

    private struct Appearance {
        let secrets: [SecretFingerprints.Secret]
        let version: BlobVersion
        let audience: ExposedSecret.Audience
        let isJournal: Bool
    }

    private let names: FileNames
    private var appearances: [Appearance] = []
    /// The commits that brought a version which is not open, or took the file away.
    private var closing: [GitPath: [Int]] = [:]

    init(names: FileNames) { self.names = names }

    mutating func add(_ version: BlobVersion, audience: ExposedSecret.Audience?, isJournal: Bool, fingerprints: SecretFingerprints?) {
        guard let audience, let fingerprints else {
            if let path = version.path, let commit = version.commit { closing[names.owner(of: path), default: []].append(commit) }
            return
        }
        appearances.append(Appearance(secrets: fingerprints.secrets, version: version, audience: audience, isJournal: isJournal))
    }

    private func file(of version: BlobVersion) -> GitPath {
        version.path.map { names.owner(of: $0) } ?? GitPath("blob " + (version.blob ?? "").prefix(12))
    }

    /// What was open, in the order of files and paths; commits with a smaller number are newer.
    func secrets(_ commits: [HistoryCommit], _ use: CurrentUse, isStillRecipient: (GitPath) -> Bool) -> [ExposedSecret] {
        var known: [[UInt8]: [UInt8]] = [:]
        for secret in appearances.flatMap(\.secrets) { if let sealed = secret.sealed, let value = secret.value { known[sealed] = value } }
        var findings: [Identity: Finding] = [:]
        for appearance in appearances {
            let file = file(of: appearance.version)
            for secret in appearance.secrets {
                let value = secret.value ?? secret.sealed.flatMap { known[$0] } ?? use.value(ofSealed: secret.sealed)
                var finding = findings[Identity(file: file, path: secret.path, value: value)] ?? Finding(audience: .shared, isJournal: false)
                if let path = appearance.version.path { finding.names.insert(path) }
                if let commit = appearance.version.commit { finding.commits.append(commit) }
                if let sealed = secret.sealed { finding.sealed.insert(sealed) }
                finding.audience = max(finding.audience, appearance.audience)
                finding.isJournal = finding.isJournal || appearance.isJournal
                finding.remote = secret.remote ?? finding.remote
                finding.keyID = secret.keyID ?? finding.keyID
                findings[Identity(file: file, path: secret.path, value: value)] = finding
            }
        }
        return findings.map { identity, finding in
            var secret = ExposedSecret(
                file: identity.file.text, path: identity.path, remote: finding.remote, keyID: finding.keyID, audience: finding.audience)
            secret.formerFiles = finding.names.filter { $0 != identity.file }.sorted().map(\.text)
            secret.isJournal = finding.isJournal
            secret.first = finding.commits.max().map { commits[$0] }
            secret.last = finding.commits.min().map { commits[$0] }
            secret.isStillRecipient = isStillRecipient(identity.file)
            if !secret.isStillRecipient, let last = finding.commits.min() {
                secret.removed = closing[identity.file]?.filter { $0 < last }.max().map { commits[$0] }
            }
            use.judge(&secret, value: identity.value, sealed: finding.sealed)
            return secret
        }.sorted { left, right in
            (left.file, left.path, left.last?.time ?? 0, left.keyID ?? "") < (right.file, right.path, right.last?.time ?? 0, right.keyID ?? "")
        }
    }
}
