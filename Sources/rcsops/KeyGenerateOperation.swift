import AgeEncryption
import FileReplacement
import SecretMemory
import SopsDocument

/// `key generate`: a new age identity, in the form of age-keygen.
enum KeyGenerateOperation {
    static func run(output path: String?) throws(Failure) {
        let identity: X25519Identity
        do throws(AgeError) { identity = try X25519Identity.generate() } catch {
            throw Failure("RC8002", exit: 1, "no key could be made: " + error.message, fix: "report this: it should not happen")
        }
        let arena = SecretArena()
        var text = SecretBuilder(in: arena)
        text.append(Array(("# created: " + RFC3339.text(unixSeconds: System.now) + "\n").utf8))
        text.append(Array(("# public key: " + identity.recipient.text + "\n").utf8))
        identity.write(into: &text)
        text.append("\n")
        if let path {
            do throws(FileError) { try FileWriting.create(path, with: text.finish()) } catch .alreadyThere {
                // A key that is overwritten is lost, with all that only it opens.
                throw Failure("RC8001", exit: 1, "\"" + path + "\" is there already; a key is never overwritten", fix: "name another file")
            } catch { throw .writing(error, name: path) }
            try System.put(identity.recipient.text + "\n")
        } else {
            try System.put(text.finish())
            if !System.isStandardOutputATerminal { System.say("Public key: " + identity.recipient.text + "\n") }
        }
    }
}
