#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Why there is no response. Names causes, never text of the server or of a library.
package enum HTTPFailure: Error, Sendable, Equatable {
    /// The name has no address: NXDOMAIN, or no record of the kind.
    case nameNotFound
    /// The resolver could not be asked, or failed.
    case nameServiceFailed
    case nameTimeout
    /// An address that no request may go to, see ``AddressRule``; as text.
    case addressRefused(String, AddressRule.Reason)
    /// The request is not encrypted, and the host's address lies beyond ``HTTPRequest/reach``.
    case beyondReach
    case connectionRefused
    /// No address answered within the deadline.
    case connectTimeout
    /// EHOSTUNREACH or ENETUNREACH.
    case unreachable
    case tls(TLSFailure)
    case tlsTimeout
    /// TLS was spoken to a server that answered in plain HTTP.
    case plainServer
    /// HTTP was spoken to a server that wants TLS.
    case tlsServer
    /// The proxy answered CONNECT with this status, not 407.
    case proxyRefused(status: Int)
    case proxyAuthenticationRequired
    /// The proxy itself can't be reached.
    case proxyUnreachable
    case responseTimeout
    /// The connection ended before a response's head was whole.
    case closedEarly
    /// What came is no HTTP/1.1 response, or breaks ``HTTPLimits``.
    case notHTTP
    /// EMFILE, ENOMEM or the like: this machine's trouble, with the error number.
    case local(Int32)
    case cancelled
}

extension HTTPFailure {
    /// A request that can't be sent as it is: a part of it holds what would end its line early.
    package static let invalidRequest = HTTPFailure.local(EINVAL)
}
