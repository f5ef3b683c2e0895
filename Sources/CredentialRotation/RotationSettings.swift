/// What whoever goes on with a rotation has to know of the command line that began it: a schedule does not repeat it. Nothing in it is
/// secret; pairs of others are named, by file and remote.
package struct RotationSettings: Sendable, Equatable {
    /// The program that makes keys (§1e).
    package struct Program: Sendable, Equatable {
        package var argv: [String]
        package var environment: [String]
        package var seconds: Int
        package var canDeactivate: Bool
        /// It gives the pair of a rotation's id again.
        package var repeatsCreate: Bool

        package init(argv: [String], environment: [String], seconds: Int, canDeactivate: Bool, repeatsCreate: Bool) {
            self.argv = argv
            self.environment = environment
            self.seconds = seconds
            self.canDeactivate = canDeactivate
            self.repeatsCreate = repeatsCreate
        }
    }

    // Paths are relative to the journal's folder, as those of uses, unless they begin with a slash.

    /// The files that the command line named. A commit adds no other one to what Git knows.
    package var named: [String] = []
    /// Folders and files in which other uses are looked for; empty for the Git tree.
    package var scanned: [String] = []
    package var scansUntracked = false
    package var adminRemote: String?
    package var adminFile: String?
    package var program: Program?
    /// The client chooses id and secret, where the back end lets it.
    package var choosesPair = false
    package var render: [String] = []
    package var skipsHooks = false
    package var journalInGit = false
    package var verifySeconds: Int?
    package var rotatesDataKey = false
    package var allowsPlaintext = false
    package var breaksLinks = false
    package var allowsHTTP = false
    /// A file of authorities.
    package var authorities: String?
    package var forcesRetirement = false
    package var evicted: String?
    package var evictsActive = false
    package var evictWait = 0
    /// The new pair was there before, and is taken over: an abort leaves it.
    package var adopts = false
    /// The old key goes without a grace time, and a person is to be asked once more before it does (§7); until somebody has said yes.
    package var asksBeforeRetirement = false

    package init() {}
}
