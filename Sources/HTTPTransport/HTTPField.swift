/// One header field. A signed request's fields hold a signature, and perhaps a session token: they are never printed.
package struct HTTPField: Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPField] {
    /// The values of a name, whatever its case (RFC 9110 §5.1), in their order.
    package func values(of name: String) -> [String] {
        filter { $0.name.utf8.elementsEqual(name.utf8) || $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The first value of a name.
    package subscript(name: String) -> String? { values(of: name).first }
}
