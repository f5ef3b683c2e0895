/// What a report shows, whatever its format.
package struct ReportForm: Sendable {
    /// Leaves out what differs from run to run: times and request ids.
    package var isDeterministic = false
    /// Access keys whole, not in parts.
    package var showsFullKeyID = false
    /// What is not proven counts as a finding.
    package var isStrict = false

    package init() {}

    /// The first four and the last two characters; nothing of a short one, which that would show most of.
    func accessKey(_ key: String?) -> String? {
        guard let key else { return nil }
        if showsFullKeyID { return ServerText.printable(key) }
        return key.utf8.count >= 12 ? ServerText.printable(String(key.prefix(4))) + "…" + ServerText.printable(String(key.suffix(2))) : "…"
    }
}
