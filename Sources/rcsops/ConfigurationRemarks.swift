import Diagnostics
import SopsConfiguration

/// What is to be said of a `.sops.yaml` that can be used all the same.
enum ConfigurationRemarks {
    /// sops says nothing of a field that it doesn't know, and goes on without it.
    static func findings(_ configuration: SopsConfigurationFile) -> [Diagnostic] {
        configuration.unknownFields.map { field in
            Diagnostic(
                code: "RC5101", severity: .warning, place: SourcePlace(file: configuration.path, line: field.line, column: field.column),
                cause: "\"" + field.name + "\" is no field of " + field.parent + ", and is ignored",
                fix: field.nearest.map { "did you mean \"" + $0 + "\"?" }
                    ?? "take it out; the fields are listed at https://github.com/getsops/sops#using-sops-yaml-conf-to-select-kms-pgp-and-age-for-new-files")
        }
    }

    /// Says it once a run.
    static func tell(_ configuration: SopsConfigurationFile?) {
        guard let configuration, !configuration.unknownFields.isEmpty, OncePerRun.isFirst("fields of " + configuration.path) else { return }
        for finding in findings(configuration) { System.say(finding.rendered() + "\n") }
    }
}
