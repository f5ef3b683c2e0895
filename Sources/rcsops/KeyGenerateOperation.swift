import AgeEncryption
import FileReplacement
import SecretMemory
import SopsDocument

/// `key generate`: a new age identity, in the form of age-keygen.
struct KeyGenerateOperation {
    let output: String?
    let isPostQuantum: Bool
    let hasPassphrase: Bool
    let form: KeyAnswerForm

    func run() throws(Failure) {
        guard output != nil || form.isPlain else {
            throw Failure(
                "RC8010", exit: 64, (form.json ? "--json" : "--sops-yaml") + " would mix with the identity on stdout",
                fix: "give --output FILE for the identity")
        }
        if let output { try Failure.checkNewKey(output) }
        let arena = SecretArena()
        let (text, recipient) = try made(in: arena)
        let file = hasPassphrase ? try encrypted(text, in: arena) : text
        guard let output else {
            try System.put(file)
            if !System.isStandardOutputATerminal || hasPassphrase { System.say("Public key: " + recipient + "\n") }
            return
        }
        try Failure.creatingKey(output, with: file)
        if form.json {
            try System.put(JSONList.object([("recipient", FindingText.quoted(recipient)), ("file", FindingText.quoted(output))]) + "\n")
        } else {
            try System.put(form.sopsYAML ? CreationRuleSnippet.text(age: [recipient]) : recipient + "\n")
        }
    }

    private func made(in arena: SecretArena) throws(Failure) -> (text: SecretSlice, recipient: String) {
        var text = SecretBuilder(in: arena)
        func comments(_ recipient: String) -> [UInt8] {
            Array(("# created: " + RFC3339.text(unixSeconds: System.now) + "\n# public key: " + recipient + "\n").utf8)
        }
        let recipient: String
        do throws(AgeError) {
            if isPostQuantum {
                let identity = try HybridIdentity.generate()
                recipient = identity.recipient.text
                text.append(comments(recipient))
                identity.write(into: &text)
            } else {
                let identity = try X25519Identity.generate()
                recipient = identity.recipient.text
                text.append(comments(recipient))
                identity.write(into: &text)
            }
        } catch {
            throw Failure("RC8002", exit: 1, "no key could be made: " + error.message, fix: "report this: it should not happen")
        }
        text.append("\n")
        return (text.finish(), recipient)
    }

    /// As `age-keygen | age -p -a` makes it.
    private func encrypted(_ text: SecretSlice, in arena: SecretArena) throws(Failure) -> SecretSlice {
        let passphrase = try NewPassphrase.ask("the new identity", in: arena)
        do throws(AgeError) {
            let recipient = try ScryptRecipient(passphrase: passphrase.withBytes { SecretBytes(copying: $0) })
            return arena.store(try text.withBytes { (text) throws(AgeError) in try AgeFile.seal(text, to: [recipient], armored: true) })
        } catch {
            throw Failure("RC8002", exit: 1, "the identity could not be encrypted: " + error.message, fix: "make room in memory: a passphrase costs 256 MiB")
        }
    }
}
