import ArgumentParser

struct CredentialsRotateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Make a new key, write it into the files, and take the old one away after a grace time.",
        discussion: """
            --dry-run prints every call, file and date, and changes nothing. The command ends when the next step is not due yet; \
            rcsops credentials resume --all-due, once a day, does the rest (docs/rotation.md).
            """)

    @Argument(help: "Files with the remotes: an encrypted rclone.conf, or an encrypted Secret that holds one.", completion: .file()) var files: [String] = []
    @OptionGroup(title: "Which keys") var keys: RotationKeyOptions
    @Flag(name: .long, help: "Print the plan, and change nothing.") var dryRun = false
    @Flag(name: .shortAndLong, help: "Do not ask. It covers no other flag.") var yes = false
    @OptionGroup(title: "Who makes the new key") var maker: RotationMakerOptions
    @OptionGroup(title: "How the back end is asked") var signer: SignerOptions
    @OptionGroup(title: "How the new key is tried") var trial: RotationTrialOptions
    @OptionGroup(title: "How the new key is tried") var patience: RotationPatienceOptions
    @OptionGroup(title: "How the old key goes") var retirement: RotationRetirementOptions
    @OptionGroup(title: "Where a user has no room for another key") var room: RotationRoomOptions
    @OptionGroup(title: "The files") var search: RotationSearchOptions
    @OptionGroup(title: "The files") var writing: RotationWritingOptions
    @OptionGroup(title: "The files") var password: PasswordOptions
    @OptionGroup(title: "What is told") var reporting: RotationReportingOptions

    func validate() throws {
        if files.isEmpty == (keys.fromReport == nil) { throw ValidationError("Give FILE…, or --from-report FILE.") }
        if keys.fromReport != nil, !keys.remote.isEmpty { throw ValidationError("--from-report names the remotes itself; leave --remote out.") }
        if keys.allowRecipient, keys.fromReport == nil { throw ValidationError("--allow-recipient belongs to --from-report FILE.") }
        if retirement.immediate, retirement.grace?.seconds ?? 0 > 0 || retirement.graceInactive?.seconds ?? 0 > 0 {
            throw ValidationError("--immediate leaves no grace time: leave --grace and --grace-inactive out, or --immediate.")
        }
        if retirement.grace?.seconds == 0, !retirement.immediate { throw ValidationError("--grace 0 takes the old key away at once: say so by --immediate.") }
        if room.evictActive, room.evict == nil { throw ValidationError("--evict-active belongs to --evict ID.") }
        if maker.stdin, maker.source != .manual, !room.adopt { throw ValidationError("--stdin gives the pair of --source manual, or of --adopt.") }
        if room.evictWait != nil, room.evict == nil { throw ValidationError("--evict-wait belongs to --evict ID.") }
        if room.adopt, room.evict != nil { throw ValidationError("--adopt keeps the other key, and --evict deletes it.") }
        if room.adopt, maker.source == .manual || maker.source == .command { throw ValidationError("--adopt takes over a key that the back end lists; --source \(maker.source?.rawValue ?? "") has none.") }
        if maker.sameId, maker.source != .manual { throw ValidationError("--same-id belongs to --source manual: the provider keeps the id, and changes the secret.") }
        try KeyServiceOptionCheck(try wishes()).validate(maker.source)
        for endpoint in trial.verifyEndpoint { try KeyServiceOptionCheck.checkEndpoint(endpoint) }
        // Of the commands that go on, it is the journal that wants the commit.
        if writing.noVerify, !writing.commit { throw ValidationError("--no-verify leaves out hooks of --commit, which is not given.") }
    }

    private func wishes() throws -> RotationWishes {
        var wishes = RotationWishes()
        (wishes.files, wishes.remotes, wishes.report, wishes.olderThan) = (files, keys.remote, keys.fromReport, keys.ifOlderThan?.seconds)
        wishes.allowsRecipient = keys.allowRecipient
        (wishes.scanned, wishes.scansUntracked, wishes.source, wishes.user) = (search.scan, search.untracked, maker.source, maker.user)
        (wishes.iamEndpoint, wishes.iamRegion, wishes.adminEndpoint) = (maker.iamEndpoint, maker.iamRegion, maker.adminEndpoint)
        (wishes.isExplicitPair, wishes.readsStandardInput, wishes.signer) = (maker.rgwExplicitKey, maker.stdin, patience.signer(signer))
        (wishes.bucket, wishes.endpoints, wishes.eachAddress) = (trial.verifyBucket, trial.verifyEndpoint, trial.verifyEachAddress)
        wishes.isImmediate = retirement.immediate
        if let grace = retirement.grace { wishes.grace = grace.seconds }
        if let time = retirement.graceInactive { (wishes.graceInactive, wishes.givesGraceInactive) = (time.seconds, true) }
        (wishes.evicted, wishes.evictsActive, wishes.evictWait) = (room.evict, room.evictActive, room.evictWait?.seconds ?? 0)
        (wishes.adopts, wishes.keepsID) = (room.adopt, maker.sameId)
        (wishes.acceptsBlindSpots, wishes.forcesRetirement, wishes.isConfirmed) = (retirement.acceptBlindSpots, retirement.forceRetire, yes)
        (wishes.writing, wishes.reporting, wishes.isDryRun) = (try writing.wishes(), reporting.wishes, dryRun)
        wishes.password = password.sources(isQuiet: reporting.quiet)
        return wishes
    }

    func run() throws {
        let given = try wishes()
        try reportingRotation(given.reporting) { () throws(Failure) in try CredentialsRotateOperation(given).run() }
    }
}
