import AgeEncryption
import SecretMemory

/// The environment and the person at the terminal, for keys that may need them.
enum AgeTerminal {
    /// Without a terminal every question is answered by nil, at once.
    static let surroundings = AgeSurroundings(
        environment: { System.environment($0) },
        show: { TerminalPrompt.tell($0) },
        ask: { question in
            let arena = SecretArena()
            guard let answer = try? TerminalPrompt.ask(question, isShown: true, into: arena) else { return nil }
            return answer.withBytes { String(decoding: $0, as: UTF8.self) }
        },
        askSecret: { question, arena in try? TerminalPrompt.ask(question, into: arena) },
        confirm: { question, yes, no in confirmed(question, yes, no) })

    static var isThere: Bool { TerminalPrompt.isThere }

    /// By number, since the words are a plugin's. With one word there is nothing to choose, only something to be read.
    private static func confirmed(_ question: String, _ yes: String, _ no: String?) -> Bool? {
        let arena = SecretArena()
        let choices = no.map { "[1] " + yes + ", [2] " + $0 + ": " } ?? "[1] " + yes + ": "
        while true {
            guard let answer = try? TerminalPrompt.ask(question + "\n" + choices, isShown: true, into: arena) else { return nil }
            if answer.equals("1") { return true }
            if no != nil, answer.equals("2") { return false }
        }
    }
}
