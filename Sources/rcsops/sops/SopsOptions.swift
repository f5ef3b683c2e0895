import SopsDocument

/// Reads options of operations out of sops' flags.
enum SopsOptions {
    /// Nil for standard input, which only some commands read. More words than one are told, and not used.
    static func file(_ flags: GoFlags, isNeeded: Bool) throws(Failure) -> String? {
        if flags.words.count > 1 {
            System.warn("More than one positional argument provided. Only the first one will be used!")
            if let flag = flags.words.dropFirst().last(where: { $0.hasPrefix("-") }) {
                System.warn(
                    "Note that one of the ignored positional argument is \"" + flag + "\", which looks like a flag. Flags must always "
                        + "be provided before the first positional argument!")
            }
        }
        guard let word = flags.words.first else {
            if isNeeded { throw noFile("no file specified") }
            return nil
        }
        return path(word)
    }

    /// sops has no sign for standard input: it takes a lone - for a name, and an empty word, as an unset variable of a
    /// script gives it, for the folder that it is in.
    static func path(_ word: String) -> String {
        switch word {
        case "-": "./-"
        case "": "."
        default: word
        }
    }

    static func noFile(_ cause: String, exit code: Int32 = 100) -> Failure { Failure("RC6009", exit: code, cause, fix: "name the file; -h shows how") }

    static func formats(_ flags: GoFlags, _ global: GoFlags) throws(Failure) -> DocumentFormats {
        var formats = try DocumentFormats(
            input: flags.text("input-type"), output: flags.text("output-type"), indent: global.number("indent"), isStrict: false)
        formats.config = global.text("config")
        return formats
    }

    static func encrypt(_ flags: GoFlags, _ global: GoFlags, file: String?) throws(Failure) -> EncryptOptions {
        var options = EncryptOptions()
        options.file = file
        options.inPlace = flags.boolean("in-place")
        options.output = flags.text("output")
        options.recipients = flags.text("age")
        options.fingerprints = flags.text("pgp")
        options.otherKeys = SopsFlags.keys.filter { !["age", "pgp", "aws-profile"].contains($0.name) }
            .compactMap { flag in flags.text(flag.name).flatMap { $0.isEmpty ? nil : "--" + flag.name } }
        options.config = global.text("config")
        options.filenameOverride = flags.text("filename-override")
        options.selectors = EncryptionSelector.Kind.allCases.compactMap { kind in
            // The rules that go by comments have no flag of a command.
            let name = kind.rawValue.replacing("_", with: "-")
            return (flags.text(name) ?? "").isEmpty ? nil : (kind, flags.text(name) ?? "")
        }
        options.macOnlyEncrypted = global.boolean("mac-only-encrypted")
        options.shamirThreshold = flags.number("shamir-secret-sharing-threshold") ?? 0
        options.actsAsSops = true
        options.formats = try formats(flags, global)
        try checkContext(flags)
        return options
    }

    static func decrypt(_ flags: GoFlags, _ global: GoFlags, file: String?) throws(Failure) -> DecryptOptions {
        var options = DecryptOptions()
        options.file = file
        options.inPlace = flags.boolean("in-place")
        options.output = flags.text("output")
        options.ignoresMAC = flags.boolean("ignore-mac")
        options.filenameOverride = flags.text("filename-override")
        options.extract = flags.text("extract")
        options.config = global.text("config")
        options.decryptionOrder = flags.text("decryption-order")
        options.isQuiet = true
        options.actsAsSops = true
        options.formats = try formats(flags, global)
        return options
    }

    static func edit(_ flags: GoFlags, _ global: GoFlags, file: String?) throws(Failure) -> EditOptions {
        let encryption = try encrypt(flags, global, file: file)
        var options = EditOptions()
        options.file = file ?? ""
        options.showsMasterKeys = flags.boolean("show-master-keys")
        options.ignoresMAC = flags.boolean("ignore-mac")
        options.formats = encryption.formats
        options.decryptionOrder = flags.text("decryption-order")
        options.filenameOverride = encryption.filenameOverride
        options.recipients = encryption.recipients
        options.fingerprints = encryption.fingerprints
        options.otherKeys = encryption.otherKeys
        options.config = encryption.config
        options.selectors = encryption.selectors
        options.macOnlyEncrypted = encryption.macOnlyEncrypted
        options.shamirThreshold = encryption.shamirThreshold
        options.actsAsSops = true
        return options
    }

    /// Kinds by the names that flags have for them.
    static let kinds: [(String, MasterKeyKind)] = [
        ("pgp", .pgp), ("kms", .kms), ("gcp-kms", .gcpKMS), ("hckms", .huaweiKMS), ("hc-vault-transit", .vaultTransit), ("azure-kv", .azureKeyVault),
        ("age", .age),
    ]

    static func rotate(_ flags: GoFlags, _ global: GoFlags, file: String?) throws(Failure) -> RotateOptions {
        func changes(_ prefix: String) -> [MasterKeyChange] {
            kinds.compactMap { name, kind in flags.text(prefix + name).map { MasterKeyChange(kind: kind, text: $0) } }
        }
        var options = RotateOptions()
        options.files = file.map { [$0] } ?? []
        options.inPlace = flags.boolean("in-place")
        options.output = flags.text("output")
        options.formats = try formats(flags, global)
        options.filenameOverride = flags.text("filename-override")
        options.additions = changes("add-")
        options.removals = changes("rm-")
        options.encryptionContext = flags.text("encryption-context")
        options.decryptionOrder = flags.text("decryption-order")
        options.actsAsSops = true
        return options
    }

    static func valueChange(_ flags: GoFlags, _ global: GoFlags) throws(Failure) -> ValueChangeOptions {
        var options = ValueChangeOptions()
        options.words = paths(flags.words)
        options.ignoresMAC = flags.boolean("ignore-mac")
        options.decryptionOrder = flags.text("decryption-order")
        options.idempotent = flags.boolean("idempotent")
        options.formats = try formats(flags, global)
        options.actsAsSops = true
        return options
    }

    /// Words of which the first is a file.
    static func paths(_ words: [String]) -> [String] { words.prefix(1).map(path) + words.dropFirst() }

    /// The context serves AWS keys only; one that can't be read is an error of every command that has the flag.
    private static func checkContext(_ flags: GoFlags) throws(Failure) {
        guard let text = flags.text("encryption-context"), !text.isEmpty else { return }
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) where pair.split(separator: ":", omittingEmptySubsequences: false).count != 2 {
            throw Failure("RC6502", exit: 6, "Invalid KMS encryption context format", fix: "write key:value pairs with commas between")
        }
    }

    /// Services that hold keys are not in this version: those that are named are not asked, and without the keys that are here
    /// there are none.
    static func checkKeys(_ flags: GoFlags, _ use: SopsCommand.KeyUse) throws(Failure) {
        let services = flags.list("keyservice").filter { !$0.isEmpty }
        for service in services { System.warn("key services are not in this version of rcsops: " + service + " is not asked") }
        guard flags.choice("enable-local-keyservice") == false else { return }
        let cause = use == .opens
            ? "Failed to get the data key required to decrypt the SOPS file: the local key service is off"
            : "Could not generate data key: [no key services provided, cannot update master keys]"
        throw Failure(
            "RC6503", exit: use == .opens ? Failure.noDataKeyExitCode : 1, cause,
            fix: "leave out --enable-local-keyservice=false, and unset SOPS_ENABLE_LOCAL_KEYSERVICE")
    }
}
