package import AgeEncryption
package import SopsDocument

/// Why a master key can't be used.
package enum MasterKeyError: Error, Sendable {
    case age(AgeError)
    case pgp(PGPError)
    /// A service's key.
    case unusableKind(MasterKeyKind)

    /// The cause in words.
    package var message: String {
        switch self {
        case .age(let error): error.message
        case .pgp(let error): error.message
        case .unusableKind(let kind): "keys of the kind " + kind.rawValue + " can't be used by this version of rcsops"
        }
    }
}
