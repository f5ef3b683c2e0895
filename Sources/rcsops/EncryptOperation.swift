import AgeEncryption
import Cryptography
import EncryptedFiles
import RcloneConfig
import SecretMemory
import SopsConfiguration
import SopsDocument

/// `encrypt`: a plain file in, a sops document out; an rclone.conf as INI, without loss.
struct EncryptOperation {
    private let options: EncryptOptions
    private let input: Input
    private let arena = SecretArena()
    private let effects = System.effects

    // The order of checks is sops' (3.11 `cmd/sops/encrypt.go`), so that the exit codes are.
    static func run(_ options: EncryptOptions) throws(Failure) {
        try RemoteSelection.refuseLoss(options.remotes, inPlace: options.inPlace)
        let input = Input(options.file, override: options.filenameOverride)
        let output = try Output(inPlace: options.inPlace, path: options.output, input: input)
        if input.path == nil, options.filenameOverride == nil {
            throw Failure(
                "RC6003", exit: 8, "must specify --filename-override when reading from stdin",
                fix: "add --filename-override PATH, by which the creation rule is chosen")
        }
        try input.checkExists()
        try EncryptOperation(options: options, input: input).run(output)
    }

    /// Whether there are keys to encrypt to: all that is left of an encryption whose result another action replaces.
    static func checkKeys(_ options: EncryptOptions) throws(Failure) {
        let name = Input(options.file, override: options.filenameOverride).name
        let configuration = try KeySelection.configuration(named: options.config)
        _ = try KeySelection.plan(options, file: PathText.absolute(name, in: System.workingFolder), configuration)
    }

    /// Whether a creation rule matches, where there are any: old forms of sops want one also for a file that is encrypted.
    static func checkRule(_ options: EncryptOptions) throws(Failure) {
        let name = Input(options.file, override: options.filenameOverride).name
        let configuration = try KeySelection.configuration(named: options.config)
        do throws(ConfigurationError) {
            _ = try configuration?.rule(for: PathText.absolute(name, in: System.workingFolder))
        } catch { throw .of(error) }
    }

    /// An rclone.conf that lay in something else; the options' `filenameOverride` names it. Its findings have been told.
    static func encrypted(_ document: RcloneDocument, _ options: EncryptOptions) throws(Failure) -> SecretSlice {
        try EncryptOperation(options: options, input: Input(nil, override: options.filenameOverride)).encrypted(document)
    }

    private func encrypted(_ document: RcloneDocument) throws(Failure) -> SecretSlice {
        let absolute = PathText.absolute(input.name, in: System.workingFolder)
        let configuration = try KeySelection.configuration(named: options.config)
        let plan = options.onto == nil ? try KeySelection.plan(options, file: absolute, configuration) : nil
        if !options.isQuiet, let plan { ExampleKey.warn(plan.groups, file: absolute) }
        let bytes = try encrypt(document, plan, tellsFindings: false)
        if !options.isQuiet, let plan { tellKeys(plan, configuration) }
        return bytes
    }

    private func tellKeys(_ plan: EncryptionPlan, _ configuration: SopsConfigurationFile?) {
        ConfigurationRemarks.tell(configuration)
        MixedRecipients.warn(plan.groups, file: input.name, actsAsSops: options.actsAsSops)
        LoneRecipient.warn(plan.groups, threshold: plan.shamirThreshold, file: input.name, actsAsSops: options.actsAsSops)
    }

    private func run(_ output: Output) throws(Failure) {
        let absolute = PathText.absolute(input.name, in: System.workingFolder)
        let configuration = try KeySelection.configuration(named: options.config)
        // Onto a former file the rule is the file's own.
        var plan = options.onto == nil ? try KeySelection.plan(options, file: absolute, configuration) : nil
        let locked = try input.read(into: arena)
        let source = try unlocked(locked)
        // Only an rclone.conf is in rclone's encryption, whatever the file's name says.
        let isUnlocked = source.count != locked.count
        var form = InputForm.recognise(
            source, as: options.formats.inputType ?? (isUnlocked ? .ini : DocumentFormat(path: input.name)), in: arena)
        if case .other = form, let document = configurationWithoutRemotes(source, isUnlocked) { form = .rcloneConfig(document) }
        let inputFormat = options.formats.inputType ?? (isUnlocked ? .ini : format(of: form))
        // sops goes by the name alone: --input-type says nothing of the output (3.11 `cmd/sops/main.go`, `outputStore`).
        let outputFormat = options.formats.outputType ?? (options.actsAsSops ? DocumentFormat(path: input.name) : inputFormat)
        if !options.isQuiet, let plan { ExampleKey.warn(plan.groups, file: absolute) }
        let bytes: SecretSlice
        if case .rcloneConfig(let document) = form, inputFormat == .ini, outputFormat == .ini {
            bytes = try encrypt(try RemoteSelection.narrow(document, to: options.remotes, file: input.name, arena: arena), plan)
        } else {
            if !options.remotes.isEmpty { throw RemoteSelection.noRemotes(in: input.name) }
            try refuseUnusable(form, source, isUnlocked, as: inputFormat)
            if inputFormat == .binary { dropSelector(from: &plan) }
            if case .manifest(inputFormat, .all) = form, plan?.selector == nil, !options.actsAsSops {
                plan?.selector = EncryptionPreview.manifestSelector
            }
            let indents = configuration?.indents ?? [:]
            bytes = try encrypt(
                source, from: options.formats.store(inputFormat, indents), to: options.formats.store(outputFormat, indents), plan)
        }
        try output.write(bytes, over: options.inPlace ? locked : nil)
        if !options.isQuiet, let plan { tellKeys(plan, configuration) }
        if !options.isQuiet, case .file(let path) = output { warnOfMisleadingName(path, outputFormat) }
    }

    /// rclone's own encryption comes off first, unless the file is said to be something else, or sops would not see it.
    private func unlocked(_ source: SecretSlice) throws(Failure) -> SecretSlice {
        switch options.formats.inputType {
        case .ini, nil: return options.actsAsSops ? source : try options.password.plaintext(of: source, name: input.name, in: arena)
        case .yaml, .json, .dotenv, .binary: return source
        }
    }

    /// The file as an rclone.conf that has no remote yet, when its name calls it a configuration and rclone reads it.
    private func configurationWithoutRemotes(_ source: SecretSlice, _ isUnlocked: Bool) -> RcloneDocument? {
        guard isUnlocked || input.name.hasSuffix(".conf"), !options.actsAsSops, options.formats.inputType == nil else { return nil }
        let document = RcloneDocument(parsing: source)
        return document.unreadable.isEmpty ? document : nil
    }

    private func format(of form: InputForm) -> DocumentFormat {
        let named = DocumentFormat(path: input.name)
        guard named == .binary else { return named }
        switch form {
        // The real sops must open what was made under its name, and goes by the file's.
        case .rcloneConfig, .sopsINI: return options.actsAsSops ? named : .ini
        case .manifest(_, .none): return named
        case .manifest(let format, _), .sopsDocument(let format): return options.actsAsSops ? named : format
        case .unusable: return options.actsAsSops ? named : .ini
        // Any file is welcome, but one that calls itself a configuration and is none.
        case .other: return named == .binary && !options.actsAsSops && input.name.hasSuffix(".conf") ? .ini : named
        }
    }

    private func refuseUnusable(_ form: InputForm, _ source: SecretSlice, _ isUnlocked: Bool, as format: DocumentFormat) throws(Failure) {
        switch form {
        case .sopsINI where format == .ini: throw .of(SopsError.alreadyEncrypted, file: input.name)
        case .unusable(.metadataLost) where format == .ini: throw .of(SopsError.alreadyEncrypted, file: input.name)
        case .unusable(let error) where format == .ini: throw .of(error, file: input.name)
        case .other where isUnlocked && format == .ini:
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: RcloneDocument(parsing: source).unreadable), file: input.name)
        case .other where format == .ini && input.name.hasSuffix(".conf") && options.formats.inputType == nil:
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: RcloneDocument(parsing: source).unreadable), file: input.name)
        case .rcloneConfig, .sopsINI, .sopsDocument, .manifest, .unusable, .other: return
        }
    }

    // One value has no others that the MAC could leave out (sops 3.11 `main.go`, getEncryptConfig).
    private func dropSelector(from plan: inout EncryptionPlan?) {
        plan?.macOnlyEncrypted = false
        guard let selector = plan?.selector, !selector.isStandard else { return }
        System.warn(
            "Using an " + selector.kind.rawValue.replacing("_", with: " ") + " does not make sense with the input store (the binary store "
                + (selector.goesByComments ? "never produces comments" : "produces one key that should always be encrypted") + ") and will be ignored.")
        plan?.selector = nil
    }

    private func encrypt(_ document: RcloneDocument, _ plan: EncryptionPlan?, tellsFindings: Bool = true) throws(Failure) -> SecretSlice {
        if options.actsAsSops, document.reading[ConfigName("sops")] != nil {
            throw .of(SopsError.alreadyEncrypted, file: input.name)
        }
        if tellsFindings, !options.isQuiet { Self.tellFindings(document, file: input.name) }
        let result: (bytes: SecretSlice, escapedNames: [ConfigName])
        if let plan {
            do throws(EncryptedFileError) {
                result = try RcloneEncryption.encrypt(document, plan: plan, effects: effects, in: arena)
            } catch { throw .of(error, file: input.name) }
        } else {
            let former = try former(DocumentStore(.ini))
            do throws(EncryptedFileError) {
                result = try RcloneEncryption.encrypt(document, onto: former, effects: effects, in: arena)
            } catch { throw .of(error, file: input.name) }
        }
        if !options.isQuiet {
            for name in result.escapedNames {
                System.warn(name.text + " is stored in an escaped form (~…), which plain sops prints as it stands; rcsops restores it")
            }
        }
        return result.bytes
    }

    private func encrypt(
        _ source: SecretSlice, from store: DocumentStore, to output: DocumentStore, _ plan: EncryptionPlan?
    ) throws(Failure) -> SecretSlice {
        if let plan {
            do throws(EncryptedFileError) {
                return try DocumentEncryption.encrypt(source, from: store, to: output, plan: plan, effects: effects, in: arena)
            } catch { throw .of(error, file: input.name) }
        }
        let former = try former(output)
        do throws(EncryptedFileError) {
            return try DocumentEncryption.encrypt(source, from: store, to: output, onto: former, effects: effects, in: arena)
        } catch { throw .of(error, file: input.name) }
    }

    private func former(_ store: DocumentStore) throws(Failure) -> FormerDocument {
        let path = options.onto ?? ""
        let bytes = try Input(path).read(into: arena)
        do throws(EncryptedFileError) {
            return try FormerDocument.open(bytes, store: store, identities: System.identities, in: arena)
        } catch { throw .ofEncrypted(error, file: path) }
    }

    // rclone reads such a file, so it is encrypted as it is; its owner should know all the same.
    static func tellFindings(_ document: RcloneDocument, file: String) {
        for finding in RcloneCheck.findings(in: document, file: file)
        where finding.severity == .error || finding.code == FindingCode.secretAsName.rawValue {
            var warning = finding
            warning.severity = .warning
            System.say(warning.rendered() + "\n")
        }
    }

    private func warnOfMisleadingName(_ path: String, _ format: DocumentFormat) {
        guard DocumentFormat(path: path) != format else { return }
        let named = DocumentFormat(path: path)
        System.warn(
            "sops and KSops go by the file's name and take \"" + path + "\" for " + named.word + ", not " + format.word
                + (format == .ini ? "; keep it as NAME.enc.ini" : "; name it so that it ends in ." + (format == .dotenv ? "env" : format.rawValue))
                + ", or give sops --input-type " + format.rawValue + " --output-type " + format.rawValue)
    }
}
