import KubernetesSecrets

extension Failure {
    /// A manifest that can't be used. It is named, and never shown.
    static func of(_ error: KSopsManifestError, manifest: String) -> Failure {
        func at(_ line: Int) -> String { "\"" + manifest + "\"" + (line > 0 ? ", line \(line)" : "") }
        return switch error {
        case .notYAML(let line, let reason):
            Failure(
                "RC7102", exit: 1,
                (manifest == "stdin" ? "failed to parse input bytes: yaml: " + reason : "error unmarshalling manifest content: \"yaml: " + reason + "\"")
                    + ": " + at(line),
                fix: "correct the YAML at that line")
        case .wrongType(let line, let field, let found, let wanted) where manifest == "stdin":
            Failure("RC7111", exit: 1, "failed when tried to get " + field + ": " + found + ": " + at(line), fix: "write " + wanted + " for " + field)
        case .wrongType(let line, let field, let found, let wanted):
            Failure(
                "RC7102", exit: 1, "error unmarshalling manifest content: \"cannot unmarshal " + found + " into " + field + "\": " + at(line),
                fix: "write " + wanted + " for " + field)
        case .missingFiles:
            Failure(
                "RC7103", exit: 1, "missing the required 'files' or 'secretFrom' key in the ksops manifests: " + at(0),
                fix: "list encrypted files under files, or under an entry of secretFrom")
        case .severalEqualsSigns(let entry):
            Failure("RC7104", exit: 1, "invalid format in file generator " + entry, fix: "write KEY=PATH; neither of the two may hold another =")
        case .otherKind(let kind):
            Failure(
                "RC7111", exit: 1, "input was of unexpected kind \"" + kind + "\"; expected ResourceList",
                fix: "have kustomize call it (generators:), or give a manifest's path as the one argument")
        case .documentCount(let count):
            Failure(
                "RC7111", exit: 1, "expected exactly one object, got \(count)",
                fix: "have kustomize call it (generators:), or give a manifest's path as the one argument")
        }
    }

    /// Files that don't go together in one Secret; a variable is a value of an env file.
    static func of(_ error: GeneratedSecretError, isVariable: Bool = false) -> Failure {
        switch error {
        case .keyTwice(let key, let first, let second):
            Failure(
                "RC7107", exit: 1,
                "the key \"" + key + "\" is given twice: by \"" + first + "\" and by \"" + second + "\"",
                fix: "give one of them another key (KEY=PATH), or leave it out")
        case .notUTF8(let key, let file, let offset) where isVariable:
            Failure(
                "RC7108", exit: 1, "the value of \"" + key + "\" in \"" + file + "\" is no UTF-8 text, from its byte \(offset) on",
                fix: "put the value into a file of its own, and list that under binaryFiles")
        case .notUTF8(let key, let file, let offset):
            Failure(
                "RC7108", exit: 1, "\"" + file + "\" is no UTF-8 text, from byte \(offset) on: it can't be the text of the key \"" + key + "\"",
                fix: "list it under binaryFiles")
        }
    }

    /// An env file that godotenv refuses.
    static func of(_ error: DotenvReadingError, file: String) -> Failure {
        let cause: String
        switch error {
        case .unexpectedCharacter(let line, let byte):
            let shown = (0x21...0x7E).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
            cause = "unexpected character \"" + shown + "\" in variable name, line \(line)"
        case .nameMissing(let line): cause = "zero length string, line \(line)"
        case .unterminatedQuote(let line): cause = "unterminated quoted value, line \(line)"
        }
        return Failure(
            "RC7109", exit: 1, "error unmarshalling .env file \"" + file + "\": " + cause,
            fix: "correct the line, or leave RCSOPS_KSOPS_DOTENV out and name the file .env: its values are then taken as they are")
    }

    /// A file's failure in KSops' words, with all that finds it.
    static func inGenerator(_ failure: Failure, _ reference: KSopsGeneration.Reference) -> Failure {
        var result = failure
        let isOfReading = failure.code.hasPrefix("RC20") || failure.code == "RC7106"
        // Go's words, which scripts look for.
        let reason = failure.code == "RC2001" ? "open " + reference.path + ": no such file or directory" : failure.cause
        result.cause =
            "error decrypting file \"" + reference.path + "\" from " + reference.place + ": "
            + (isOfReading ? "error reading \"" + reference.path + "\": " : "trouble decrypting file: ") + reason
        if let place = failure.place { result.cause += ", at " + place }
        result.place = nil
        result.cause += "; manifest \"" + reference.manifest + "\""
        if failure.code == "RC4020" {
            result.fix = "correct the file, or name it for its format: .yaml, .yml, .json, .env, .ini; any other end means binary"
        }
        result.exitCode = 1
        return result
    }

    /// The same failure, with the manifest and the Secret it is in.
    func inManifest(_ manifest: String, secret: String) -> Failure {
        var result = self
        result.cause += "; manifest \"" + manifest + "\", Secret \"" + secret + "\""
        return result
    }
}
