import SecretMemory

/// A passphrase that is to protect something: typed twice, since nobody sees it.
enum NewPassphrase {
    private static let tries = 3

    static func ask(_ what: String, in arena: SecretArena) throws(Failure) -> SecretSlice {
        for _ in 0..<tries {
            let first: SecretSlice
            let second: SecretSlice
            do throws(Failure) {
                first = try TerminalPrompt.ask("Enter a passphrase for " + what + ": ", into: arena)
                second = first.isEmpty ? first : try TerminalPrompt.ask("Confirm the passphrase: ", into: arena)
            } catch {
                throw Failure(
                    "RC8003", exit: 1, "a passphrase is needed, and there is no terminal to ask for it, or no answer came",
                    fix: "run it in a terminal; nothing was written")
            }
            if first.isEmpty { System.say("rcsops: an empty passphrase protects nothing\n") } else if first.equals(second) {
                return first
            } else {
                System.say("rcsops: the two are not the same\n")
            }
        }
        throw Failure("RC8003", exit: 1, "no passphrase was given", fix: "type the same passphrase twice; nothing was written")
    }
}
