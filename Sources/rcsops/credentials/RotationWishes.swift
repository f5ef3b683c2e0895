/// What the command line wants of a rotation, checked.
struct RotationWishes: Sendable {
    // Which keys.
    var files: [String] = []
    var remotes: [String] = []
    var report: String?
    /// The recipient of the report may have the new keys too.
    var allowsRecipient = false
    var olderThan: Int64?
    /// Folders or trees in which other uses of a key are looked for; empty for the Git tree around the file.
    var scanned: [String] = []
    /// Files that Git does not know count too.
    var scansUntracked = false

    // Who makes them.
    var source: KeySource?
    var user: String?
    var iamEndpoint: String?
    var iamRegion: String?
    var adminEndpoint: String?
    var isExplicitPair = false
    var readsStandardInput = false
    var signer = SignerWishes()

    // How the new one is verified.
    var bucket: String?
    var endpoints: [String] = []
    var eachAddress = false

    // When the old one goes.
    var grace: Int64 = 86_400
    var graceInactive: Int64 = 86_400
    /// Somebody counts on it.
    var givesGraceInactive = false
    var isImmediate = false
    var evicted: String?
    var evictsActive = false
    var evictWait: Int64 = 0
    /// The user has the other key already, and its pair is given (`--adopt`).
    var adopts = false
    /// The provider keeps the id and changes the secret.
    var keepsID = false

    // What a person has agreed to.
    var acceptsBlindSpots = false
    var forcesRetirement = false
    var isConfirmed = false

    var writing = WritingWishes()
    var reporting = ReportingWishes()
    var isDryRun = false
    var password = PasswordSources()

    /// The files that somebody has named, and the one that the rotated pair is read from.
    func named(with file: String) -> [String] { ManyFiles.distinct([file] + files) }
}

/// How a back end is asked, of `rotate` and of the commands that go on.
struct SignerWishes: Sendable {
    var adminRemote: String?
    /// The file that has ``adminRemote``; nil for the one that is rotated.
    var adminFile: String?
    var keyCommand: String?
    var allowsHTTP = false
    var authorities: String?
    var verifySeconds: Int?

    /// That are read for it, beside those with the rotated key.
    var files: [String] { [adminFile].compactMap { $0 } }
}

/// What is done with the files.
struct WritingWishes: Sendable {
    var rotatesDataKey = false
    var allowsPlaintext = false
    /// A file with several names gets one of its own.
    var breaksLinks = false
    var commits = false
    /// Leaves the repository's hooks out.
    var skipsHooks = false
    /// The journal is not to be hidden from Git.
    var journalInGit = false
    /// The words of the program that deploys; empty for none.
    var render: [String] = []
}

/// What is told, and where it is kept.
struct ReportingWishes: Sendable {
    var isJSON = false
    var masksIDs = false
    var isQuiet = false
    /// A path, or `syslog`; nil for the user's own.
    var auditLog: String?
}
