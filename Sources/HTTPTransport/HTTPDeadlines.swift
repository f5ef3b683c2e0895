/// How long each part of an exchange may take, on a clock that no one sets.
package struct HTTPDeadlines: Sendable {
    /// Finding the addresses of the name.
    package var names: Duration = .milliseconds(3000)
    /// Reaching one of the addresses.
    package var connect: Duration = .milliseconds(5000)
    /// Reaching a certain address.
    package var address: Duration = .milliseconds(2000)
    /// From one address to a try at the next (RFC 8305 §8).
    package var nextAddress: Duration = .milliseconds(250)
    package var tls: Duration = .milliseconds(5000)
    /// The response's head, from the request's last byte; and then the body.
    package var response: Duration = .milliseconds(10000)

    package init() {}
}
