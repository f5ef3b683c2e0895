package import SecretMemory

/// A section as go-ini sees it. Equal names stay separate sections.
package struct INISection: Sendable {
    package var name: [UInt8]
    /// The comment block above the header, markers included.
    package var comment: SecretSlice?
    package var entries: [INIEntry] = []

    package init(name: [UInt8], comment: SecretSlice? = nil) {
        self.name = name
        self.comment = comment
    }
}

/// A key, its value without quotes, and the comment block above it.
package struct INIEntry: Sendable {
    package var key: [UInt8]
    package var value: SecretSlice
    package var comment: SecretSlice?

    package init(key: [UInt8], value: SecretSlice, comment: SecretSlice? = nil) {
        self.key = key
        self.value = value
        self.comment = comment
    }
}
