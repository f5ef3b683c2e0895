package import SecretMemory

/// A recipient that a plugin knows how to encrypt to: `age1name1…`, or a plugin's identity.
package struct PluginRecipient: AgeRecipient {
    private enum Source: Sendable {
        case recipient(String)
        case identity(PluginIdentity)
    }

    /// The plugin that is asked.
    package let plugin: PluginName
    private let source: Source
    private let surroundings: AgeSurroundings

    /// As it was given; empty for an identity, which is not shown.
    package var text: String {
        switch source {
        case .recipient(let text): text
        case .identity: ""
        }
    }

    /// True for a text that begins as a plugin's recipient does: Bech32 data has no `1`, so a second one is of the prefix.
    package static func isText(_ text: String) -> Bool {
        text.hasPrefix("age1") && text.utf8.count { $0 == UInt8(ascii: "1") } > 1
            && !["age1pq1", "age1tag1", "age1tagpq1"].contains(where: text.hasPrefix)
    }

    /// Reads the Bech32 text, which must be in lower case; what follows the name is the plugin's.
    package init(parsing text: String, _ surroundings: AgeSurroundings) throws(AgeError) {
        let prefix = Array(text.utf8).withUnsafeBytes { bytes -> String? in Bech32.decode(bytes)?.prefix }
        guard let prefix, prefix.hasPrefix("age1"), text == text.lowercased() else {
            throw .invalidRecipient(reason: "a recipient of a plugin is mistyped or cut off")
        }
        guard let plugin = PluginName(String(prefix.dropFirst("age1".utf8.count))) else {
            throw .invalidRecipient(reason: "a recipient of a plugin has a name that no plugin can have: letters, digits and - _ . + are allowed")
        }
        self.plugin = plugin
        self.surroundings = surroundings
        source = .recipient(text)
    }

    init(encryptingTo identity: PluginIdentity, _ surroundings: AgeSurroundings) {
        plugin = identity.plugin
        self.surroundings = surroundings
        source = .identity(identity)
    }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        var conversation = try PluginConversation(with: plugin, task: "recipient-v1", surroundings)
        var phase = PluginPhase(in: conversation.arena)
        switch source {
        case .recipient(let text): phase.add("add-recipient", [Array(text.utf8)])
        case .identity(let identity): phase.add("add-identity", secret: identity.text(in: conversation.arena))
        }
        phase.addGrease()
        phase.add("wrap-file-key", key: fileKey)
        phase.add("extension-labels")
        phase.add("done")
        try conversation.begin(phase)

        var stanzas: [AgeStanza] = []
        var labels: Set<String>?
        while let command = try conversation.next() {
            switch command.type {
            case "recipient-stanza":
                guard command.argument(0) == "0" else { throw conversation.broken("a stanza is for a file that it was not given") }
                guard let type = command.argument(1) else { throw conversation.broken("a stanza has no type") }
                stanzas.append(
                    AgeStanza(type: type, arguments: Array(command.arguments.dropFirst(2)), body: command.body.withBytes { Array($0) }))
            case "labels":
                guard labels == nil else { throw conversation.broken("it gave its labels twice") }
                let given = command.arguments.map { String(decoding: $0, as: UTF8.self) }
                labels = Set(given)
                guard labels?.count == given.count else { throw conversation.broken("it gave a label twice") }
            case "error":
                let reason = conversation.told(command)
                try conversation.reply("ok")
                throw .plugin(name: plugin.text, reason: reason)
            default:
                try conversation.reply("unsupported")
                continue
            }
            try conversation.reply("ok")
        }
        guard !stanzas.isEmpty else { throw conversation.broken("it wrapped no file key") }
        return AgeWrapping(stanzas, labels: labels ?? [])
    }
}
