import Cryptography
import RcloneConfig
import SecretMemory

/// `config obscure` and `config reveal`.
enum ObscureOperation {
    static func obscure(_ argument: String?, iv digits: String?) throws(Failure) {
        let iv = try digits.map { (digits) throws(Failure) in try Self.iv(digits) } ?? SecureRandom.bytes(ObscuredText.ivSize)
        let arena = SecretArena()
        let text = try text(argument, question: "Enter password to obscure: ", into: arena)
        let obscured: SecretSlice
        do throws(ObscuredText.Fault) { obscured = try ObscuredText.obscure(text, iv: iv, in: arena) } catch { throw failure(error) }
        try put(obscured, in: arena)
    }

    static func reveal(_ argument: String?) throws(Failure) {
        let arena = SecretArena()
        let text = try text(argument, question: "Enter obscured password: ", into: arena)
        let revealed: SecretSlice
        do throws(ObscuredText.Fault) { revealed = try ObscuredText.reveal(text, in: arena) } catch { throw failure(error) }
        if !ObscuredText.isPlausible(revealed) {
            System.warn("what is revealed is no text: the password was perhaps never obscured, or is damaged")
        }
        try put(revealed, in: arena)
    }

    // rclone prints a line end behind it.
    private static func put(_ text: SecretSlice, in arena: SecretArena) throws(Failure) {
        var line = SecretBuilder(in: arena, capacity: text.count + 1)
        line.append(text)
        line.append(0x0A)
        try System.put(line.finish())
    }

    private static func text(_ argument: String?, question: String, into arena: SecretArena) throws(Failure) -> SecretSlice {
        if let argument, argument != "-" {
            System.warn("an argument is visible to everybody on this machine, and may stay in your shell's history: use - or leave it out")
            return arena.store(Array(argument.utf8))
        }
        if argument == nil, System.isStandardInputATerminal { return try TerminalPrompt.ask(question, into: arena) }
        let input = try Input("-").read(into: arena)
        var end = input.count
        if end > 0, input[end - 1] == 0x0A { end -= 1 }
        if end > 0, end < input.count, input[end - 1] == 0x0D { end -= 1 }
        let line = input[0..<end]
        // rclone takes the first line, and says nothing of the others.
        guard !line.contains(0x0A) else {
            throw Failure("RC9140", exit: 1, "standard input has more than one line", fix: "give one password, in one line")
        }
        return line
    }

    private static func iv(_ digits: String) throws(Failure) -> [UInt8] {
        let values = digits.utf8.compactMap { UInt8(String(decoding: [$0], as: UTF8.self), radix: 16) }
        guard values.count == ObscuredText.ivSize * 2, digits.utf8.count == values.count else {
            throw Failure("RC9141", exit: 64, "--iv wants \(ObscuredText.ivSize * 2) hexadecimal digits", fix: "leave it out for a random one, as rclone has it")
        }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    private static func failure(_ fault: ObscuredText.Fault) -> Failure {
        switch fault {
        case .invalidBase64(let place):
            Failure(
                "RC9142", exit: 1, "base64 decode failed when revealing password: illegal base64 data at input byte \(place); is it obscured?",
                fix: "give the value as it stands in the config; a password in clear needs no revealing")
        case .tooShort:
            Failure(
                "RC9143", exit: 1, "input too short when revealing password; is it obscured?",
                fix: "give the whole value; the shortest has 22 characters")
        case .libraryFailure(let call): Failure("RC9144", exit: 1, call, fix: "report this: it should not happen (SECURITY.md says how)")
        }
    }
}
