package import HTTPTransport

/// What the caller wants to know, and how much may be spent on it.
package struct ProbeOptions: Sendable {
    package enum WriteCheck: Sendable {
        case none
        /// Asks for the right, and writes nothing.
        case dry
        /// Writes a small object and deletes it.
        case real
    }

    package var role: ProbeRole?
    /// The key of an object that is there.
    package var object: String?
    package var isExplaining = false
    package var writeCheck: WriteCheck = .none
    /// Writes the test object to a bucket that locks objects by default, where it can't be deleted.
    package var allowsLockedBucket = false
    /// Never sends the control, nor a random access key: for servers that lock an account after wrong secrets.
    package var isControlOff = false
    package var allowsHTTP = false
    package var followsRegion = false
    /// Remotes at once.
    package var jobs = 4
    package var deadlines = HTTPDeadlines()
    package var remoteDeadline: Duration = .seconds(30)
    package var runDeadline: Duration = .seconds(300)
    package var userAgent = "rcsops (probe)"

    package init() {}
}
