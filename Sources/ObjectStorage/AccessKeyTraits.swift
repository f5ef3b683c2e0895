/// How a back end differs from others in what it can do with access keys.
package struct AccessKeyTraits: Sendable, Equatable {
    /// The client chooses id and secret, so that a create whose answer was lost can be sent again.
    package var takesPair = false
    /// A list shows secrets: a key whose answer was lost can be adopted.
    package var showsSecrets = false
    /// A second create of one rotation gives the pair of the first: one whose answer was lost is asked for again.
    package var repeatsCreate = false
    package var canList = true
    package var canDeactivate = true
    package var tellsCreationDates = true
    package var tellsLastUse = true
    /// Keys that a user may have at once, as far as it is known.
    package var limit: Int?
    /// How long one request may take, in seconds (§1): a create, or a switching off, that nobody waits for any more may be done until then.
    package var requestSeconds = 30
    /// How long a new key may take until it is known everywhere, in seconds (§2.6).
    package var verifySeconds = 120
    /// How long an old key may go on being accepted, in seconds (§2.7).
    package var rejectionSeconds = 120

    package init() {}
}
