/// What a recipient made of a file key.
package struct AgeWrapping: Sendable {
    /// Usually one; a plugin may give several.
    package var stanzas: [AgeStanza]
    /// All recipients of one file must have the same set, in any order (age v1.3 `age.go`, labels): so a passphrase stands
    /// alone, and post-quantum recipients aren't mixed with others.
    package var labels: Set<String>

    package init(_ stanzas: [AgeStanza], labels: Set<String> = []) {
        self.stanzas = stanzas
        self.labels = labels
    }
}
