import Diagnostics
import Testing

@Suite struct DiagnosticTests {
    @Test("a finding names its place, its code, its severity unless it is an error, and the way out")
    func findingsAreRendered() {
        let place = SourcePlace(file: "rclone.conf", line: 3, column: 7)
        var finding = Diagnostic(code: "RC1001", severity: .error, place: place, cause: "something is wrong", fix: "mend it")
        #expect(finding.rendered() == "rclone.conf:3:7: RC1001 something is wrong\n  fix: mend it")
        finding.severity = .warning
        finding.place = nil
        #expect(finding.rendered() == "RC1001 warning: something is wrong\n  fix: mend it")
    }

    @Test("an error is worse than a warning, and that than a note")
    func severitiesAreOrdered() { #expect(Diagnostic.Severity.note < .warning && Diagnostic.Severity.warning < .error) }
}
