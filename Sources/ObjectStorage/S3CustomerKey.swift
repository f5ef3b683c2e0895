internal import SecretMemory
internal import Cryptography

/// The key of a remote's own that objects are encrypted with on the server (SSE-C), as rclone sends it: with the upload, and with every
/// question about an object (rclone 1.75 `backend/s3/s3.go`). The server gets the key itself, so the way there has to be encrypted.
package final class S3CustomerKey: Sendable {
    private let algorithm: String?
    /// In base64.
    private let key: SecretBytes?
    private let checksum: String?

    /// Nil where none of the options has a value: rclone sends each header that has one.
    ///
    /// - Parameter lookup: An option's value that is not empty.
    init?(_ lookup: (String) -> SecretSlice?) throws(S3ConfigurationError) {
        func text(_ option: String) throws(S3ConfigurationError) -> String? {
            guard let value = lookup(option) else { return nil }
            // What would break a header off, or is cut by it.
            guard value.withBytes({ $0.allSatisfy { (0x21...0x7E).contains($0) } }) else { throw .headerText(option: option) }
            return String(decoding: value.bytes, as: UTF8.self)
        }
        let raw = lookup("sse_customer_key")
        let encoded = lookup("sse_customer_key_base64")
        if raw != nil, encoded != nil { throw .customerKeyTwice }
        algorithm = try text("sse_customer_algorithm")
        var checksum = try text("sse_customer_key_md5")
        if let encoded {
            guard let decoded = encoded.withBytes({ SecretBase64.decoded($0) }) else { throw .customerKeyEncoding }
            key = encoded.withBytes { SecretBytes(copying: $0) }
            checksum = checksum ?? Self.checksum(of: decoded)
        } else if let raw {
            key = raw.withBytes { SecretBase64.encoded($0) }
            checksum = checksum ?? Self.checksum(of: raw.withBytes { SecretBytes(copying: $0) })
        } else {
            key = nil
        }
        self.checksum = checksum
        if algorithm == nil, checksum == nil, raw == nil, encoded == nil { return nil }
    }

    private static func checksum(of key: borrowing SecretBytes) -> String? {
        guard let digest = key.withBytes({ try? MD5.hash($0) }) else { return nil }
        return digest.withUnsafeBytes { SecretBase64.encoded($0).withBytes { String(decoding: $0, as: UTF8.self) } }
    }

    /// The name of the header that holds the key.
    package static let keyField = "x-amz-server-side-encryption-customer-key"

    /// The headers of a request about an object.
    package var fields: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        if let algorithm { fields.append(("x-amz-server-side-encryption-customer-algorithm", algorithm)) }
        withKey { fields.append((Self.keyField, String(decoding: $0, as: UTF8.self))) }
        if let checksum { fields.append((Self.keyField + "-md5", checksum)) }
        return fields
    }

    /// The key in base64, where there is one.
    package func withKey(_ body: (UnsafeRawBufferPointer) -> Void) {
        switch key {
        case .some(let key): key.withBytes { body($0) }
        case .none: break
        }
    }

    /// The key itself.
    package func withRawKey(_ body: (UnsafeRawBufferPointer) -> Void) {
        withKey { text in SecretBase64.decoded(text)?.withBytes { body($0) } }
    }
}
