import AgeEncryption
import FileReplacement
import MasterKeys
import SecretMemory

/// `key convert`: the X25519 counterpart of an ssh-ed25519 key.
enum KeyConvertOperation {
    static func run(_ argument: String, makesIdentity: Bool, output: String?) throws(Failure) {
        guard makesIdentity == (output != nil) else {
            throw Failure(
                "RC8010", exit: 64, makesIdentity ? "--identity wants --output: a secret key is not printed" : "--output is for --identity",
                fix: "give both, or none for the recipient on stdout")
        }
        if let output { try Failure.checkNewKey(output) }
        let arena = SecretArena()
        // A private key is no argument: others would see it in the list of processes.
        let isLine = argument.hasPrefix("ssh-") && argument.contains(" ")
        let input = Input(isLine ? "-" : argument)
        let name = isLine ? "the argument" : input.name
        let text = (isLine ? arena.store(Array(argument.utf8)) : try input.read(into: arena)).trimmed()
        let isPrivate = text.withBytes { $0.starts(with: "-----BEGIN ".utf8) }
        if makesIdentity {
            guard isPrivate, let output else { throw notSSH(name, "an age identity is made of a private key only") }
            let (identity, recipient) = try identity(text, name: name, path: isLine ? nil : input.path, in: arena)
            try Failure.creatingKey(output, with: identity)
            return try System.put(recipient + "\n")
        }
        guard text.firstRange(of: Array("AGE-SECRET-KEY-".utf8), from: 0) == nil else {
            throw notSSH(name, "it is an identity of age, whose recipient rcsops key show prints")
        }
        let line = isPrivate ? try publicLine(of: text, name: name, path: input.path) : text.withBytes { String(decoding: $0, as: UTF8.self) }
        guard !line.contains("\n") else { throw notSSH(name, "there is more than one line in it") }
        try System.put(try recipient(of: line, name: name) + "\n")
    }

    private static func recipient(of line: String, name: String) throws(Failure) -> String {
        do throws(SSHCounterpart.Fault) { return try SSHCounterpart.recipient(ofLine: line).text } catch { throw failure(error, name) }
    }

    private static func failure(_ fault: SSHCounterpart.Fault, _ name: String) -> Failure {
        switch fault {
        case .rsa:
            Failure(
                "RC8009", exit: 1, "an ssh-rsa key has no age1… recipient: it is no key of that curve",
                fix: "give the ssh-rsa line itself as the recipient, as in --age \"ssh-rsa AAAA…\"")
        case .none(let reason): notSSH(name, reason)
        case .locked(let error): .identity(error, file: name)
        }
    }

    private static func publicLine(of pem: SecretSlice, name: String, path: String?) throws(Failure) -> String {
        do throws(AgeError) {
            let found = try IdentityFile.identities(pem, name: name, path: path, with: AgeTerminal.surroundings)
            guard let text = found.first?.recipientText, text.hasPrefix("ssh-") else { throw .invalidIdentity(line: 1, reason: "it is no ssh key") }
            return text
        } catch { throw .identity(error, file: name) }
    }

    private static func identity(
        _ pem: SecretSlice, name: String, path: String?, in arena: SecretArena
    ) throws(Failure) -> (text: SecretSlice, recipient: String) {
        let found: [any AgeIdentity]
        do throws(AgeError) { found = try IdentityFile.identities(pem, name: name, path: path, with: AgeTerminal.surroundings) } catch {
            throw .identity(error, file: name)
        }
        let identity: X25519Identity
        do throws(SSHCounterpart.Fault) { identity = try SSHCounterpart.identity(of: found[0]) } catch { throw failure(error, name) }
        var text = SecretBuilder(in: arena)
        text.append(Array(("# public key: " + identity.recipient.text + "\n").utf8))
        identity.write(into: &text)
        text.append("\n")
        return (text.finish(), identity.recipient.text)
    }

    private static func notSSH(_ name: String, _ reason: String) -> Failure {
        Failure(
            "RC8008", exit: 1, name + " holds no ssh key that can be converted: " + reason,
            fix: "give the line of id_ed25519.pub in quotes, its file, or the file of the private key")
    }
}
