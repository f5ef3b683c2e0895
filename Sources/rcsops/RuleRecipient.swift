import FileReplacement
import SecretMemory
import SopsConfiguration
import SopsDocument

/// What `.sops.yaml` says of a recipient that was put into files, or taken out: the next `updatekeys` goes by it.
enum RuleRecipient {
    enum Outcome { case fits, differs, changed }

    static func settle(
        _ act: RecipientsOptions.Act, _ recipient: RecipientName, files: [String], _ options: RecipientsOptions
    ) throws(Failure) -> Outcome {
        guard let configuration = try KeySelection.configuration(named: options.config) else { return .fits }
        let differing = files.compactMap { file -> (file: String, line: Int)? in
            guard let rule = try? configuration.rule(for: PathText.absolute(file, in: System.workingFolder)) else { return nil }
            return names(rule, recipient) == (act == .remove) ? (file, rule.line) : nil
        }
        guard let first = differing.first else { return .fits }
        let place = configuration.path + ":\(first.line)"
        guard act == .remove else {
            System.say(
                "rcsops: RC8618 warning: the rule " + place + " does not have " + recipient.shown + ": the next updatekeys would take it out again\n"
                    + "  fix: add it to the rule\n")
            return .differs
        }
        System.say(
            "rcsops: RC8618 warning: the rule " + place + " still has " + recipient.shown + ": the next updatekeys, and every new file, would let it in again\n"
                + "  fix: take it out of " + configuration.path + "; --update-config does\n")
        var isWanted = options.updatesConfiguration
        if !isWanted, !options.asJSON, !options.isAgreed, System.isStandardInputATerminal {
            isWanted = try YesNoQuestion.ask("Take it out of " + configuration.path + " too? (y/n): ", actsAsSops: false)
        }
        guard isWanted else { return .differs }
        try remove(recipient, from: configuration, files: files)
        System.say("rcsops: " + configuration.path + " has it no more\n")
        return .changed
    }

    private static func names(_ rule: CreationRule, _ recipient: RecipientName) -> Bool {
        rule.groups.joined().contains { recipient.names($0.entry) }
    }

    /// In lines and lists of texts; what came out is read again, and must say the same of all other keys.
    private static func remove(_ recipient: RecipientName, from configuration: SopsConfigurationFile, files: [String]) throws(Failure) {
        let bytes = try Input(configuration.path).read(into: .ofCiphertext())
        let changed = SecretArena.ofCiphertext().store(Array(without(recipient.text, String(decoding: bytes.bytes, as: UTF8.self)).utf8))
        let trial = configuration.path + ".rcsops-check"
        do throws(FileError) { try FileWriting.create(trial, with: changed) } catch { throw .writing(error, name: trial) }
        defer { FileWriting.remove(trial) }
        func groups(_ configuration: SopsConfigurationFile?, _ file: String) -> [[String]]? {
            guard let rule = try? configuration?.rule(for: PathText.absolute(file, in: System.workingFolder)) else { return nil }
            return rule.groups.map { $0.filter { !recipient.names($0.entry) }.map(\.text) }
        }
        let new = try? SopsConfigurationFile.find(named: trial, workingFolder: System.workingFolder, warn: { _ in })
        let isRight = files.allSatisfy { file in
            guard let rule = try? new?.rule(for: PathText.absolute(file, in: System.workingFolder)), !names(rule, recipient) else { return false }
            return groups(new, file) == groups(configuration, file) && rule.groups.allSatisfy { !$0.isEmpty }
        }
        guard isRight else {
            throw Failure(
                "RC8619", exit: 5, "the files are done, and " + configuration.path + " can't be changed without its other keys",
                fix: "take " + recipient.shown + " out of it by hand")
        }
        do throws(FileError) { try FileWriting.replace(configuration.path, with: changed, of: bytes) } catch { throw .writing(error, name: configuration.path) }
    }

    /// The text without a recipient: the line of a list that is nothing else, and the element of a list with commas.
    static func without(_ name: String, _ text: String) -> String {
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.firstRange(of: name) != nil else {
                lines.append(line)
                continue
            }
            let bare = line.drop { $0 == " " || $0 == "-" }.split(separator: " #").first.map { $0.filter { !"\"' ,".contains($0) } }
            if bare == name.filter({ $0 != " " }) { continue }
            var rest = String(line)
            for form in [name + ", ", name + ",", ", " + name, "," + name] {
                guard let range = rest.firstRange(of: form) else { continue }
                rest.removeSubrange(range)
                break
            }
            lines.append(rest[...])
        }
        return lines.joined(separator: "\n")
    }
}
