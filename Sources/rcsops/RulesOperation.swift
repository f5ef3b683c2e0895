import Diagnostics
import EncryptedFiles
import FileReplacement
import SecretMemory
import SopsConfiguration
import SopsDocument

/// `rules`: which rule holds for a file, why not those before it, and what it would do.
enum RulesOperation {
    static func run(_ options: RulesOptions) throws(Failure) {
        guard let configuration = try KeySelection.configuration(named: options.config) else {
            throw Failure(
                "RC6401", exit: 1, "there is no .sops.yaml here or in a folder above",
                fix: "write one with creation_rules, or name it with --config; without it encrypt takes --age RECIPIENT")
        }
        ConfigurationRemarks.tell(configuration)
        guard configuration.hasRules else { throw noRules(configuration) }
        var answers: [RuleAnswer] = []
        var failure: Failure?
        for file in options.files {
            let answer = try answer(file, configuration, options)
            answers.append(answer)
            if let unmatched = answer.unmatched, failure == nil { failure = unmatched }
        }
        try System.put(
            options.asJSON ? JSONList.text(answers.map(\.json)) : answers.map(\.text).joined(separator: "\n"))
        for finding in answers.flatMap(\.warnings) where !options.asJSON { System.say(finding.rendered() + "\n") }
        if let failure { throw failure }
    }

    /// sops goes on without a configuration then; where rules are asked for there is nothing to answer.
    static func noRules(_ configuration: SopsConfigurationFile) -> Failure {
        Failure(
            "RC6402", exit: 1, "The config file " + configuration.path + " does not contain any creation rule", fix: "add creation_rules, a list of rules")
    }

    private static func answer(
        _ file: String, _ configuration: SopsConfigurationFile, _ options: RulesOptions
    ) throws(Failure) -> RuleAnswer {
        let absolute = PathText.absolute(file, in: System.workingFolder)
        let match: RuleMatch?
        do throws(ConfigurationError) { match = try configuration.match(absolute) } catch { throw .of(error) }
        guard let match else { throw noRules(configuration) }
        var answer = RuleAnswer(file: file, config: configuration.path, match: match)
        guard let rule = match.rule else {
            answer.unmatched = .of(ConfigurationError.noMatchingRule(config: configuration.path, file: match.candidate))
            return answer
        }
        if let (kind, text) = rule.selector {
            do throws(SopsError) { answer.selector = try EncryptionSelector(kind, text) } catch { throw .of(error, file: configuration.path) }
        }
        if !FileReading.isMissing(file) {
            let arena = SecretArena()
            let source = try Input(file).read(into: arena)
            let format = options.inputType ?? DocumentFormat(path: file)
            do throws(EncryptedFileError) {
                answer.preview = try EncryptionPreview.make(of: source, format: format, selector: answer.selector, in: arena)
            } catch { throw .ofEncrypted(error, file: file) }
        }
        return answer
    }
}
