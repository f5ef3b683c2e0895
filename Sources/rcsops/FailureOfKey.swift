import AgeEncryption
import FileReplacement
import SecretMemory
import SopsConfiguration

extension Failure {
    /// A key that is overwritten is lost, with all that only it opens.
    static func keyIsThere(_ path: String) -> Failure {
        Failure("RC8001", exit: 1, "\"" + path + "\" is there already; a key is never overwritten", fix: "name another file")
    }

    /// Refuses a path that no new key file can have, before anybody is asked for a passphrase in vain.
    static func checkNewKey(_ path: String) throws(Failure) {
        guard path != "-" else {
            throw Failure(
                "RC8010", exit: 64, "--output - is no file: a secret key goes to standard output only where that has no other answer to give",
                fix: "name a file, or leave --output out of key generate")
        }
        if FileReading.exists(path) { throw keyIsThere(path) }
        let folder = PathText.folder(of: PathText.absolute(path, in: System.workingFolder))
        guard FileReading.exists(folder) else {
            throw Failure("RC2005", exit: 3, "\"" + path + "\" can't be written: its folder is not there", fix: "make it: mkdir -p -m 700 \"" + folder + "\"")
        }
    }

    /// Writes a new key file of mode 0600.
    static func creatingKey(_ path: String, with text: SecretSlice) throws(Failure) {
        do throws(FileError) { try FileWriting.create(path, with: text) } catch .alreadyThere { throw keyIsThere(path) } catch {
            throw .writing(error, name: path)
        }
    }

    /// A file that should hold identities.
    static func identity(_ error: AgeError, file: String) -> Failure {
        switch error {
        case .invalidIdentity(let line, let reason):
            Failure(
                "RC8004", exit: 1, "\"" + file + "\" holds no identity that can be used: " + reason,
                fix: "give a file of age-keygen or rcsops key generate, or an ssh private key; a passphrase-protected one is fine",
                place: file + ":\(line):1")
        case .passphrase(let reason):
            Failure("RC8006", exit: 1, reason, fix: "run it in a terminal and type the passphrase")
        case .sshKey:
            Failure("RC8004", exit: 1, "\"" + file + "\" holds no identity that can be used: " + error.message, fix: "give an ssh-ed25519 or ssh-rsa private key")
        default:
            Failure("RC8004", exit: 1, "\"" + file + "\" holds no identity that can be used: " + error.message, fix: "get the whole file from a backup")
        }
    }
}
