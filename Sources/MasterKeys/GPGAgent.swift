package import AgeEncryption
internal import CPOSIX
package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// gpg-agent as a keeper of passphrases: sops asks it before the terminal, where it is reachable (sops 3.13
/// `age/encrypted_keys.go`; GnuPG manual, "Agent's Assuan Protocol", GET_PASSPHRASE). It is never started for this.
package struct GPGAgent: PassphraseAgent {
    private let environment: @Sendable (String) -> String?
    private let terminal: @Sendable () -> String?
    /// How long an agent may take that has nobody to ask, in seconds.
    private static let patience: Int32 = 5
    private static let lineLimit = 8 << 10

    /// `terminal` gives the name of the terminal where its pinentry may ask, nil where there is none.
    package init(environment: @escaping @Sendable (String) -> String?, terminal: @escaping @Sendable () -> String?) {
        self.environment = environment
        self.terminal = terminal
    }

    package func passphrase(_ id: String, question: String, wasWrong: Bool, into arena: SecretArena) -> PassphraseAgentAnswer {
        guard let connection = Connection(path: path) else { return .unavailable }
        let terminal = terminal()
        let display = environment("DISPLAY").flatMap { $0.isEmpty ? nil : $0 }
        var options: [String] = []
        if let display { options.append("display=" + display) }
        if let terminal { options.append("ttyname=" + terminal) }
        if let kind = environment("TERM"), !kind.isEmpty { options.append("ttytype=" + kind) }
        for option in options {
            guard !option.contains("\n"), connection.send("OPTION " + option, Self.patience, arena) != nil else { return .unavailable }
        }
        // Without anybody to ask, a pinentry could only hang.
        let mayAsk = terminal != nil || display != nil
        let request = "GET_PASSPHRASE " + (mayAsk ? "" : "--no-ask ") + id + " " + (wasWrong ? Self.escaped("That was not it.") : "X") + " Passphrase "
            + Self.escaped(question)
        guard let answer = connection.send(request, mayAsk ? -1 : Self.patience, arena) else { return .unavailable }
        if answer.withBytes({ $0.starts(with: "ERR ".utf8) }) {
            // GPG_ERR_CANCELED and GPG_ERR_FULLY_CANCELED of libgpg-error, whatever component says it.
            let code = answer.withBytes { Int(String(decoding: $0.dropFirst(4).prefix { (0x30...0x39).contains($0) }, as: UTF8.self)) ?? 0 }
            return code & 0xFFFF == 99 || code & 0xFFFF == 198 ? .cancelled : .unavailable
        }
        return Self.decoded(answer, into: arena).map { .passphrase($0) } ?? .unavailable
    }

    package func forget(_ id: String) {
        guard let connection = Connection(path: path) else { return }
        _ = connection.send("CLEAR_PASSPHRASE " + id, Self.patience, SecretArena())
    }

    /// Where sops looks: what GPG_AGENT_INFO names, the home, the user's runtime folder.
    private var path: String? {
        if let info = environment("GPG_AGENT_INFO") { return info.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init) }
        if let home = environment("HOME"), access(home + "/.gnupg/S.gpg-agent", F_OK) == 0 { return home + "/.gnupg/S.gpg-agent" }
        return environment("XDG_RUNTIME_DIR").map { $0 + "/gnupg/S.gpg-agent" }
    }

    /// In the protocol a blank is `+`, and what is special is in hexadecimal.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x20: result += "+"
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x2F, 0x5F, 0x2D: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + String(digits[Int(byte >> 4)]) + String(digits[Int(byte & 15)])
            }
        }
    }

    /// `OK` and hexadecimal digits.
    private static func decoded(_ answer: SecretSlice, into arena: SecretArena) -> SecretSlice? {
        answer.withBytes { bytes -> SecretSlice? in
            guard bytes.starts(with: "OK ".utf8), bytes.count % 2 == 1 else { return nil }
            let room = arena.allocate(count: max((bytes.count - 3) / 2, 1))
            func digit(_ byte: UInt8) -> UInt8? {
                switch byte {
                case 0x30...0x39: byte - 0x30
                case 0x41...0x46: byte - 0x37
                case 0x61...0x66: byte - 0x57
                default: nil
                }
            }
            for place in 0..<(bytes.count - 3) / 2 {
                guard let high = digit(bytes[3 + 2 * place]), let low = digit(bytes[4 + 2 * place]) else { return nil }
                room[place] = high << 4 | low
            }
            return arena.slice(of: room)[0..<(bytes.count - 3) / 2]
        }
    }

    /// Lines to the agent and back. Closed when it goes.
    private final class Connection {
        private let descriptor: Int32

        init?(path: String?) {
            guard let path, !path.isEmpty else { return nil }
            descriptor = rcsops_connect_local(path)
            guard descriptor >= 0 else { return nil }
            guard readLine(GPGAgent.patience, SecretArena())?.withBytes({ $0.starts(with: "OK".utf8) }) ?? false else { return nil }
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        /// The answer, without its line end; nil when the agent is silent for so many seconds (−1: for ever), or gone.
        func send(_ request: String, _ seconds: Int32, _ arena: SecretArena) -> SecretSlice? {
            let line = Array((request + "\n").utf8)
            guard line.withUnsafeBytes({ rcsops_write_quietly(descriptor, $0.baseAddress!, $0.count) }) == line.count else { return nil }
            while let answer = readLine(seconds, arena) {
                // Remarks and status lines may stand before it.
                if !answer.withBytes({ $0.starts(with: "S ".utf8) || $0.starts(with: "#".utf8) }) { return answer }
            }
            return nil
        }

        private func readLine(_ seconds: Int32, _ arena: SecretArena) -> SecretSlice? {
            let room = arena.allocate(count: GPGAgent.lineLimit)
            var count = 0
            while count < room.count {
                var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                let ready = poll(&wanted, 1, seconds < 0 ? -1 : seconds * 1000)
                if ready < 0, errno == EINTR { continue }
                // One by one, since another line may follow.
                guard ready > 0, recv(descriptor, room.baseAddress! + count, 1, 0) == 1 else { return nil }
                if room[count] == 0x0A { return arena.slice(of: room)[0..<count] }
                count += 1
            }
            return nil
        }
    }
}
