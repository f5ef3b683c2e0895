internal import AgeEncryption
internal import FileReplacement
internal import SecretMemory

extension IdentitySources {
    /// Every place in sops' order (sops 3.11 `age/keysource.go`), with what is there. `environment` gives variables whose
    /// values are no secrets.
    package func survey(environment: (String) -> String?) -> [IdentitySource] {
        var sources: [IdentitySource] = []
        func notRead(_ name: String, isVariable: Bool) {
            if isVariable {
                let isSet = environment(name) != nil
                sources.append(IdentitySource(name: name, path: nil, state: isSet ? .notRead : .notSet))
            } else {
                sources.append(IdentitySource(name: name, path: name, state: FileReading.exists(name) ? .notRead : .missing))
            }
        }
        notRead("SOPS_AGE_SSH_PRIVATE_KEY_FILE", isVariable: true)
        notRead("SOPS_AGE_SSH_PRIVATE_KEY_CMD", isVariable: true)
        if let home = environment("HOME"), !home.isEmpty {
            for name in ["id_ed25519", "id_rsa"] { notRead(home + "/.ssh/" + name, isVariable: false) }
        }
        sources.append(keyVariable())
        if let path = environment("SOPS_AGE_KEY_FILE") {
            sources.append(file(path, named: "SOPS_AGE_KEY_FILE"))
        } else {
            sources.append(IdentitySource(name: "SOPS_AGE_KEY_FILE", path: nil, state: .notSet))
        }
        notRead("SOPS_AGE_KEY_CMD", isVariable: true)
        if let path = defaultPath { sources.append(file(path, named: path)) }
        return sources
    }

    private func file(_ path: String, named name: String) -> IdentitySource {
        let arena = SecretArena()
        do throws(FileError) {
            return IdentitySource(name: name, path: path, state: Self.state(of: try FileReading.read(path, into: arena), splittingAtBlanks: false))
        } catch .notFound { return IdentitySource(name: name, path: path, state: .missing) } catch {
            return IdentitySource(name: name, path: path, state: .unusable(Self.words(for: error)))
        }
    }

    static func state(of text: SecretSlice, splittingAtBlanks: Bool) -> IdentitySource.State {
        do throws(AgeError) {
            return .found(
                try text.withBytes { (bytes) throws(AgeError) in
                    try AgeKeyReader().identities(bytes, name: "", splittingAtBlanks: splittingAtBlanks).compactMap(\.recipientText)
                })
        } catch { return .unusable(error.message) }
    }
}
