import ArgumentParser

extension ParsableArguments {
    /// A variable that is empty must pass neither for a name nor for an option that was left out.
    func refuseEmpty(_ values: KeyValuePairs<String, [String?]>) throws {
        for (option, given) in values where given.contains("") { throw ValidationError("\(option) is empty: give a value, or leave it out.") }
    }
}

/// Which of the keys in the files are rotated.
struct RotationKeyOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Only this remote. May be given again.", valueName: "name")) var remote: [String] = []
    @Option(name: .long, help: ArgumentHelp("What rcsops exposed --json printed, in place of files.", valueName: "file"), completion: .file())
    var fromReport: String?
    @Flag(name: .long, help: "Of --from-report: rotate also what goes into a file that the report's recipient still opens, who then has the new key too.")
    var allowRecipient = false
    @Option(name: .long, help: ArgumentHelp("Only a key that is older: 90d.", valueName: "time"), transform: TimeSpan.parse) var ifOlderThan: TimeSpan?
}

/// Who makes the key of a rotation that begins.
struct RotationMakerOptions: ParsableArguments {
    @Option(name: .long, help: "Else by the remote.") var source: KeySource?
    @Option(name: .long, help: ArgumentHelp("The user whose key it is, where the back end does not tell.", valueName: "name")) var user: String?
    @Option(name: .long, help: ArgumentHelp("Where the IAM API is: https://iam.example.com.", valueName: "url")) var iamEndpoint: String?
    @Option(name: .long, help: ArgumentHelp("The region that its requests are signed for.", valueName: "name")) var iamRegion: String?
    @Option(name: .long, help: ArgumentHelp("Of ceph-admin: the gateway of the master zone, where it is another.", valueName: "url")) var adminEndpoint: String?
    @Flag(name: .long, help: "Of ceph-admin: choose the pair here. It stands in the query, and so in the gateway's log.") var rgwExplicitKey = false
    @Flag(name: .long, help: "Of manual: the new pair has the old one's id, and another secret.") var sameId = false
    @Flag(name: .long, help: "Of manual and --adopt: the pair is on standard input, in two lines or as JSON.") var stdin = false

    func validate() throws { try refuseEmpty(["--user": [user], "--iam-region": [iamRegion]]) }
}

/// Where a new key has to be accepted.
struct RotationTrialOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("A bucket that it is tried at.", valueName: "name")) var verifyBucket: String?
    @Option(name: .long, help: ArgumentHelp("Another endpoint that has to accept it. May be given again.", valueName: "url")) var verifyEndpoint: [String] = []
    @Flag(name: .long, help: "Try it at each address of an endpoint's name: one gateway may lag behind.") var verifyEachAddress = false

    func validate() throws { try refuseEmpty(["--verify-bucket": [verifyBucket]]) }
}

/// When an old key is taken away.
struct RotationRetirementOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("How long both keys stay valid: 30m, 24h, 7d. (default: 24h)", valueName: "time"), transform: TimeSpan.parse)
    var grace: TimeSpan?
    @Option(
        name: .long, help: ArgumentHelp("How long the old key stays switched off before it is deleted, where it can be. (default: 24h)", valueName: "time"),
        transform: TimeSpan.parse)
    var graceInactive: TimeSpan?
    @Flag(name: .long, help: "No grace time: the old key goes at once.") var immediate = false
    @Flag(name: .long, help: "Take the old key away though it was used since the files were written, or is still accepted when it is off.") var forceRetire = false
    @Flag(name: .long, help: "Take it away though not every place could be looked into.") var acceptBlindSpots = false
}

/// What is done about a user who may not have one more key.
struct RotationRoomOptions: ParsableArguments {
    @Flag(name: .long, help: "You have the pair of the user's other key: take it over in place of making one.") var adopt = false
    @Option(name: .long, help: ArgumentHelp("Delete this key first.", valueName: "id")) var evict: String?
    @Flag(name: .long, help: "Of --evict: though it is active and was used in the last 30 days.") var evictActive = false
    @Option(
        name: .long,
        help: ArgumentHelp("Of --evict: switch it off, and wait so long, here and now, before it is deleted: whoever needs it can switch it on.", valueName: "time"),
        transform: TimeSpan.parse)
    var evictWait: TimeSpan?

    func validate() throws { try refuseEmpty(["--evict": [evict]]) }
}

/// Where other uses of a key are looked for.
struct RotationSearchOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Look for other uses of the key below this folder; else in the Git tree around the file. May be given again.", valueName: "folder"))
    var scan: [String] = []
    @Flag(name: .long, help: "In the Git tree, look into files that Git does not know too.") var untracked = false
}

/// How many rotations are gone on with, and for how long.
struct RotationTurnOptions: ParsableArguments {
    @Flag(name: .long, help: "All rotations that have something to do.") var allDue = false
    @Flag(name: .long, help: "Wait until the next step is due; with --all-due of each rotation in turn.") var wait = false
}

/// What somebody agrees to, or has found out, about a rotation that stands still.
struct RotationDecisionOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Of --immediate: take the old key away without asking once more.") var yes = false
    @Option(name: .long, help: ArgumentHelp("The key that a lost answer has made: it is deleted; of ceph-admin it is taken over.", valueName: "id")) var orphan: String?
    @Option(name: .long, help: ArgumentHelp("A key that is somebody else's, and stays. Repeatable.", valueName: "id")) var notOrphan: [String] = []
    @Flag(name: .long, help: "Take the old key away though it was used since the files were written, or is still accepted when it is off.") var forceRetire = false
    @Flag(name: .long, help: "Take it away though not every place could be looked into.") var acceptBlindSpots = false
    @Option(
        name: .long, help: ArgumentHelp("Try the new key here, and at the endpoints of the files, from now on. May be given again.", valueName: "url"))
    var verifyEndpoint: [String] = []
    @Flag(name: .long, help: "Write the new pair, too, into files that came, or came back, with the old one after the others were written.") var lateFiles = false
    @Flag(name: .long, help: "Of manual: the pair is on standard input, where it is still wanted.") var stdin = false

    func validate() throws { try refuseEmpty(["--orphan": [orphan], "--not-orphan": notOrphan]) }
}
