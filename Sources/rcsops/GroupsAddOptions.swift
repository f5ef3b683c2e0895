/// What `groups add` was asked for, whichever reader of arguments found it.
struct GroupsAddOptions {
    var file: String?
    /// sops takes none.
    var words: [String] = []
    /// The keys of the new group.
    var keys: [MasterKeyChange] = []
    var awsProfile: String?
    var encryptionContext: String?
    var inPlace = false
    /// 0 leaves the file's.
    var shamirThreshold = 0
    /// Called as `sops`.
    var actsAsSops = false
}
