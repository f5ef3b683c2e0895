/// A request before it is signed, just as it goes on the wire but for what the signer adds.
package struct SigningRequest: Sendable {
    package let method: String
    /// Encoded; an empty one counts as `/`.
    package let path: String
    /// Encoded, without `?`.
    package let query: String
    /// With `host`; in the order in which they are sent.
    package var fields: [(name: String, value: String)]

    package init(method: String, path: String, query: String = "", fields: [(name: String, value: String)]) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
    }

    /// A line break in any part would make another request of the rest.
    func check() throws(AWSSigningError) {
        func isToken(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") } }
        guard isToken(method) else { throw .unusableText("method") }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .unusableText("path") }
        guard query.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .unusableText("query") }
        for field in fields {
            guard isToken(field.name), field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .unusableText("header " + (isToken(field.name) ? field.name : ""))
            }
        }
    }

    /// Names and values of the query in their order; nil is a name without `=`.
    var parameters: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>?)] {
        Array(query.utf8).split(separator: UInt8(ascii: "&")).map { part in
            guard let end = part.firstIndex(of: UInt8(ascii: "=")) else { return (part, nil) }
            return (part[..<end], part[(end + 1)...])
        }
    }
}
