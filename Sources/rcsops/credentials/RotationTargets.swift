import CredentialRotation
import HTTPTransport
import ObjectStorage
import RcloneConfig
import SecretMemory

/// Where keys are tried (spec of rotation, §2.6).
extension RotationBench {
    /// At each endpoint of the uses, with the region and the style that it is asked with there, and at those of `--verify-endpoint`.
    static func targets(of pair: HeldPair, _ finding: KeyUseFinding, _ wishes: RotationWishes, _ client: HTTPClient) throws(Failure) -> [VerificationTarget] {
        let others = try remotes(of: finding.uses.map { ($0.real, $0.remote) }, password: wishes.password)
        return try targets(of: [pair] + others, with: wishes.endpoints, bucket: wishes.bucket, atEachAddress: wishes.eachAddress, client)
    }

    /// The same of a rotation that is under way, as its files are now, with other endpoints of `--verify-endpoint`: one that no file has any more
    /// is no target then.
    static func targets(of journal: RotationJournal, beside path: String, with endpoints: [String], _ client: HTTPClient) throws(Failure) -> [VerificationTarget] {
        guard journal.goal == .done else {
            throw Failure("RC8511", exit: 64, "an abort is under way, in which no new key is tried", fix: "leave --verify-endpoint out")
        }
        let folder = KeySearchPlaces.folder(of: path)
        var pairs = try remotes(
            of: journal.uses.map { (real($0.path.hasPrefix("/") ? $0.path : folder + "/" + $0.path), $0.remote) }, password: PasswordSources())
        let first = journal.targets.first
        // The region of the first is that in which the back end is asked about keys.
        if let index = pairs.firstIndex(where: { $0.endpoint == first?.endpoint && $0.region == first?.region }) ?? pairs.firstIndex(where: { $0.region == first?.region }) {
            pairs.swapAt(0, index)
        }
        return try targets(
            of: pairs, with: endpoints, bucket: first?.bucket, atEachAddress: journal.targets.contains { $0.address != nil }, client)
    }

    /// Where files that come to a rotation later use the key.
    /// - Parameter client: Tells the addresses of endpoints, where it is tried at each; nil to leave that to others.
    static func targets(of uses: [RotationUse], in folder: String, as journal: RotationJournal, _ client: HTTPClient? = nil) throws(Failure) -> [VerificationTarget] {
        let pairs = try remotes(of: uses.map { (real($0.path.hasPrefix("/") ? $0.path : folder + "/" + $0.path), $0.remote) }, password: PasswordSources())
        return try targets(
            of: pairs, with: [], bucket: journal.targets.first?.bucket, atEachAddress: client != nil && journal.targets.contains { $0.address != nil }, client)
    }

    private static func targets(
        of pairs: [HeldPair], with endpoints: [String], bucket: String?, atEachAddress: Bool, _ client: HTTPClient?
    ) throws(Failure) -> [VerificationTarget] {
        var targets: [VerificationTarget] = []
        func add(_ endpoint: String, as pair: HeldPair) throws(Failure) {
            var addresses: [String?] = []
            if atEachAddress, let client { addresses = try AwaitedTask.value(tick: {}) { await Self.addresses(of: endpoint, client: client) } }
            for address in addresses.isEmpty ? [nil] : addresses {
                targets.append(VerificationTarget(endpoint: endpoint, region: pair.region, isPathStyle: pair.isPathStyle, bucket: bucket, address: address))
            }
        }
        for pair in pairs where !targets.contains(where: { $0.endpoint == pair.endpoint && $0.region == pair.region && $0.isPathStyle == pair.isPathStyle }) {
            try add(pair.endpoint, as: pair)
        }
        // A region of another remote may be none of that endpoint's.
        guard let first = pairs.first else { return targets }
        for endpoint in endpoints where !targets.contains(where: { $0.endpoint == endpoint }) { try add(endpoint, as: first) }
        return targets
    }

    /// The remotes of uses, as their files have them. One whose options rclone can't use is refused: nobody could say whether the key works there.
    private static func remotes(of uses: [(path: String, remote: String)], password: PasswordSources) throws(Failure) -> [HeldPair] {
        var pairs: [HeldPair] = []
        var files: [String] = []
        for use in uses where !files.contains(use.path) { files.append(use.path) }
        for file in files {
            let names = uses.filter { $0.path == file }.map { ConfigName($0.remote).text }
            pairs += try HeldPairs.read([file], remotes: names, allowsPlaintext: true, password: password, in: SecretArena())
        }
        return pairs
    }
}
