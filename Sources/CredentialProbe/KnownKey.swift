/// What the same access key, at the same endpoint, has shown in this run already: the control is sent once a key.
package struct KnownKey: Sendable, Equatable {
    /// The control's status; its length depends on the path, and tells nothing elsewhere.
    package var control: Int?
    /// The same secret was found to be good (`ok` or a cause that needs a good one), or not.
    package var cause: DiagnosisID?
    /// Another secret was found to be good: a key has but one.
    package var isOtherSecretGood: Bool

    package init(control: Int? = nil, cause: DiagnosisID? = nil, isOtherSecretGood: Bool = false) {
        self.control = control
        self.cause = cause
        self.isOtherSecretGood = isOtherSecretGood
    }
}
