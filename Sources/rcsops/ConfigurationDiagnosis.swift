import AgeEncryption
import Diagnostics
import FileReplacement
import MasterKeys
import SopsConfiguration

/// The `.sops.yaml` that holds here, what is wrong with it, and who may change it: a recipient more in it is a reader more.
enum ConfigurationDiagnosis {
    static func findings(named path: String?, _ sources: [IdentitySource]) -> [DoctorFinding] {
        let configuration: SopsConfigurationFile
        do throws(Failure) {
            guard let found = try KeySelection.configuration(named: path) else {
                return [DoctorFinding(.configuration, ".sops.yaml", .note, "there is none here or in a folder above")]
            }
            configuration = found
        } catch {
            return [DoctorFinding(.configuration, error.place ?? ".sops.yaml", .error, error.code, error.cause, fix: error.fix)]
        }
        let (rules, faults) = configuration.survey()
        var findings = [
            DoctorFinding(
                .configuration, configuration.path, .good,
                !configuration.hasRules ? "no creation rules" : rules.count == 1 ? "1 creation rule" : "\(rules.count) creation rules")
        ]
        findings += faults.map { fault in
            let failure = Failure.of(fault)
            return DoctorFinding(.configuration, failure.place ?? configuration.path, .error, failure.code, failure.cause, fix: failure.fix)
        }
        findings += ConfigurationRemarks.findings(configuration).map { finding in
            DoctorFinding(.configuration, finding.place?.text ?? configuration.path, .warning, finding.code, finding.cause, fix: finding.fix)
        }
        for rule in rules { findings += self.findings(rule, configuration.path) }
        findings += permissions(configuration)
        return findings + readers(rules, configuration.path, sources)
    }

    private static func findings(_ rule: CreationRule, _ path: String) -> [DoctorFinding] {
        let place = path + ":\(rule.line):1"
        var findings: [DoctorFinding] = []
        for key in rule.groups.joined() {
            guard MasterKeyAccess.usableKinds.contains(key.kind) else {
                findings.append(
                    DoctorFinding(
                        .configuration, place, .warning, "RC6427", "keys of the kind " + key.kind.rawValue + " can't be used by this version of rcsops",
                        fix: "encrypt files of this rule with sops"))
                continue
            }
            do throws(MasterKeyError) { try System.masterKeys.check(key.entry) } catch {
                findings.append(
                    DoctorFinding(
                        .configuration, place, .error, "RC5009", error.message, fix: "give the whole text that begins with age1 or ssh-"))
            }
        }
        if rule.groups.contains(where: \.isEmpty), rule.groups.count > 1 {
            findings.append(DoctorFinding(.configuration, place, .error, "RC5008", "empty key group provided", fix: "give every key group a recipient"))
        }
        if let lone = LoneRecipient.name(in: rule.groups.map { $0.map(\.text) }, threshold: rule.shamirThreshold) {
            findings.append(
                DoctorFinding(
                    .configuration, place, .warning, "RC5105", "files of this rule open with one key only (" + KeyName.shown(lone) + ")",
                    fix: "add a second recipient, such as a key that is kept offline"))
        }
        if let name = MixedRecipients.classic(in: rule.groups.map { $0.filter { $0.kind == .age }.map(\.text) }) {
            findings.append(
                DoctorFinding(
                    .configuration, place, .warning, "RC5106", "files of this rule have " + MixedRecipients.cause(name), fix: MixedRecipients.remedy))
        }
        return findings
    }

    private static func permissions(_ configuration: SopsConfigurationFile) -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        for (path, what) in [(configuration.path, "this file"), (configuration.folder, "files in this folder")] {
            guard let permissions = FilePermissions(of: path) else { continue }
            if permissions.isWritableByAll {
                findings.append(
                    DoctorFinding(
                        .configuration, path, .error, "RC6428", "everybody may change " + what + ", and add a recipient of their own (mode " + permissions.text + ")",
                        fix: "chmod o-w " + path))
            } else if permissions.isWritableByGroup {
                findings.append(
                    DoctorFinding(
                        .configuration, path, .note, "its group may change " + what + ", and so who can read new files (mode " + permissions.text + ")"))
            }
        }
        return findings
    }

    /// Whether a file that is encrypted here could be read here.
    private static func readers(_ rules: [CreationRule], _ path: String, _ sources: [IdentitySource]) -> [DoctorFinding] {
        var own: Set<String> = []
        for source in sources { own.formUnion(source.recipients) }
        guard !own.isEmpty else { return [] }
        return rules.filter { rule in !rule.groups.joined().contains { own.contains(IdentitySources.bare($0.text)) } && rule.groups.joined().contains { $0.kind == .age } }
            .map { DoctorFinding(.configuration, path + ":\($0.line):1", .note, "no identity at hand is among the recipients of this rule") }
    }
}
