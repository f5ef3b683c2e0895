import EncryptedFiles
import SecretMemory
import SopsDocument

/// `groups add`: another group of master keys for a file, whose data key is shared out anew.
enum GroupsAddOperation {
    static func run(_ options: GroupsAddOptions) throws(Failure) {
        guard options.words.isEmpty else {
            throw Failure("RC6214", exit: 1, "no positional arguments allowed", fix: "name the file with -f FILE, and the keys with --age RECIPIENT")
        }
        try MasterKeyChange.refuse(encryptionContext: options.encryptionContext)
        if let profile = options.awsProfile, !profile.isEmpty {
            throw Failure(
                "RC6209", exit: 1, "keys of the kind kms can't be used by this version of rcsops, nor can --aws-profile",
                fix: "leave --aws-profile out, or do it with sops")
        }
        let added = KeyGroup(keys: try MasterKeyChange.entries(options.keys))
        try KeyGroups.change(
            options.file, inPlace: options.inPlace, threshold: options.shamirThreshold, actsAsSops: options.actsAsSops
        ) { (groups) throws(Failure) in groups + [added] }
        if let file = options.file { MixedRecipients.warn([added], file: file, actsAsSops: options.actsAsSops) }
    }
}
