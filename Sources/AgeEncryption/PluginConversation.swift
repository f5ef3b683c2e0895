internal import SecretMemory

/// One run of a plugin (age plugin protocol v1): first everything that it is given, then its commands, one reply to each.
struct PluginConversation: ~Copyable {
    let name: PluginName
    private let surroundings: AgeSurroundings
    let arena = SecretArena()
    private var stream: PluginStream
    private var commands = 0
    /// Own limit on how many a plugin may send; the protocol has none.
    private static let commandLimit = 4096

    /// Starts the plugin for `task`, `recipient-v1` or `identity-v1`.
    init(with name: PluginName, task: String, _ surroundings: AgeSurroundings) throws(AgeError) {
        self.name = name
        self.surroundings = surroundings
        stream = try PluginStream(name, task: task, surroundings, arena)
    }

    /// Sends the first phase.
    mutating func begin(_ phase: consuming PluginPhase) throws(AgeError) {
        for secret in phase.secrets { stream.keepOut(secret) }
        try stream.send(phase.finish())
    }

    /// The plugin's next command that is the caller's to answer; nil at `done`, when the plugin is ended. Questions to the
    /// person, and commands that nobody knows, are answered here.
    mutating func next() throws(AgeError) -> PluginCommand? {
        while true {
            let command = try stream.next()
            commands += 1
            guard commands <= Self.commandLimit else { throw broken("it sent more than " + String(Self.commandLimit) + " commands") }
            switch command.type {
            case "done":
                stream.end()
                return nil
            case "msg": try show(command)
            case "confirm": try confirm(command)
            case "request-public": try ask(command, isSecret: false)
            case "request-secret": try ask(command, isSecret: true)
            case "error", "recipient-stanza", "labels", "file-key": return command
            default: try reply("unsupported")
            }
        }
    }

    /// Answers a command.
    mutating func reply(_ type: String, _ arguments: [String] = [], body: SecretSlice? = nil) throws(AgeError) {
        var phase = PluginPhase(in: arena)
        phase.add(type, arguments.map { Array($0.utf8) }, body: body)
        try stream.send(phase.finish())
    }

    /// The error that a plugin told, in its words.
    mutating func told(_ command: PluginCommand) -> String {
        let kind = command.arguments.map { PluginText.shown(String(decoding: $0, as: UTF8.self)) }.joined(separator: " ")
        let text = stream.withholding(command.body.withBytes { String(decoding: $0, as: UTF8.self) })
        return (kind.isEmpty || kind == "internal" ? "" : kind + ": ") + (text.isEmpty ? "failed, and gave no reason" : text)
    }

    /// The error of a plugin that does not keep to the protocol.
    mutating func broken(_ what: String) -> AgeError { stream.broken(what) }

    /// With the plugin's name in front, so that it can't speak for us.
    private func spoken(_ text: SecretSlice) -> String { name.program + ": " + text.withBytes { PluginText.shown($0) } }

    private mutating func show(_ command: PluginCommand) throws(AgeError) {
        try reply(surroundings.show(spoken(command.body)) ? "ok" : "fail")
    }

    private mutating func confirm(_ command: PluginCommand) throws(AgeError) {
        var words: [String] = []
        for argument in command.arguments {
            guard let word = AgeBase64.decode(argument) else { throw broken("an answer of its question is malformed") }
            words.append(PluginText.shown(String(decoding: word, as: UTF8.self)))
        }
        guard words.count == 1 || words.count == 2 else { throw broken("its question has not one or two answers") }
        switch surroundings.confirm(spoken(command.body), words[0], words.count == 2 ? words[1] : nil) {
        case true?: try reply("ok", ["yes"])
        case false?: try reply("ok", ["no"])
        case nil: try reply("fail")
        }
    }

    private mutating func ask(_ command: PluginCommand, isSecret: Bool) throws(AgeError) {
        let question = spoken(command.body)
        let answer =
            isSecret
            ? surroundings.askSecret(question, arena) : surroundings.ask(question).map { arena.store(Array($0.utf8)) }
        guard let answer else { return try reply("fail") }
        if isSecret { stream.keepOut(answer) }
        try reply("ok", body: answer)
    }
}
