/// What it takes to try an identity. age tries its own kinds before ssh keys and plugins, which may ask somebody.
package enum AgeIdentityCost: Int, Comparable, Sendable {
    /// Nothing but arithmetic.
    case native
    /// The same, with a key of ssh.
    case ssh
    /// Perhaps a passphrase that has to be asked for.
    case mayAsk
    /// Another program, and perhaps a token that has to be touched.
    case program

    package static func < (one: AgeIdentityCost, other: AgeIdentityCost) -> Bool { one.rawValue < other.rawValue }
}
