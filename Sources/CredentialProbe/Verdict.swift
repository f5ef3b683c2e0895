/// What a reader that does not know a diagnosis goes by.
package enum Verdict: String, Sendable, CaseIterable {
    case ok
    /// It works, but not as its owner may think.
    case warn
    case fail
    /// Nothing speaks against it, and nothing proves it.
    case unproven
    /// The probe itself did not come to its end.
    case error
}
