import CredentialProbe

/// What `probe` was asked for.
struct ProbeArguments {
    enum Form { case text, json, jsonLines, junit }

    var files: [String] = []
    var remotes: [String] = []
    var buckets: [ProbeBucket] = []
    /// What is to be known of each remote, and how much time that may take.
    var probe = ProbeOptions()
    /// `--yes`.
    var isConfirmed = false
    var allowsMetadata = false
    var allowsSTS = false
    var authorities: String?
    var onlyTheseAuthorities = false
    var clientCertificate: String?
    var clientKey: String?
    var isPublicOnly = false
    var isStrict = false
    var readsEnvironment = false
    var form = Form.text
    var isDeterministic = false
    var isQuiet = false
    var showsKeyIDs = false
    var password = PasswordSources()
}
