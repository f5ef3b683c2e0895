internal import AgeEncryption
internal import FileReplacement
package import SecretMemory

/// Where age identities come from, in sops' order (sops 3.11 `age/keysource.go`): `SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE`,
/// and `sops/age/keys.txt` in the user's configuration folder. Nothing is read before a key has to be opened.
package struct IdentitySources: Sendable {
    private let environment: @Sendable (String) -> String?
    private let secretEnvironment: @Sendable (String, SecretArena) -> SecretSlice?
    private let memory = IdentityMemory()
    /// Uses the keys that are found.
    package let keys: MasterKeyAccess

    /// Both give a variable's value, nil when it is not set; the second one for a variable that holds a secret.
    package init(
        environment: @escaping @Sendable (String) -> String?,
        secretEnvironment: @escaping @Sendable (String, SecretArena) -> SecretSlice?, keys: MasterKeyAccess
    ) {
        self.environment = environment
        self.secretEnvironment = secretEnvironment
        self.keys = keys
    }

    /// The default identity file: `$XDG_CONFIG_HOME/sops/age/keys.txt`, else below `~/.config`
    /// (`~/Library/Application Support` on macOS).
    package var defaultPath: String? {
        if let folder = environment("XDG_CONFIG_HOME"), !folder.isEmpty { return folder + "/sops/age/keys.txt" }
        guard let home = environment("HOME"), !home.isEmpty else { return nil }
        #if os(macOS)
        return home + "/Library/Application Support/sops/age/keys.txt"
        #else
        return home + "/.config/sops/age/keys.txt"
        #endif
    }

    /// What all sources gave, which are read once: many files may be opened with them.
    func load() -> LoadedIdentities { memory.identities { read() } }

    /// A part that was opened before, in this or another file: the same wrapped text gives the same.
    func known(_ wrapped: String, into arena: SecretArena) -> SecretSlice? { memory.part(wrapped, into: arena) }

    /// Keeps a part for ``known(_:into:)``.
    func keep(_ part: SecretSlice, of wrapped: String) { memory.keep(part, of: wrapped) }

    /// Reads all sources that are there. A source that fails does not stop the others.
    private func read() -> LoadedIdentities {
        var loaded = LoadedIdentities()
        let arena = SecretArena()
        if let text = secretEnvironment("SOPS_AGE_KEY", arena) {
            loaded.add(text, from: "SOPS_AGE_KEY", splittingAtBlanks: true)
        } else {
            loaded.unused.append("SOPS_AGE_KEY")
        }
        if let path = environment("SOPS_AGE_KEY_FILE") {
            do throws(FileError) {
                loaded.add(try FileReading.read(path, into: arena), from: "SOPS_AGE_KEY_FILE", splittingAtBlanks: false)
            } catch {
                loaded.errors.append("failed to open SOPS_AGE_KEY_FILE file: " + Self.words(for: error))
            }
        } else {
            loaded.unused.append("SOPS_AGE_KEY_FILE")
        }
        if let path = defaultPath {
            do throws(FileError) {
                loaded.add(try FileReading.read(path, into: arena), from: path, splittingAtBlanks: false)
            } catch .notFound {
                if loaded.identities.isEmpty, loaded.errors.isEmpty { loaded.unused.append(path) }
            } catch {
                loaded.errors.append("failed to open age identities: " + Self.words(for: error))
            }
        }
        loaded.unread = ["SOPS_AGE_KEY_CMD", "SOPS_AGE_SSH_PRIVATE_KEY_FILE", "SOPS_AGE_SSH_PRIVATE_KEY_CMD"].filter { environment($0) != nil }
        return loaded
    }

    /// What the variable holds.
    func keyVariable() -> IdentitySource {
        let arena = SecretArena()
        let text = secretEnvironment("SOPS_AGE_KEY", arena)
        return IdentitySource(
            name: "SOPS_AGE_KEY", path: nil, state: text.map { Self.state(of: $0, splittingAtBlanks: true) } ?? .notSet)
    }

    static func words(for error: FileError) -> String {
        switch error {
        case .notFound(let path): "open " + path + ": no such file or directory"
        case .isFolder(let path): "read " + path + ": is a directory"
        case .unreadable(let path, let number): "open " + path + ": " + FileError.words(for: number)
        case .tooLarge(let path, _): "read " + path + ": file too large"
        case .severalHardLinks(let path, _), .unwritable(let path, _, _), .alreadyThere(let path), .unsynced(let path, _),
            .foreignOwner(let path, _), .changed(let path):
            "open " + path
        }
    }
}
