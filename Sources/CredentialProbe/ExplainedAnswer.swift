/// What a GET's body says.
package enum ExplainedAnswer: Sendable, Equatable {
    /// The list was given.
    case list
    /// The server's own error code, `[A-Za-z0-9.]` only.
    case error(code: String, region: String?, wantsV4: Bool)
}
