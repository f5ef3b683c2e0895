/// How long a plugin may say nothing.
package struct PluginPatience {
    /// With nobody at the terminal, in seconds.
    package let alone: Int
    /// Set by the user.
    private let isSet: Bool
    /// How long it may be silent now, in seconds.
    package private(set) var limit: Int
    private let surroundings: AgeSurroundings

    /// When the person is told that the plugin is waited for, in seconds.
    static let beforeTelling = 5
    /// Somebody may have to find a token and to touch it, in seconds.
    private static let withPerson = 600
    private static let variable = "RCSOPS_PLUGIN_TIMEOUT"

    /// Reads the variable of the user, who may know better.
    package init(_ surroundings: AgeSurroundings, _ name: PluginName) throws(AgeError) {
        let text = surroundings.environment(Self.variable) ?? ""
        if text.isEmpty {
            alone = 60
        } else if let seconds = Int(text), (1...86_400).contains(seconds) {
            alone = seconds
        } else {
            throw .plugin(name: name.text, reason: Self.variable + " is no number of seconds from 1 to 86400")
        }
        isSet = !text.isEmpty
        limit = alone
        self.surroundings = surroundings
    }

    /// Tells whoever is there, and waits longer for them.
    package mutating func tellOfWaiting(_ name: PluginName) {
        let isSeen = surroundings.show("waiting for " + name.program + ": it may want a token to be put in or touched")
        if isSeen, !isSet { limit = Self.withPerson }
    }
}
