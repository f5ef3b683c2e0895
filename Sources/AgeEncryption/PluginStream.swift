internal import ChildPrograms
internal import Cryptography
internal import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Stanzas to and from a plugin's program (age plugin protocol v1). What comes is read strictly and within limits; all of it
/// stays in the arena, since it may hold a file key.
struct PluginStream: ~Copyable {
    private let name: PluginName
    private let surroundings: AgeSurroundings
    private let arena: SecretArena
    private var program: PipedProgram
    private var patience: PluginPatience
    private var hasToldOfWaiting = false
    private var room: UnsafeMutableRawBufferPointer
    /// What is read and not yet taken.
    private var unread = 0..<0
    private var received = 0

    /// Own limits on what a plugin may cost, in bytes; the protocol has none.
    private static let lineLimit = 64 << 10
    private static let bodyLimit = 1 << 20
    private static let totalLimit = 16 << 20

    /// Starts the plugin for one of its two tasks. Arguments and environment hold nothing of ours.
    init(_ name: PluginName, task: String, _ surroundings: AgeSurroundings, _ arena: SecretArena) throws(AgeError) {
        let patience = try PluginPatience(surroundings, name)
        let program = try Self.start(name, task: task, surroundings)
        self.patience = patience
        self.program = program
        self.name = name
        self.surroundings = surroundings
        self.arena = arena
        room = arena.allocate(count: 2 * Self.lineLimit)
    }

    private static func start(_ name: PluginName, task: String, _ surroundings: AgeSurroundings) throws(AgeError) -> PipedProgram {
        let path = try name.path(surroundings)
        do throws(ProgramFailure) {
            return try PipedProgram([path, "--age-plugin=" + task], folder: temporaryFolder(surroundings), errors: .kept)
        } catch { throw .plugin(name: name.text, reason: error.message + " (" + path + ")") }
    }

    /// Away from the user's folders, as age does: a plugin is not to depend on where it is started.
    private static func temporaryFolder(_ surroundings: AgeSurroundings) -> String {
        guard let named = surroundings.environment("TMPDIR"), named.hasPrefix("/"), access(named, X_OK) == 0 else { return "/tmp" }
        return named
    }

    /// Writes stanzas. Some plugins say everything at once, wait for no reply and end: what they said still counts, and the
    /// next stanza that is missing tells of those that ended too early.
    mutating func send(_ stanzas: SecretSlice) throws(AgeError) {
        do throws(ProgramFailure) {
            try stanzas.withBytes { (bytes) throws(ProgramFailure) in
                try program.write(bytes, seconds: patience.alone)
            }
        } catch .ended {
            program.closeInput()
        } catch { throw failure(error) }
    }

    /// The plugin's next stanza.
    mutating func next() throws(AgeError) -> PluginCommand {
        let start = SteadyClock.seconds
        let line = try nextLine(since: start)
        let arguments = AgeHeader.arguments(of: line)?.map { Array($0) }
        guard let arguments else { throw broken("a stanza is malformed") }
        var body = SecretBuilder(in: arena, capacity: 64)
        while true {
            let line = try nextLine(since: start)
            guard line.count <= AgeHeader.columns, AgeBase64.decode(line, each: { body.append($0) }) else {
                throw broken("a stanza's body is malformed")
            }
            guard body.count <= Self.bodyLimit else { throw broken("a stanza is too long") }
            if line.count < AgeHeader.columns { break }
        }
        return PluginCommand(
            type: String(decoding: arguments[0], as: UTF8.self), arguments: Array(arguments.dropFirst()), body: body.finish())
    }

    /// Without its LF; it stays where it is until the next is asked for.
    private mutating func nextLine(since start: Int) throws(AgeError) -> Slice<UnsafeRawBufferPointer> {
        var searched = unread.lowerBound
        while true {
            if let end = room[searched..<unread.upperBound].firstIndex(of: 0x0A) {
                let line = UnsafeRawBufferPointer(room)[unread.lowerBound..<end]
                unread = (end + 1)..<unread.upperBound
                return line
            }
            guard unread.count < Self.lineLimit else { throw broken("a line is too long") }
            if unread.upperBound == room.count {
                room.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[unread]))
                unread = 0..<unread.count
            }
            searched = unread.upperBound
            try readMore(since: start)
        }
    }

    /// A whole stanza has to come in the time that is given, so that one byte a minute is no way to go on for ever.
    private mutating func readMore(since start: Int) throws(AgeError) {
        while true {
            let waited = SteadyClock.seconds - start
            if !hasToldOfWaiting, waited >= PluginPatience.beforeTelling {
                hasToldOfWaiting = true
                patience.tellOfWaiting(name)
            }
            let left = patience.limit - waited
            guard left > 0 else { throw failure(.silent(seconds: waited)) }
            do throws(ProgramFailure) {
                let seconds = hasToldOfWaiting ? left : min(left, max(1, PluginPatience.beforeTelling - waited))
                let count = try program.read(into: UnsafeMutableRawBufferPointer(rebasing: room[unread.upperBound...]), seconds: seconds)
                guard count > 0 else { throw .ended }
                unread = unread.lowerBound..<(unread.upperBound + count)
                received += count
                guard received <= Self.totalLimit else { throw .tooMuch(Self.totalLimit) }
                return
            } catch .silent {
                continue
            } catch { throw failure(error) }
        }
    }

    /// The error of a plugin that does not keep to the protocol.
    mutating func broken(_ what: String) -> AgeError {
        let words = lastWords()
        end(grace: 2)
        return .plugin(name: name.text, reason: "does not keep to age's plugin protocol: " + what + words)
    }

    private mutating func failure(_ cause: ProgramFailure) -> AgeError {
        var reason = cause.message
        switch cause {
        case .ended:
            switch program.end(seconds: 1, signal: SIGINT, grace: 1) {
            case .exit(0): break
            case .exit(let code): reason += " (exit code " + String(code) + ")"
            case .signal(let number): reason += " (signal " + String(number) + ")"
            }
        case .silent:
            // What it says of being ended is nothing to tell.
            let words = lastWords()
            end(grace: 2)
            return .plugin(name: name.text, reason: reason + "; RCSOPS_PLUGIN_TIMEOUT sets how many it may" + words)
        default: break
        }
        return .plugin(name: name.text, reason: reason + lastWords())
    }

    /// The last of its stderr; empty when it said nothing there.
    private mutating func lastWords() -> String {
        let lines = program.errorText().split(separator: "\n").suffix(4).joined(separator: "\n")
        let text = withholding(lines)
        return text.isEmpty ? "" : "; it said: " + text
    }

    /// Secrets that went to the plugin, and may not come back in a message.
    private var secrets: [SecretSlice] = []

    /// Keeps `secret` out of messages. One of a few bytes would be found in any text.
    mutating func keepOut(_ secret: SecretSlice) { if secret.count >= 4 { secrets.append(secret) } }

    /// The text as it may be shown.
    func withholding(_ text: String) -> String {
        let isSecret = Array(text.utf8).withRawBytes { text in
            secrets.contains { secret in
                secret.withBytes { secret in
                    text.count >= secret.count
                        && (0...(text.count - secret.count)).contains { memcmp(text.baseAddress! + $0, secret.baseAddress!, secret.count) == 0 }
                }
            }
        }
        return isSecret ? "(a text that holds a secret)" : PluginText.shown(text)
    }

    /// Ends the plugin as age does: no more to read, SIGINT, and some seconds to put a token, or a terminal that it asks on, back
    /// in order.
    mutating func end(grace: Int = 5) { _ = program.end(seconds: 0, signal: SIGINT, grace: grace) }
}
