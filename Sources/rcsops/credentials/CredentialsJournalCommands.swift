import ArgumentParser

/// Which rotation is meant: by a file, a folder or its id.
struct RotationChoiceOptions: ParsableArguments {
    @Argument(
        help: "A file, or a folder: the rotations of files in and below it, wherever in its Git tree their journals lie; else the working folder.",
        completion: .file())
    var file: String?
    @Option(name: .long, help: "Only the rotation with this id, of which eight characters or more are enough where no other of yours begins so.") var id: String?

    /// An empty variable, or a slip, must not mean whichever rotation there is.
    func validate() throws {
        guard let id else { return }
        let digits = id.utf8.filter { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }.count
        guard digits >= 8, id.utf8.count - digits == id.utf8.filter({ $0 == 0x2D }).count else {
            throw ValidationError("--id \(System.printable(id.isEmpty ? "\"\"" : id)) is no rotation's id, nor the first eight characters of one or more: rcsops credentials status shows them.")
        }
    }
}

struct CredentialsResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with rotations: from wherever they were broken off, and when a step is due.",
        discussion: """
            What is not due is left alone, with exit code 0. The journal keeps the options that the rotation began with; one that is given here \
            goes before. Programs and --admin-remote are taken from a journal only where this user began the rotation, and with --all-due \
            are used for no other, given or not.
            """)

    @OptionGroup(title: "Which rotations") var choice: RotationChoiceOptions
    @OptionGroup(title: "Which rotations") var turn: RotationTurnOptions
    @OptionGroup(title: "What only you know") var decision: RotationDecisionOptions
    @OptionGroup(title: "How the back end is asked") var signer: SignerOptions
    @OptionGroup(title: "How the back end is asked") var patience: RotationPatienceOptions
    @OptionGroup(title: "The files") var writing: RotationWritingOptions
    @OptionGroup(title: "What is told") var reporting: RotationReportingOptions

    func validate() throws {
        if turn.allDue, choice.id != nil || decision.orphan != nil || !decision.notOrphan.isEmpty || decision.lateFiles || decision.yes {
            throw ValidationError("--all-due takes all; --id, --orphan, --not-orphan, --late-files and --yes belong to one rotation.")
        }
        if turn.allDue, !decision.verifyEndpoint.isEmpty { throw ValidationError("--verify-endpoint belongs to one rotation: --id ID.") }
        if let orphan = decision.orphan, decision.notOrphan.contains(orphan) { throw ValidationError("--orphan and --not-orphan name the same key.") }
        for endpoint in decision.verifyEndpoint { try KeyServiceOptionCheck.checkEndpoint(endpoint) }
        _ = try writing.wishes()
    }

    func run() throws {
        var wishes = ResumeWishes(place: choice.file, id: choice.id, signer: patience.signer(signer), writing: try writing.wishes(), reporting: reporting.wishes)
        (wishes.takesAllDue, wishes.readsStandardInput, wishes.isConfirmed, wishes.endpoints) = (turn.allDue, decision.stdin, decision.yes, decision.verifyEndpoint)
        (wishes.options.waits, wishes.options.orphan, wishes.options.notOrphans) = (turn.wait, decision.orphan, decision.notOrphan)
        wishes.options.takesLateFiles = decision.lateFiles
        (wishes.options.forcesRetirement, wishes.options.acceptsBlindSpots) = (decision.forceRetire, decision.acceptBlindSpots)
        let given = wishes
        try reportingRotation(given.reporting) { () throws(Failure) in try CredentialsResumeOperation(given).resume() }
    }
}

struct CredentialsAbortCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort", abstract: "Go back: the old pair into the files again, and the new key away.",
        discussion: """
            Once the old key is being deleted there is no way back. It ends where a file holds a pair that works; --leave-as-is is for whoever has \
            seen to that otherwise.
            """)

    @OptionGroup var choice: RotationChoiceOptions
    @Flag(name: .long, help: "Go back though the old key is switched off already: it is switched on again.") var rollbackAfterDeactivate = false
    @Option(name: .long, help: ArgumentHelp("A key that is somebody else's, and stays. Repeatable.", valueName: "id")) var notOrphan: [String] = []
    @Flag(name: .long, help: "End the rotation where it stands: no key and no file is touched, and the journal's pairs are erased.") var leaveAsIs = false
    @OptionGroup var signer: SignerOptions
    @OptionGroup var writing: RotationWritingOptions
    @OptionGroup var reporting: RotationReportingOptions

    func validate() throws {
        try refuseEmpty(["--not-orphan": notOrphan])
        if leaveAsIs, rollbackAfterDeactivate { throw ValidationError("--leave-as-is touches no key; --rollback-after-deactivate switches one on.") }
        _ = try writing.wishes()
    }

    func run() throws {
        var wishes = ResumeWishes(place: choice.file, id: choice.id, signer: signer.wishes, writing: try writing.wishes(), reporting: reporting.wishes)
        (wishes.options.rollsBackAfterDeactivation, wishes.options.notOrphans, wishes.options.leavesAsIs) = (rollbackAfterDeactivate, notOrphan, leaveAsIs)
        wishes.goesBack = true
        let given = wishes
        try reportingRotation(given.reporting) { () throws(Failure) in try CredentialsResumeOperation(given).abort() }
    }
}

struct CredentialsStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the rotations that are under way, and what comes next. Needs no key.")

    @OptionGroup var choice: RotationChoiceOptions
    @Flag(name: .long, help: "One object of JSON a rotation.") var json = false
    @Flag(name: .long, help: "Show the first and last four characters of key ids.") var maskIds = false

    func run() throws {
        try reportingRotation(ReportingWishes(isJSON: json)) { () throws(Failure) in
            try CredentialsStatusOperation(place: choice.file, id: choice.id, isJSON: json, masksIDs: maskIds).run()
        }
    }
}

struct CredentialsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the keys in the files of a folder, with their age; ask the back ends for it.",
        discussion: """
            With --max-age, keys that are older are marked, and the exit code is 1; it is 8 where none is, and the age of one is not known. With or \
            without it, it is 8 where none is, and a file of the folder does not open that may hold a key; of one that is named itself it is 3. The \
            age is the back end's; where that tells no date, it is by the journal of the rotation that made the key, on this machine.
            """)

    @Argument(help: "A folder or a file; else the working folder.", completion: .file()) var folder: String?
    @Option(name: .long, help: "How old a key may be: 90d.", transform: TimeSpan.parse) var maxAge: TimeSpan?
    @Flag(name: .long, help: "Only those that are older than --max-age, or 90 days.") var overdue = false
    @Flag(name: .long, help: "As JSON.") var json = false
    @Flag(name: .long, help: "Show the first and last four characters of key ids.") var maskIds = false
    @Flag(name: .long, help: "Files that are not encrypted count too.") var allowPlaintext = false
    @Option(name: .long, help: "Who is asked, all but manual; else by the remote.") var source: KeySource?
    @Option(name: .long, help: "The user whose keys they are, where the back end does not tell.") var user: String?
    @Option(name: .long, help: "Where the IAM API is: https://iam.example.com.") var iamEndpoint: String?
    @Option(name: .long, help: "The region that its requests are signed for.") var iamRegion: String?
    @Option(name: .long, help: "Of ceph-admin: the gateway of the master zone, where it is another.") var adminEndpoint: String?
    @OptionGroup var signer: SignerOptions

    func validate() throws {
        if source == .manual { throw ValidationError("--source manual has no list that could be asked.") }
        try KeyServiceOptionCheck(wishes).validate(source)
    }

    private var wishes: RotationWishes {
        var wishes = RotationWishes()
        (wishes.source, wishes.user, wishes.signer) = (source, user, signer.wishes)
        (wishes.iamEndpoint, wishes.iamRegion, wishes.adminEndpoint) = (iamEndpoint, iamRegion, adminEndpoint)
        wishes.writing.allowsPlaintext = allowPlaintext
        return wishes
    }

    func run() throws {
        let limit = maxAge?.seconds ?? (overdue ? 90 * 86_400 : nil)
        let wishes = wishes
        try reportingRotation(ReportingWishes(isJSON: json), report: CredentialsListOperation.report) { () throws(Failure) in
            return try CredentialsListOperation(
                folder: folder ?? ".", maxAge: limit, onlyOverdue: overdue, isJSON: json, masksIDs: maskIds, wishes: wishes
            ).run()
        }
    }
}

struct CredentialsConfirmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm-retired", abstract: "See that the old pair of a rotation is rejected, after you have taken it away.")

    @Argument(help: "The file.", completion: .file()) var file: String
    @Argument(help: "The remote in it.") var remote: String
    @Flag(name: .long, help: "Though not every place that may use the old key could be looked into.") var acceptBlindSpots = false
    @OptionGroup var signer: SignerOptions
    @OptionGroup var patience: RotationPatienceOptions
    @OptionGroup var reporting: RotationReportingOptions

    func run() throws {
        var wishes = ResumeWishes(place: file, id: nil, signer: patience.signer(signer), writing: WritingWishes(), reporting: reporting.wishes)
        wishes.options.rejectionSeconds = wishes.signer.verifySeconds
        wishes.options.acceptsBlindSpots = acceptBlindSpots
        let given = wishes
        try reportingRotation(given.reporting) { () throws(Failure) in try CredentialsResumeOperation(given).confirmRetired(remote: remote) }
    }
}
