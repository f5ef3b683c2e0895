/// What `exposed` was asked for.
struct ExposureOptions {
    var recipient = ""
    /// Files and folders of one repository; the working folder's when empty.
    var paths: [String] = []
    var since: String?
    var isDeep = false
    var asJSON = false
    /// What the back end still has; nil when nobody has asked it.
    var existingKeys: ExistingKeys?
}
