internal import Cryptography
internal import SecretMemory

/// An ssh public key of a kind that age encrypts to, by its wire form (RFC 4253 §6.6, RFC 8709 §4).
struct SSHPublicKey: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case ed25519([UInt8])
        case rsa(RSAPublicKey)
    }

    let kind: Kind
    let wire: [UInt8]

    /// What a stanza names the key by: the start of the wire form's SHA-256 (age v1.1 `agessh`). Not anonymous.
    let tag: [UInt8]

    /// The type of the key, and of its stanzas.
    var type: String {
        switch kind {
        case .ed25519: "ssh-ed25519"
        case .rsa: "ssh-rsa"
        }
    }

    /// The line of a .pub file, without a comment.
    var text: String { type + " " + String(decoding: AgeBase64.encode(wire, isPadded: true), as: UTF8.self) }

    init(ed25519 point: [UInt8]) {
        self.init(.ed25519(point), wire: SSHWireReader.string("ssh-ed25519".utf8) + SSHWireReader.string(point))
    }

    init(rsa key: RSAPublicKey) {
        let numbers = SSHWireReader.positiveNumber(key.exponent) + SSHWireReader.positiveNumber(key.modulus)
        self.init(.rsa(key), wire: SSHWireReader.string("ssh-rsa".utf8) + numbers)
    }

    private init(_ kind: Kind, wire: [UInt8]) {
        self.kind = kind
        self.wire = wire
        tag = Array(wire.withUnsafeBytes { SHA256.hash($0) }.prefix(4))
    }

    /// Why a key can't be used, in words that follow "the ssh key".
    struct Refusal: Error { let reason: String }

    /// Reads a .pub file's line: type, base64, and a comment that may be missing.
    init(line: String) throws(Refusal) {
        let words = line.utf8.split(whereSeparator: WhiteSpace.isASCII)
        guard words.count >= 2, line.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }) else {
            throw Refusal(reason: "is not one line of type and base64")
        }
        var letters = Array(words[1])
        guard letters.count % 4 == 0 else { throw Refusal(reason: "is not whole: its base64 is cut off or mistyped") }
        for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        guard let wire = AgeBase64.decode(letters) else { throw Refusal(reason: "is not whole: its base64 is cut off or mistyped") }
        let key = try wire.withRawBytes { (wire) throws(Refusal) in try SSHPublicKey(wire: wire) }
        guard words[0].elementsEqual(key.type.utf8) else { throw Refusal(reason: "has another type inside than its first word says") }
        self = key
    }

    /// The kind of a whole .pub line, whatever it is, that age can't encrypt to: it passes over these in a person's list of keys
    /// (age v1.1 `cmd/age/parse.go`). Nil for what is none.
    static func kind(ofLine line: String) -> String? {
        let words = line.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count >= 2, words[1].count % 4 == 0 else { return nil }
        var letters = words[1]
        for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters = letters.dropLast() }
        guard let wire = AgeBase64.decode(letters) else { return nil }
        return wire.withUnsafeBytes { wire in
            var reader = SSHWireReader(wire)
            guard let type = reader.string(), !type.isEmpty, type.elementsEqual(words[0]) else { return nil }
            // Every key of this kind can be encrypted to, so one that can't is damaged, and may not be dropped.
            if type.elementsEqual("ssh-ed25519".utf8) { return nil }
            return shown(type) + (type.elementsEqual("ssh-rsa".utf8) ? " of this size" : "")
        }
    }

    init(wire bytes: UnsafeRawBufferPointer) throws(Refusal) {
        var reader = SSHWireReader(bytes)
        guard let type = reader.string() else { throw Refusal(reason: "is cut off") }
        if type.elementsEqual("ssh-ed25519".utf8) {
            guard let point = reader.string(), point.count == Ed25519.size, reader.isAtEnd else {
                throw Refusal(reason: "is not an Ed25519 key of 32 bytes")
            }
            self.init(.ed25519(Array(point)), wire: Array(bytes))
        } else if type.elementsEqual("ssh-rsa".utf8) {
            guard let exponent = reader.positiveNumber(), let modulus = reader.positiveNumber(), reader.isAtEnd else {
                throw Refusal(reason: "is not an RSA key of two numbers")
            }
            self.init(.rsa(try Self.rsaKey(modulus: Array(modulus), exponent: Array(exponent))), wire: Array(bytes))
        } else {
            throw Refusal(reason: "has the type " + Self.shown(type) + ", which age can't encrypt to; use ssh-ed25519 or ssh-rsa")
        }
    }

    static func rsaKey(modulus: [UInt8], exponent: [UInt8]) throws(Refusal) -> RSAPublicKey {
        do throws(CryptographyError) { return try RSAPublicKey(modulus: modulus, exponent: exponent) } catch {
            guard case .invalidKeySize(let bits) = error else { throw Refusal(reason: "has RSA numbers that no safe key has") }
            let limits = RSAPublicKey.bitLimits
            throw Refusal(reason: "is an RSA key of " + String(bits) + " bits; age takes "
                + String(limits.lowerBound) + " to " + String(limits.upperBound) + ", so make a new one (ssh-keygen -t ed25519)")
        }
    }

    /// A type's name, unless it is something else that stands in its place.
    private static func shown(_ type: UnsafeRawBufferPointer) -> String {
        let isName = (1...64).contains(type.count) && type.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || [0x2D, 0x2E, 0x40].contains($0)
        }
        return isName ? String(decoding: type, as: UTF8.self) : "of " + String(type.count) + " bytes"
    }

    /// True when the stanza is for this key. A stanza of its type that is malformed is an error, whoever it is for.
    func isNamed(by stanza: AgeStanza) throws(AgeError) -> Bool {
        guard stanza.type == type else { return false }
        let expected: Int
        switch kind {
        case .ed25519: expected = 2
        case .rsa: expected = 1
        }
        guard stanza.arguments.count == expected else {
            throw .header(reason: "an " + type + " stanza has not " + (expected == 1 ? "one argument" : "two arguments"))
        }
        if expected == 2, AgeBase64.decode(stanza.arguments[1])?.count != X25519.size {
            throw .header(reason: "an ssh-ed25519 stanza's second argument has not 32 bytes")
        }
        return stanza.arguments[0] == AgeBase64.encode(tag)
    }
}
