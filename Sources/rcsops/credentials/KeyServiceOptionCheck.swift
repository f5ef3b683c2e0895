import ArgumentParser

/// Which of the options about a back end are of use to the one that makes the keys. One that would have no effect is refused: whoever gives it
/// expects what does not happen.
struct KeyServiceOptionCheck {
    var iamEndpoint: String?
    var iamRegion: String?
    var adminEndpoint: String?
    var user: String?
    var isExplicitPair = false
    var signer = SignerWishes()
    /// `--stdin` of `resume`: `rotate` takes a pair of `--adopt` in this way, too.
    var readsPair = false

    private struct Misfit {
        let option: String
        let fix: String
    }

    init() {}

    init(_ wishes: RotationWishes) {
        (iamEndpoint, iamRegion, adminEndpoint) = (wishes.iamEndpoint, wishes.iamRegion, wishes.adminEndpoint)
        (user, isExplicitPair, signer) = (wishes.user, wishes.isExplicitPair, wishes.signer)
    }

    /// What the command line alone tells, with the source that it names, if any.
    func validate(_ source: KeySource?) throws {
        if let source, let misfit = misfits(of: source).first {
            throw ValidationError("\(misfit.option) is of no use to --source \(source.rawValue): \(misfit.fix).")
        }
        // No remote tells of a program.
        if source == nil, signer.keyCommand != nil { throw ValidationError("--key-command belongs to --source command.") }
        if signer.adminFile != nil, signer.adminRemote == nil { throw ValidationError("--admin-file has the remote that --admin-remote names.") }
        for endpoint in [iamEndpoint, adminEndpoint].compactMap({ $0 }) { try Self.checkEndpoint(endpoint) }
    }

    /// The same for sources that a remote or a journal tells of: an option has to be of use to one of them.
    /// - Parameter what: Whose keys they make: `of [remote]`.
    func check(_ sources: [KeySource], _ what: String) throws(Failure) {
        guard let first = sources.first else { return }
        for misfit in misfits(of: first) where sources.allSatisfy({ misfits(of: $0).contains { $0.option == misfit.option } }) {
            throw Failure("RC8511", exit: 64, misfit.option + " is of no use to " + first.rawValue + ", the source " + what, fix: misfit.fix)
        }
    }

    private func misfits(of source: KeySource) -> [Misfit] {
        var misfits: [Misfit] = []
        func refuse(_ option: String, _ isGiven: Bool, _ fix: String) { if isGiven { misfits.append(Misfit(option: option, fix: fix)) } }
        let isAdmin = source == .cephAdmin
        if source.isLocal {
            refuse("--iam-endpoint", iamEndpoint != nil, "leave it out; --source iam asks there")
            refuse("--iam-region", iamRegion != nil, "leave it out: nothing is asked that it could be signed for")
            refuse("--user", user != nil, "leave it out: nobody is asked for that user's keys")
            refuse("--admin-remote", signer.adminRemote != nil, "leave it out: it signs requests, and this sends none")
        } else {
            refuse("--iam-endpoint", isAdmin && iamEndpoint != nil, "name the gateway by --admin-endpoint; --source ceph-iam asks the IAM API")
            refuse("--iam-region", source == .aws && iamRegion != nil && iamEndpoint == nil, "give --iam-endpoint with it, or leave it out: AWS' own is known")
        }
        let own = "leave it out: MinIO makes a key for the account that signs, which is the rotated key's own"
        refuse("--admin-remote", source == .minio && signer.adminRemote != nil, own)
        refuse("--user", source == .minio && user != nil, own)
        refuse("--admin-endpoint", !isAdmin && adminEndpoint != nil, "leave it out: it belongs to ceph-admin; the others have --iam-endpoint")
        refuse("--rgw-explicit-key", !isAdmin && isExplicitPair, "leave it out: it belongs to ceph-admin")
        refuse("--key-command", source != .command && signer.keyCommand != nil, "leave it out: it belongs to command")
        refuse("--stdin", source != .manual && readsPair, "leave it out: the pair is wanted of manual alone")
        return misfits
    }

    static func checkEndpoint(_ endpoint: String) throws {
        guard endpoint.hasPrefix("https://") || endpoint.hasPrefix("http://") else { throw ValidationError("\(endpoint) is no endpoint: give https://HOST.") }
    }
}
