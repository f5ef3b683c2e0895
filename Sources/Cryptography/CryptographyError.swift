/// What a primitive refuses. No case holds key or text.
package enum CryptographyError: Error, Equatable, Sendable {
    /// The tag doesn't fit the ciphertext, the additional data, the nonce and the key.
    case authenticationFailed
    /// A key of another size than the primitive's, in bytes.
    case invalidKeySize(Int)
    /// An IV or nonce of a size that the primitive doesn't take, in bytes.
    case invalidIVSize(Int)
    /// X25519 gave the all-zero secret: the point has a low order (RFC 7748 §6.1).
    case lowOrderPoint
    /// Another parameter out of its range; says which.
    case invalidParameter(String)
    /// The C library failed where it should not; says in which call.
    case libraryFailure(String)
}
