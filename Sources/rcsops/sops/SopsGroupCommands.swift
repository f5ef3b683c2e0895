import SopsDocument

/// `groups add` and `groups delete`.
enum SopsGroupCommands {
    static let groups = SopsCommand(name: "groups", summary: "change the key groups of a file", subcommands: [add, delete])

    private static let file = SopsFlag.text("file f", "the encrypted file")

    private static let keys = [
        SopsFlag.list("pgp", "the fingerprint of a PGP key; may be repeated"), SopsFlag.list("kms", "the ARN of an AWS KMS key; may be repeated"),
        SopsFlags.awsProfile, SopsFlag.list("gcp-kms", "the resource id of a GCP KMS key; may be repeated"),
        SopsFlag.list("hckms", "the id of a HuaweiCloud KMS key; may be repeated"),
        SopsFlag.list("azure-kv", "the URL of an Azure Key Vault key; may be repeated"),
        SopsFlag.list("hc-vault-transit", "the URI of a Vault transit key; may be repeated"),
        SopsFlag.list("age", "an age recipient; may be repeated"),
    ]

    private static let add = SopsCommand(
        name: "add", summary: "add a group of keys",
        flags: [file] + keys + [SopsFlags.inPlace, SopsFlags.threshold, SopsFlags.context] + SopsFlags.keyService
    ) { (_, flags) throws(Failure) in
        var options = GroupsAddOptions()
        options.file = flags.text("file").map(SopsOptions.path)
        options.words = flags.words
        options.keys = SopsOptions.kinds.flatMap { name, kind in flags.list(name).map { MasterKeyChange(kind: kind, text: $0) } }
        options.awsProfile = flags.text("aws-profile")
        options.encryptionContext = flags.text("encryption-context")
        options.inPlace = flags.boolean("in-place")
        options.shamirThreshold = flags.number("shamir-secret-sharing-threshold") ?? 0
        options.actsAsSops = true
        try GroupsAddOperation.run(options)
        return 0
    }

    private static let delete = SopsCommand(
        name: "delete", argument: "INDEX", summary: "delete a group by its number, from 0",
        flags: [file, SopsFlags.inPlace, SopsFlags.threshold] + SopsFlags.keyService
    ) { (_, flags) throws(Failure) in
        var options = GroupsDeleteOptions()
        options.file = flags.text("file").map(SopsOptions.path)
        options.words = flags.words
        options.inPlace = flags.boolean("in-place")
        options.shamirThreshold = flags.number("shamir-secret-sharing-threshold") ?? 0
        options.actsAsSops = true
        try GroupsDeleteOperation.run(options)
        return 0
    }
}
