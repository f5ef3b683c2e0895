/// What a server may make us hold, in bytes and lines.
package enum HTTPLimits {
    /// Status line and fields, in bytes.
    package static let head = 64 << 10
    /// Fields of a response.
    package static let fields = 100
    /// A body, in bytes, where the request says nothing else.
    package static let body = 64 << 10
    /// Responses of the 1xx kind before the real one.
    package static let interimResponses = 4
}
