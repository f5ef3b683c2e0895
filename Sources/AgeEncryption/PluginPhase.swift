internal import Cryptography
internal import SecretMemory

/// Stanzas for a plugin, in the arena, since some hold a file key or an identity.
struct PluginPhase: ~Copyable {
    private var text: SecretBuilder
    private let arena: SecretArena
    /// What the plugin may not give back in a message: file keys, as bytes and as the text that is sent.
    private(set) var secrets: [SecretSlice] = []

    init(in arena: SecretArena) {
        self.arena = arena
        text = SecretBuilder(in: arena)
    }

    mutating func add(_ type: String, _ arguments: [[UInt8]] = [], body: SecretSlice? = nil) {
        begin(type)
        for argument in arguments {
            text.append(0x20)
            text.append(argument)
        }
        end(body)
    }

    /// A stanza whose one argument is secret.
    mutating func add(_ type: String, secret: SecretSlice) {
        begin(type)
        text.append(0x20)
        text.append(secret)
        end(nil)
        secrets.append(secret)
    }

    /// A stanza whose body is a key.
    mutating func add(_ type: String, key: borrowing SecretBytes) {
        begin(type)
        let key = key.withBytes { arena.store($0) }
        var encoded = SecretBuilder(in: arena, capacity: 64)
        key.withBytes { key in AgeBase64.encode(key) { encoded.append($0) } }
        end(key)
        secrets += [key, encoded.finish()]
    }

    /// A stanza that means nothing, two times of three: so that plugins get used to commands that they don't know (age
    /// plugin protocol v1, "grease").
    mutating func addGrease() {
        let dice = SecureRandom.bytes(16)
        guard dice[0] % 3 != 0 else { return }
        func hex(_ bytes: ArraySlice<UInt8>) -> [UInt8] { bytes.flatMap { Array(String($0 >> 4, radix: 16).utf8) + Array(String($0 & 15, radix: 16).utf8) } }
        let arguments = (0..<Int(dice[1] % 3)).map { hex(dice[(8 + $0)..<(10 + $0)]) }
        let body = dice[2] % 2 == 0 ? arena.store(SecureRandom.bytes(Int(dice[3] % 100))) : nil
        add("grease-" + String(decoding: hex(dice[4..<8]), as: UTF8.self), arguments, body: body)
    }

    consuming func finish() -> SecretSlice { text.finish() }

    private mutating func begin(_ type: String) {
        text.append("-> ")
        text.append(Array(type.utf8))
    }

    /// The body, whose last line is a short one.
    private mutating func end(_ body: SecretSlice?) {
        var column = 0
        text.append(0x0A)
        body?.withBytes { body in
            AgeBase64.encode(body) { letter in
                text.append(letter)
                column += 1
                guard column == AgeHeader.columns else { return }
                text.append(0x0A)
                column = 0
            }
        }
        text.append(0x0A)
    }
}
