import AgeEncryption
import Cryptography
import EncryptedFiles
import RcloneConfig
import SecretMemory
import SopsConfiguration
import SopsDocument

/// `encrypt`: an rclone.conf in, a sops INI document out.
enum EncryptOperation {
    // The order of checks is sops' (3.11 `cmd/sops/encrypt.go`), so that the exit codes are.
    static func run(_ options: EncryptOptions) throws(Failure) {
        let input = Input(options.file, override: options.filenameOverride)
        let output = try Output(inPlace: options.inPlace, path: options.output, input: input)
        if input.path == nil, options.filenameOverride == nil {
            throw Failure(
                "RC6003", exit: 8, "must specify --filename-override when reading from stdin",
                fix: "add --filename-override PATH, by which the creation rule is chosen")
        }
        try input.checkExists()
        let absolute = PathText.absolute(input.name, in: System.workingFolder)
        let plan = try KeySelection.plan(options, file: absolute)
        let arena = SecretArena()
        let source = try input.read(into: arena)
        let document = try rcloneConfig(source, input: input, options: options, arena: arena)
        if !options.isQuiet {
            tellFindings(document, name: input.name)
            ExampleKey.warn(plan.groups, file: absolute)
        }
        let result: (bytes: SecretSlice, escapedNames: [ConfigName])
        do throws(EncryptedFileError) {
            result = try RcloneEncryption.encrypt(
                document, plan: plan,
                effects: Effects(now: { System.now }, fill: { SecureRandom.fill($0) }), in: arena)
        } catch { throw .of(error, file: input.name) }
        try output.write(result.bytes)
        guard !options.isQuiet else { return }
        for name in result.escapedNames {
            System.warn(name.text + " is stored in an escaped form (~…), which plain sops prints as it stands; rcsops restores it")
        }
        if case .file(let path) = output { warnOfMisleadingName(path) }
    }

    private static func rcloneConfig(
        _ source: SecretSlice, input: Input, options: EncryptOptions, arena: SecretArena
    ) throws(Failure) -> RcloneDocument {
        switch InputForm.recognise(source, in: arena) {
        case .sopsINI: throw .of(SopsError.alreadyEncrypted, file: input.name)
        case .unusable(.metadataLost): throw .of(SopsError.alreadyEncrypted, file: input.name)
        case .unusable(let error): throw .of(error, file: input.name)
        case .other(let document):
            throw .of(EncryptedFileError.notRcloneConfig(unreadable: document.unreadable), file: input.name)
        case .rcloneConfig(let document):
            if options.actsAsSops, document.reading[ConfigName("sops")] != nil {
                throw .of(SopsError.alreadyEncrypted, file: input.name)
            }
            return document
        }
    }

    // rclone reads such a file, so it is encrypted as it is; its owner should know all the same.
    private static func tellFindings(_ document: RcloneDocument, name: String) {
        for finding in RcloneCheck.findings(in: document, file: name)
        where finding.severity == .error || finding.code == RcloneCheck.secretAsName {
            var warning = finding
            warning.severity = .warning
            System.say(warning.rendered() + "\n")
        }
    }

    private static func warnOfMisleadingName(_ path: String) {
        guard !path.hasSuffix(".ini") else { return }
        System.warn(
            "sops and KSops go by the file's name and do not take \"" + path + "\" for INI; keep it as NAME.enc.ini, or give sops "
                + "--input-type ini --output-type ini")
    }
}
