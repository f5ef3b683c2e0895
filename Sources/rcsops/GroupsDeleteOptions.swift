/// What `groups delete` was asked for, whichever reader of arguments found it.
struct GroupsDeleteOptions {
    var file: String?
    /// The group's place, from 0.
    var words: [String] = []
    var inPlace = false
    /// 0 leaves the file's.
    var shamirThreshold = 0
    /// Called as `sops`.
    var actsAsSops = false
}
