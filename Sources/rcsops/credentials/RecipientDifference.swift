import FileReplacement
import MasterKeys
import SecretMemory
import SopsConfiguration
import SopsDocument

/// Files whose recipients are not those of their creation rule. A rotation leaves them as they are, and so whom the rule has not any more gets
/// the new secret too (spec of rotation, §2.4 and §3).
enum RecipientDifference {
    static func warnings(of uses: [KeyUseFinding.Use]) -> [RotationPlan.Warning] {
        let configuration: SopsConfigurationFile
        do throws(Failure) {
            guard let found = try KeySelection.configuration(named: nil) else { return [] }
            configuration = found
        } catch { return [RotationPlan.Warning(code: "rules_unread", detail: "whether the files have the recipients of their rules is not known: " + error.cause)] }
        var seen: Set<String> = []
        return uses.compactMap { use in
            guard seen.insert(use.real).inserted, let metadata = metadata(of: use) else { return nil }
            guard let rule = try? configuration.rule(for: PathText.absolute(use.path, in: System.workingFolder)) else { return nil }
            let change = KeyGroupChange(of: metadata, toward: rule.groups.map { $0.map(\.entry) }, ruleThreshold: rule.shamirThreshold)
            guard !change.isEmpty else { return nil }
            let lost = change.lostKeys.map(\.displayName)
            let detail = use.path + " has other recipients than its rule " + configuration.path + ":" + String(rule.line)
                + (lost.isEmpty ? "" : ", which has not " + lost.joined(separator: " and ")) + ": the new secret goes to those of the file; first rcsops updatekeys "
                + use.path + ", or rcsops recipients remove R " + use.path + ", if they are to be the rule's"
            return RotationPlan.Warning(code: code, detail: detail)
        }
    }

    static let code = "recipients_differ"

    /// Nil for a plain file, and for one that is not read.
    static func metadata(of use: KeyUseFinding.Use) -> SopsMetadata? {
        guard !use.isPlaintext else { return nil }
        let arena = SecretArena.ofCiphertext()
        guard let bytes = try? FileReading.read(use.real, into: arena) else { return nil }
        return try? KeyedFile.metadata(of: bytes, path: use.real, inputType: nil, actsAsSops: false, in: arena).metadata
    }
}
