/// What a recipient's text tells of its strength against quantum computers: age labels its stanzas by it (age v1.3, labels).
package enum QuantumStrength: Sendable {
    /// A curve or RSA.
    case classic
    case postQuantum

    /// Nil for a plugin's recipient, which alone knows.
    package init?(ofRecipient text: String) {
        if text.hasPrefix("age1pq1") || text.hasPrefix(HybridTagRecipient.start) {
            self = .postQuantum
        } else if !text.hasPrefix(TagRecipient.start), PluginRecipient.isText(text) {
            return nil
        } else {
            self = .classic
        }
    }
}
