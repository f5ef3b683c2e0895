/// Why nothing is signed. No case holds a key.
package enum AWSSigningError: Error, Sendable, Equatable {
    /// The access key id has a byte that would change what the `Authorization` header says: a slash, a blank, a comma, a
    /// control byte or one beyond ASCII.
    case accessKeyID(AccessKeyID.Fault)
    /// A header, path or query with a byte that can't be in a request line or header; says in which.
    case unusableText(String)
    /// Validity of a presigned URL out of 1 to 604,800 seconds.
    case validity(Int64)
    case cryptography(String)
}
