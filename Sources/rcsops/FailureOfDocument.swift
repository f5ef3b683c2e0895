import DocumentTree
import EncryptedFiles
import MasterKeys
import RcloneConfig
import SopsDocument

extension Failure {
    /// Encrypting or decrypting failed.
    static func of(_ error: EncryptedFileError, file: String) -> Failure {
        switch error {
        case .notRcloneConfig(let lines): notRcloneConfig(lines, file: file)
        case .encryptedByRclone:
            Failure(
                "RC1023", exit: 2, "\"" + file + "\" is encrypted by rclone itself (RCLONE_ENCRYPT_V0)",
                fix: "decrypt it with its password first: rcsops config unlock FILE")
        case .metadataLost: of(SopsError.metadataNotFound, file: file)
        case .secretInClear(let section, let key, let selector):
            Failure(
                "RC3001", exit: 23,
                key.text + " of [" + section.text + "] is secret, and " + described(selector) + " would leave it readable",
                fix: "narrow the rule, or leave it out: rcsops then keeps only harmless options readable")
        case .fragileInClear(let section, let key, let selector):
            Failure(
                "RC3002", exit: 23,
                key.text + " of [" + section.text + "] has a form that sops changes when it stands in clear, as "
                    + described(selector) + " says it should",
                fix: "narrow the rule, so that the value is encrypted")
        case .exposedRemote(let name, let selector):
            Failure(
                "RC3003", exit: 23,
                "the name of remote [" + name.text + "] matches " + described(selector) + ", which would leave all its values readable",
                fix: "anchor the rule's pattern (^…$), or rename the remote")
        case .commentSelector(let selector):
            Failure(
                "RC3004", exit: 23,
                described(selector) + " goes by comments, which an rclone.conf keeps in its encrypted layout",
                fix: "use unencrypted_regex or encrypted_regex, which go by the names of options")
        case .damagedBySopsEdit(let values):
            Failure(
                "RC3005", exit: 1,
                "sops edit has damaged " + values.map { $0.key.text + " of [" + $0.section.text + "]" }.joined(separator: ", "),
                fix: "--damaged-values restore takes the values from before, --damaged-values accept keeps them as they are")
        case .swallowedHeader(let value):
            Failure(
                "RC3009", exit: 1,
                "sops edit made the section after " + value.key.text + " of [" + value.section.text + "] part of that remote, and may have overwritten its other values",
                fix: "get the file from before the edit out of Git, and make the change with rcsops; --damaged-values accept shows what is there now")
        case .lineBreak(let section, let key):
            Failure(
                "RC3006", exit: 4, key.text + " of [" + section.text + "] holds a line break, which no rclone.conf can",
                fix: "set the value anew without the line break (sops set)")
        case .overriddenByEmpty(let section, let key):
            Failure(
                "RC3007", exit: 51,
                "[" + section.text + "] is there more than once, and an empty " + key.text + " takes the place of a value",
                fix: "get the file from Git (git log -p shows who changed it): empty values are not authenticated")
        case .unfaithful(let reason):
            Failure(
                "RC3008", exit: 4, "\"" + file + "\" would not come back as it is: " + reason,
                fix: "if a rule of yours has odd characters, write it in another way; else report this with a file that shows it")
        case .noDataKey(let failure): noDataKey(failure)
        case .notWrapped(let failure): of(failure)
        case .document(let error): of(error, file: file)
        }
    }

    /// The same for a file that is encrypted already: sops exits 1 where it can't be read.
    static func ofEncrypted(_ error: EncryptedFileError, file: String) -> Failure {
        var failure = of(error, file: file)
        switch error {
        case .document(.malformedDocument), .document(.malformedINI), .document(.noDocument): failure.exitCode = 1
        default: break
        }
        return failure
    }

    /// A document of another kind.
    static func holdsNoConfig(_ file: String) -> Failure {
        Failure(
            "RC3010", exit: 2, "\"" + file + "\" holds no rclone.conf: it is no Secret with stringData or data",
            fix: "give an rclone.conf, plain or encrypted, or a Secret that holds one")
    }

    private static func notRcloneConfig(
        _ lines: [(line: Int, column: Int, refusal: RcloneLine.Refusal)], file: String
    ) -> Failure {
        guard let first = lines.first else {
            return Failure(
                "RC1024", exit: 2, "\"" + file + "\" is not an rclone.conf: no section in it has a type",
                fix: "give an rclone.conf; rcsops check FILE says what is wrong with one")
        }
        return Failure(
            "RC1001", exit: 2, first.refusal.cause + "; rclone refuses the whole file for it",
            fix: "write it as KEY = VALUE, as [SECTION], or as a comment that begins with #; rcsops check shows all such lines",
            place: file + ":\(first.line):\(first.column)")
    }

    private static func noDataKey(_ failure: RecoveryFailure) -> Failure {
        let fix =
            if failure.needsPassphrase {
                "run it in a terminal and type the passphrase, or give an identity that needs none"
            } else if failure.hasUnusableSource {
                "mend the source of identities that is named above: the variable, the file that it names, or the command that it runs"
            } else if failure.hasOtherKindsOnly {
                "decrypt it with sops, and have an age recipient or a PGP key added: keys of these kinds can't be used by this version of rcsops"
            } else if failure.hasPGPOnly {
                "do what is said of the PGP keys above, or have somebody who can open the file add a key of yours (rcsops updatekeys)"
            } else if failure.hasNoIdentity {
                "put your identity into SOPS_AGE_KEY_FILE, SOPS_AGE_KEY or ~/.config/sops/age/keys.txt"
            } else {
                "give an identity of one of these recipients, or have somebody who has one add yours (rcsops updatekeys)"
            }
        return Failure(
            "RC4001", exit: Failure.noDataKeyExitCode, System.isVerbose ? failure.text : failure.summary,
            fix: fix + (System.isVerbose ? "" : "; --verbose tells every attempt, rcsops doctor where keys are looked for"))
    }

    static func described(_ selector: EncryptionSelector) -> String {
        selector.kind.rawValue + ": " + selector.text
    }

    /// A sops document that can't be used.
    static func of(_ error: SopsError, file: String) -> Failure {
        switch error {
        case .metadataNotFound:
            Failure(
                "RC4002", exit: 1, "sops metadata not found: \"" + file + "\" is not encrypted, or is cut off",
                fix: "encrypt it first (rcsops encrypt), or get the whole file from Git")
        case .noKeysInFile:
            Failure(
                "RC4003", exit: 1, "No keys found in file: its metadata name no recipient",
                fix: "get the whole file from Git; the metadata were cut or edited")
        case .malformedMetadata(let field, let reason):
            Failure(
                "RC4004", exit: 1, "the metadata field " + field + " can't be used: " + reason,
                fix: "get the file from Git; the metadata were cut or edited")
        case .malformedINI(let line, let reason):
            Failure(
                "RC4005", exit: 2, reason, fix: "get the file from Git, or undo the edit of this line",
                place: file + ":\(line):1")
        case .malformedDocument(let line, let column, let reason):
            Failure(
                "RC4020", exit: 2, "Error unmarshalling file: " + reason, fix: "correct the file at that place, or say what it is with --input-type",
                place: file + ":\(line):\(column)")
        case .noDocument:
            Failure(
                "RC4021", exit: 92, "File cannot be completely empty, it must contain at least one document",
                fix: "write something into \"" + file + "\" first")
        case .severalDocuments(let count):
            Failure(
                "RC4022", exit: 4, "\"" + file + "\" has \(count) documents, and the output format holds one",
                fix: "write it as YAML, or split the file")
        case .unfaithful(let path):
            Failure(
                "RC4023", exit: 4, path + " would not be read back as it is in the output format",
                fix: "choose another --output-type, or have the value encrypted")
        case .alreadyEncrypted:
            Failure(
                "RC4006", exit: 203,
                "The file you have provided contains a top-level entry called 'sops': it is encrypted already",
                fix: "nothing is to be done; to change it, decrypt it, edit, and encrypt it again")
        case .notAnEncryptedValue(let path):
            Failure(
                "RC4007", exit: 25, path + " does not match sops' data format: it should be encrypted, and is not",
                fix: "set the value with sops set, or get the file from Git")
        case .commentMeetsRule(let path):
            Failure(
                "RC4017", exit: 23, "an encrypted comment of " + path + " meets unencrypted_comment_regex, and would be taken for its mark",
                fix: "choose a rule that no base64 text meets")
        case .nonStringKey(let path, let type):
            Failure(
                "RC4018", exit: 23,
                "Tree contains a non-string key" + (path.isEmpty ? "" : " below " + path) + " (" + type.word + "). Only string keys are supported",
                fix: "put the key in quotes")
        case .integerTooLarge(let path):
            Failure("RC4019", exit: 23, path + " is an integer of more than 64 bits (unknown type: uint64)", fix: "put the number in quotes")
        case .malformedValue(let path, let part):
            Failure(
                "RC4008", exit: 25, path + " is damaged: its " + part + " is no base64",
                fix: "get the file from Git; the value was cut or edited")
        case .authenticationFailed(let path):
            Failure(
                "RC4009", exit: 25,
                path + " could not be decrypted with AES_GCM: message authentication failed; it was changed, moved or renamed",
                fix: "get the file from Git (git log -p shows who changed the value)")
        case .unknownDataType(let path, let type):
            Failure("RC4010", exit: 25, path + " has the unknown datatype " + type, fix: "get the file from Git; the value was edited")
        case .macUndecryptable:
            Failure(
                "RC4011", exit: 51, "Cannot decrypt MAC: mac or lastmodified was changed",
                fix: "get the file from Git; after a merge, encrypt the merged plaintext anew. --ignore-mac shows the values unverified")
        case .macMismatch(let hasMAC):
            Failure(
                "RC4012", exit: 51,
                "MAC mismatch: " + (hasMAC ? "a value was added, removed, exchanged or edited" : "the file has no MAC"),
                fix: "get the file from Git; after a merge, encrypt the merged plaintext anew. --ignore-mac shows the values unverified")
        case .severalSelectors:
            Failure(
                "RC4013", exit: 1, "the metadata have more than one of the six encryption rules",
                fix: "get the file from Git; the metadata were edited")
        case .invalidRegularExpression(let pattern, let reason):
            Failure(
                "RC5004", exit: 1, "can not compile regexp " + pattern + ": " + reason,
                fix: "write it in RE2's syntax (no look-around, no back-references)")
        case .unwritable(let path, let reason):
            Failure("RC4014", exit: 4, path + " can't be written: " + reason, fix: "set the value anew")
        case .invalidShares(let reason):
            Failure("RC4015", exit: 1, "could not split or join the data key: " + reason, fix: "use a threshold from 2 to the number of key groups")
        case .cipherFailure(let reason):
            Failure("RC4016", exit: 23, reason, fix: "report this: it should not happen (SECURITY.md says how)")
        }
    }
}
