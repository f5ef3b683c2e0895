package import SecretMemory

/// An identity that a plugin knows how to use: `AGE-PLUGIN-NAME-1…`. Most only say where the key is; some hold it.
package final class PluginIdentity: AgeIdentity {
    /// The plugin that is asked.
    package let plugin: PluginName
    private let text: SecretBytes
    private let surroundings: AgeSurroundings

    package var cost: AgeIdentityCost { .program }
    package var recipientText: String? { nil }
    /// What encrypts to this identity, where its recipient is not at hand.
    package var recipient: PluginRecipient { PluginRecipient(encryptingTo: self, surroundings) }

    /// How the text of every such identity begins.
    package static let start: StaticString = "AGE-PLUGIN-"

    /// True for a text that begins as a plugin's identity does, in any case.
    package static func isText(_ text: UnsafeRawBufferPointer) -> Bool {
        text.prefix(start.utf8CodeUnitCount).map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
            .elementsEqual(UnsafeBufferPointer(start: start.utf8Start, count: start.utf8CodeUnitCount))
    }

    /// Reads one identity's text; `line` is for the error, which never shows the text.
    package init(parsing text: UnsafeRawBufferPointer, line: Int, _ surroundings: AgeSurroundings) throws(AgeError) {
        guard !text.contains(where: { (0x61...0x7A).contains($0) }) else {
            throw .invalidIdentity(line: line, reason: "the identity is in lower case; age writes it in upper case")
        }
        guard let prefix = Bech32.decode(text)?.prefix else {
            throw .invalidIdentity(line: line, reason: "malformed identity of a plugin: it is mistyped or cut off")
        }
        // Bech32 gives the prefix in lower case.
        let start = "age-plugin-"
        guard prefix.hasPrefix(start), prefix.hasSuffix("-"), prefix.utf8.count > start.utf8.count,
            let plugin = PluginName(String(prefix.dropFirst(start.utf8.count).dropLast()))
        else {
            throw .invalidIdentity(
                line: line, reason: "an identity has a name that no plugin can have: letters, digits and - _ . + are allowed")
        }
        self.plugin = plugin
        self.text = SecretBytes(copying: text)
        self.surroundings = surroundings
    }

    func text(in arena: SecretArena) -> SecretSlice { text.withBytes { arena.store($0) } }

    package func unwrap(_ stanzas: [AgeStanza]) throws(AgeError) -> SecretBytes? {
        var conversation = try PluginConversation(with: plugin, task: "identity-v1", surroundings)
        var phase = PluginPhase(in: conversation.arena)
        phase.add("add-identity", secret: text(in: conversation.arena))
        phase.addGrease()
        // All of them, also those that are known here: only the plugin can tell which are its own.
        for stanza in stanzas {
            phase.add(
                "recipient-stanza", [Array("0".utf8), Array(stanza.type.utf8)] + stanza.arguments, body: conversation.arena.store(stanza.body))
        }
        phase.add("done")
        try conversation.begin(phase)

        var fileKey: SecretSlice?
        var reason: String?
        while let command = try conversation.next() {
            switch command.type {
            case "file-key":
                guard command.arguments.count == 1, command.argument(0) == "0" else {
                    throw conversation.broken("a file key is for a file that it was not given")
                }
                guard fileKey == nil else { throw conversation.broken("it gave a file key twice") }
                guard command.body.count == AgeKeys.fileKeySize else { throw conversation.broken("a file key has not 16 bytes") }
                fileKey = command.body
            case "error":
                reason = reason ?? conversation.told(command)
            default:
                try conversation.reply("unsupported")
                continue
            }
            try conversation.reply("ok")
        }
        if let fileKey { return fileKey.withBytes { SecretBytes(copying: $0) } }
        if let reason { throw .plugin(name: plugin.text, reason: reason) }
        return nil
    }
}
