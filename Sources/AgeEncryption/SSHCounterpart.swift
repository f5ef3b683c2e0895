internal import Cryptography
internal import SecretMemory

/// The X25519 key that belongs to an ssh-ed25519 key (RFC 7748 §4.1, the map between the curves), as ssh-to-age gives it.
package enum SSHCounterpart {
    /// Why there is none.
    package enum Fault: Error, Equatable, Sendable {
        /// RSA, which is no key of a curve.
        case rsa
        /// The kind of key, as its line says it.
        case otherKind(String)
        case malformed
    }

    private static let kind = "ssh-ed25519"

    /// Of a line of `authorized_keys` form: kind, base64, perhaps a comment.
    package static func recipient(ofLine line: String) throws(Fault) -> X25519Recipient {
        let words = line.split(separator: " ", maxSplits: 2)
        guard let kind = words.first.map(String.init) else { throw .malformed }
        guard kind == Self.kind else {
            if kind == "ssh-rsa" { throw .rsa }
            // What is no name of a kind may be anything, also a secret by mistake.
            guard words.count > 1, kind.hasPrefix("ssh-") || kind.hasPrefix("ecdsa-") || kind.hasPrefix("sk-"), kind.utf8.count < 64 else { throw .malformed }
            throw .otherKind(kind)
        }
        guard words.count > 1, let blob = decoded(Array(words[1].utf8)) else { throw .malformed }
        let start = [0, 0, 0, UInt8(Self.kind.utf8.count)] + Array(Self.kind.utf8) + [0, 0, 0, UInt8(Ed25519.size)]
        guard blob.starts(with: start), blob.count == start.count + Ed25519.size else { throw .malformed }
        do throws(CryptographyError) {
            return X25519Recipient(point: try Ed25519.x25519Point(of: Array(blob[start.count...])))
        } catch { throw .malformed }
    }

    /// ssh pads its base64 where age does not.
    private static func decoded(_ text: [UInt8]) -> [UInt8]? {
        var letters = text[...]
        while letters.count > text.count - 2, letters.last == UInt8(ascii: "=") { letters.removeLast() }
        return AgeBase64.decode(letters)
    }
}

extension AgeKeyReader {
    package func sshIdentity(_ pem: UnsafeRawBufferPointer, name: String, publicKey: String?) throws(AgeError) -> any AgeIdentity {
        throw .invalidIdentity(line: 1, reason: "ssh keys can't be used in this version")
    }

    package func sshCounterpart(_ pem: UnsafeRawBufferPointer, name: String, publicKey: String?) throws(AgeError) -> X25519Identity {
        throw .invalidIdentity(line: 1, reason: "ssh keys can't be used in this version")
    }
}
