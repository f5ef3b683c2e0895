import ArgumentParser

struct CredentialsRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new key, write it into the files, and take the old one away after a grace time.",
        discussion: """
            --dry-run prints every call, file and date, and changes nothing. The command ends when the next step is not due yet; \
            rcsops credentials resume --all-due, once a day, does the rest (docs/rotation.md).
            """)

    @Argument(help: "Files with the remotes: an encrypted rclone.conf, or an encrypted Secret that holds one.", completion: .file()) var files: [String] = []
    @Option(name: .long, help: "Only this remote. May be given again.") var remote: [String] = []
    @Option(name: .long, help: "What rcsops exposed --json printed, in place of files.", completion: .file()) var fromReport: String?
    @Flag(name: .long, help: "Of --from-report: rotate also what goes into a file that the report's recipient still opens, who then has the new key too.")
    var allowRecipient = false
    @Option(name: .long, help: "Only a key that is older: 90d.", transform: TimeSpan.parse) var ifOlderThan: TimeSpan?
    @Option(name: .long, help: "Who makes keys: aws, iam, seaweedfs, minio, ceph-admin, ceph-iam, manual or command; else by the remote.") var source: KeySource?
    @Option(name: .long, help: "The user whose key it is, where the back end does not tell.") var user: String?
    @Option(name: .long, help: "Where the IAM API is: https://iam.example.com.") var iamEndpoint: String?
    @Option(name: .long, help: "The region that its requests are signed for.") var iamRegion: String?
    @Option(name: .long, help: "Of ceph-admin: the gateway of the master zone, where it is another.") var adminEndpoint: String?
    @Flag(name: .long, help: "Of ceph-admin: choose the pair here. It stands in the query, and so in the gateway's log.") var rgwExplicitKey = false
    @Flag(name: .long, help: "Where the user has its other key already, and you have that pair: take it over in place of making one.") var adopt = false
    @Flag(name: .long, help: "Of manual: the new pair has the old one's id, and another secret.") var sameId = false
    @Flag(name: .long, help: "Of manual and --adopt: the pair is on standard input, in two lines or as JSON.") var stdin = false
    @Option(name: .long, help: "Look for other uses of the key below this folder; else in the Git tree around the file. May be given again.") var scan: [String] = []
    @Flag(name: .long, help: "In the Git tree, look into files that Git does not know too.") var untracked = false
    @Option(name: .long, help: "How long both keys stay valid: 30m, 24h, 7d. (default: 24h)", transform: TimeSpan.parse) var grace: TimeSpan?
    @Option(name: .long, help: "How long the old key stays switched off before it is deleted: 30m, 24h, 7d. (default: 24h)", transform: TimeSpan.parse)
    var graceInactive: TimeSpan?
    @Flag(name: .long, help: "No grace time: the old key goes at once.") var immediate = false
    @Flag(name: .long, help: "Take the old key away though it was used after the files were written.") var forceRetire = false
    @Flag(name: .long, help: "Take it away though not every place could be looked into.") var acceptBlindSpots = false
    @Option(name: .long, help: ArgumentHelp("Where the user has no room for a key: delete this one first.", valueName: "id")) var evict: String?
    @Flag(name: .long, help: "Though it is active and was used in the last 30 days.") var evictActive = false
    @Option(name: .long, help: "Switch it off, and wait so long before it is deleted: whoever needs it can switch it on again.", transform: TimeSpan.parse)
    var evictWait: TimeSpan?
    @Option(name: .long, help: "A bucket that the new key is tried at.") var verifyBucket: String?
    @Option(name: .long, help: "Another endpoint that has to accept it. May be given again.") var verifyEndpoint: [String] = []
    @Flag(name: .long, help: "Try it at each address of an endpoint's name: one gateway may lag behind.") var verifyEachAddress = false
    @Flag(name: .long, help: "Print the plan, and change nothing.") var dryRun = false
    @Flag(name: .shortAndLong, help: "Do not ask. It covers no other flag.") var yes = false
    @OptionGroup var signer: SignerOptions
    @OptionGroup var patience: RotationPatienceOptions
    @OptionGroup var writing: RotationWritingOptions
    @OptionGroup var reporting: RotationReportingOptions
    @OptionGroup var password: PasswordOptions

    func validate() throws {
        if files.isEmpty == (fromReport == nil) { throw ValidationError("Give FILE…, or --from-report FILE.") }
        if fromReport != nil, !remote.isEmpty { throw ValidationError("--from-report names the remotes itself; leave --remote out.") }
        if allowRecipient, fromReport == nil { throw ValidationError("--allow-recipient belongs to --from-report FILE.") }
        if immediate, grace?.seconds ?? 0 > 0 || graceInactive?.seconds ?? 0 > 0 {
            throw ValidationError("--immediate leaves no grace time: leave --grace and --grace-inactive out, or --immediate.")
        }
        if grace?.seconds == 0, !immediate { throw ValidationError("--grace 0 takes the old key away at once: say so by --immediate.") }
        if evictActive, evict == nil { throw ValidationError("--evict-active belongs to --evict ID.") }
        if stdin, source != .manual, !adopt { throw ValidationError("--stdin gives the pair of --source manual, or of --adopt.") }
        if evictWait != nil, evict == nil { throw ValidationError("--evict-wait belongs to --evict ID.") }
        if adopt, evict != nil { throw ValidationError("--adopt keeps the other key, and --evict deletes it.") }
        if adopt, source == .manual || source == .command { throw ValidationError("--adopt takes over a key that the back end lists; --source \(source?.rawValue ?? "") has none.") }
        if sameId, source != .manual { throw ValidationError("--same-id belongs to --source manual: the provider keeps the id, and changes the secret.") }
        try KeyServiceOptionCheck(try wishes()).validate(source)
        for endpoint in verifyEndpoint { try KeyServiceOptionCheck.checkEndpoint(endpoint) }
        // Of the commands that go on, it is the journal that wants the commit.
        if writing.noVerify, !writing.commit { throw ValidationError("--no-verify leaves out hooks of --commit, which is not given.") }
    }

    private func wishes() throws -> RotationWishes {
        var wishes = RotationWishes()
        (wishes.files, wishes.remotes, wishes.report, wishes.olderThan) = (files, remote, fromReport, ifOlderThan?.seconds)
        wishes.allowsRecipient = allowRecipient
        (wishes.scanned, wishes.scansUntracked, wishes.source, wishes.user) = (scan, untracked, source, user)
        (wishes.iamEndpoint, wishes.iamRegion, wishes.adminEndpoint) = (iamEndpoint, iamRegion, adminEndpoint)
        (wishes.isExplicitPair, wishes.readsStandardInput, wishes.signer) = (rgwExplicitKey, stdin, patience.signer(signer))
        (wishes.bucket, wishes.endpoints, wishes.eachAddress) = (verifyBucket, verifyEndpoint, verifyEachAddress)
        wishes.isImmediate = immediate
        if let grace { wishes.grace = grace.seconds }
        if let graceInactive { wishes.graceInactive = graceInactive.seconds }
        (wishes.evicted, wishes.evictsActive, wishes.evictWait) = (evict, evictActive, evictWait?.seconds ?? 0)
        (wishes.adopts, wishes.keepsID) = (adopt, sameId)
        (wishes.acceptsBlindSpots, wishes.forcesRetirement, wishes.isConfirmed) = (acceptBlindSpots, forceRetire, yes)
        (wishes.writing, wishes.reporting, wishes.isDryRun) = (try writing.wishes(), reporting.wishes, dryRun)
        wishes.password = password.sources(isQuiet: reporting.quiet)
        return wishes
    }

    func run() throws {
        let given = try wishes()
        try reportingRotation(given.reporting) { () throws(Failure) in try CredentialsRotateOperation(given).run() }
    }
}
