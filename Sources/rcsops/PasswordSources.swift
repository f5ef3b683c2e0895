import Cryptography
import RcloneConfig
import SecretMemory

/// Where the password of a file that rclone encrypted comes from, in rclone's order (rclone 1.75 `fs/config/crypt.go`): a
/// command, a variable, the terminal. A source that is there and gives a wrong password is not passed over.
struct PasswordSources {
    /// Prints the password.
    var command = System.environment("RCLONE_PASSWORD_COMMAND")
    var mayAsk = !["false", "f", "0"].contains(System.environment("RCLONE_ASK_PASSWORD")?.lowercased() ?? "")
    var isQuiet = false

    private static let variable = "RCLONE_CONFIG_PASS"
    /// rclone asks for ever.
    private static let tries = 3

    /// The text inside of rclone's encryption; a source without that is given back as it is.
    func plaintext(of source: SecretSlice, name: String, in arena: SecretArena) throws(Failure) -> SecretSlice {
        let config: EncryptedConfig?
        do throws(EncryptedConfigError) { config = try EncryptedConfig(recognising: source) } catch { throw .of(error, file: name) }
        guard let config else { return source }
        return try plaintext(of: config, name: name, in: arena)
    }

    /// The text inside.
    func plaintext(of config: EncryptedConfig, name: String, in arena: SecretArena) throws(Failure) -> SecretSlice {
        try unlock(config, name: name, in: arena).text
    }

    /// The text inside, and the key that opens it, for putting it back.
    func unlock(_ config: EncryptedConfig, name: String, in arena: SecretArena) throws(Failure) -> UnlockedConfig {
        if config.hasByteOrderMark, !isQuiet {
            System.warn("\"" + name + "\" begins with a byte order mark: rclone does not see that it is encrypted, and would destroy it")
        }
        if let (password, source) = try withoutAsking(isChange: false, in: arena) {
            guard let opened = try open(config, with: password, from: source, name: name, in: arena) else {
                throw .wrongPassword(from: source, file: name)
            }
            return opened
        }
        for attempt in 1...Self.tries {
            let password = try ask("Enter configuration password for " + name + ": ", in: arena)
            if !isUsable(password), attempt < Self.tries { continue }
            if let opened = try open(config, with: password, from: .terminal, name: name, in: arena) { return opened }
            if attempt < Self.tries { System.say("rcsops: the password does not open it; " + (attempt == 1 ? "two tries are" : "one try is") + " left\n") }
        }
        throw .wrongPassword(from: .terminal, file: name)
    }

    /// The key for a file that is to be encrypted.
    func newKey(name: String, in arena: SecretArena) throws(Failure) -> SecretBytes {
        let password: SecretSlice
        let source: PasswordSource
        if let (given, from) = try withoutAsking(isChange: true, in: arena) { (password, source) = (given, from) } else {
            (password, source) = (try askTwice(name, in: arena), .terminal)
        }
        let made = try key(from: password, source: source, in: arena)
        guard !isQuiet else { return made }
        if ConfigPassword.hasOuterWhiteSpace(password) { System.warn("the password begins or ends with white space, which counts") }
        if password.count < 12 {
            System.warn("the password is short: whoever gets the file tries millions a second, since rclone's encryption has no work factor")
        }
        return made
    }

    private func withoutAsking(isChange: Bool, in arena: SecretArena) throws(Failure) -> (SecretSlice, PasswordSource)? {
        if let command, !command.isEmpty {
            return (try PasswordCommand(parsing: command).run(isChange: isChange, into: arena), .command)
        }
        if let given = System.secretEnvironment(Self.variable, into: arena), !given.isEmpty { return (given, .variable) }
        return nil
    }

    /// Nil when the password is not the file's.
    private func open(
        _ config: EncryptedConfig, with password: SecretSlice, from source: PasswordSource, name: String, in arena: SecretArena
    ) throws(Failure) -> UnlockedConfig? {
        let key = try key(from: password, source: source, in: arena)
        do throws(EncryptedConfigError) { return UnlockedConfig(text: try config.open(key, in: arena), key: key) } catch .authenticationFailed {
            guard ConfigPassword.hasOuterWhiteSpace(password) else { return nil }
        } catch { throw .of(error, file: name) }
        // Old versions of rclone left white space out.
        let trimmed = try self.key(from: password.trimmed(), source: source, in: arena)
        do throws(EncryptedConfigError) {
            let text = try config.open(trimmed, in: arena)
            if !isQuiet { System.warn("the password opens \"" + name + "\" only without the white space at its ends; rclone 1.75 wants it without") }
            return UnlockedConfig(text: text, key: trimmed)
        } catch .authenticationFailed { return nil } catch { throw .of(error, file: name) }
    }

    private func key(from password: SecretSlice, source: PasswordSource, in arena: SecretArena) throws(Failure) -> SecretBytes {
        do throws(ConfigPassword.Fault) { return try ConfigPassword.key(from: password, in: arena) } catch {
            throw .unusablePassword(error, from: source)
        }
    }

    private func isUsable(_ password: SecretSlice) -> Bool {
        guard !password.trimmed().isEmpty, password.isValidUTF8 else {
            System.say("rcsops: a password is UTF-8, and more than white space\n")
            return false
        }
        return true
    }

    private func ask(_ question: String, in arena: SecretArena) throws(Failure) -> SecretSlice {
        guard mayAsk else { throw .notAllowedToAsk }
        return try TerminalPrompt.ask(question, into: arena)
    }

    private func askTwice(_ name: String, in arena: SecretArena) throws(Failure) -> SecretSlice {
        for _ in 0..<Self.tries {
            let first = try ask("Enter NEW configuration password for " + name + ": ", in: arena)
            guard isUsable(first) else { continue }
            if first.equals(try ask("Confirm NEW password: ", in: arena)) { return first }
            System.say("rcsops: the two are not the same\n")
        }
        throw Failure("RC9103", exit: 1, "no password was given", fix: "type the same password twice")
    }
}
