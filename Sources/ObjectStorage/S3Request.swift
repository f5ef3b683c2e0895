/// A request of S3 before it is signed.
package struct S3Request: Sendable {
    package let method: String
    /// The object's key, not encoded; nil asks the bucket, or the service.
    package let key: String?
    /// Names and values, neither encoded; a nil value is a name alone.
    package let query: [(name: String, value: String?)]
    /// Headers beside those that signing adds; names in lower case.
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    package init(
        _ method: String, key: String? = nil, query: [(name: String, value: String?)] = [], fields: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.key = key
        self.query = query
        self.fields = fields
        self.body = body
    }
}
