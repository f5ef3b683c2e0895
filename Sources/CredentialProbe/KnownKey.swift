/// What the same access key, at the same endpoint, has shown in this run already: the control is sent once a key.
package struct KnownKey: Sendable, Equatable {
    /// The control's status; its length depends on the path, and tells nothing elsewhere.
    package var control: Int?
    /// The same secret was found to be good (`ok` or a cause that needs a good one), or not.
    package var cause: DiagnosisID?
    /// Another secret was found to be good: a key has but one.
    package var isOtherSecretGood: Bool
    /// Another secret of the key showed that the server knows the key, or that it does not.
    package var isIDKnown: Bool
    package var isIDUnknown: Bool
    /// At this endpoint the lengths of answers tell one error from another.
    package var tellsByLength: Bool

    package init(
        control: Int? = nil, cause: DiagnosisID? = nil, isOtherSecretGood: Bool = false, isIDKnown: Bool = false, isIDUnknown: Bool = false,
        tellsByLength: Bool = false
    ) {
        self.control = control
        self.cause = cause
        self.isOtherSecretGood = isOtherSecretGood
        self.isIDKnown = isIDKnown
        self.isIDUnknown = isIDUnknown
        self.tellsByLength = tellsByLength
    }
}
