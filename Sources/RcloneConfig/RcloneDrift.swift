package import Diagnostics

/// How a deployed copy of an rclone.conf differs from the file that it was made of. What rclone refreshes in place, tokens
/// above all, doesn't count.
package enum RcloneDrift {
    /// Findings about remotes and options; no value is shown. `remotes`, when given, are the only ones that are compared.
    package static func findings(
        of deployed: RcloneReading, named deployedFile: String, from source: RcloneReading, file: String, remotes: Set<ConfigName>? = nil
    ) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        func add(_ code: FindingCode, _ file: String, _ line: Int, _ column: Int, _ cause: String, fix: String) {
            findings.append(
                Diagnostic(
                    code: code.rawValue, severity: .error, place: SourcePlace(file: file, line: max(line, 1), column: max(column, 1)),
                    cause: cause, fix: fix))
        }
        for section in source.sections where remotes?.contains(section.name) ?? true {
            let name = "[" + section.name.text + "]"
            guard let other = deployed[section.name] else {
                add(.missingInDeployed, file, section.line, 1, "remote " + name + " is not in " + deployedFile, fix: "deploy the file anew")
                continue
            }
            for entry in section.entries where !section.isRefreshed(entry.key) {
                guard let found = other[entry.key] else {
                    add(
                        .missingInDeployed, file, entry.line, entry.column, entry.key.text + " of " + name + " is not in " + deployedFile,
                        fix: "deploy the file anew")
                    continue
                }
                if !found.value.equals(entry.value) {
                    add(
                        .otherInDeployed, file, entry.line, entry.column, entry.key.text + " of " + name + " has another value in " + deployedFile,
                        fix: "deploy the file anew, or take the change over: rcsops config set")
                }
            }
        }
        for section in deployed.sections where remotes?.contains(section.name) ?? true {
            let name = "[" + section.name.text + "]"
            guard let known = source[section.name] else {
                add(.onlyInDeployed, deployedFile, section.line, 1, "remote " + name + " is not in " + file, fix: "take it over (rcsops config import), or deploy the file anew")
                continue
            }
            for entry in section.entries where !section.isRefreshed(entry.key) && known[entry.key] == nil {
                add(
                    .onlyInDeployed, deployedFile, entry.line, entry.column, entry.key.text + " of " + name + " is not in " + file,
                    fix: "take it over (rcsops config set), or deploy the file anew")
            }
        }
        return findings
    }
}
