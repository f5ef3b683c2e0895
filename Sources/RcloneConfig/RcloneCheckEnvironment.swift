package import Diagnostics
internal import SecretMemory

/// Variables that rclone takes in place of what stands in the file (rclone 1.75 `fs/configmap.go`, `fs/config.go`), also
/// when they are empty.
extension RcloneCheck {
    /// Notes for the remotes whose options some of the variables replace. Only the names are looked at.
    package static func overrides(in reading: RcloneReading, by variables: [String], file: String) -> [Diagnostic] {
        let variables = variables.filter { $0.hasPrefix("RCLONE_") }.sorted()
        guard !variables.isEmpty else { return [] }
        let effective = EffectiveReading(of: reading, in: SecretArena())
        var findings: [Diagnostic] = []
        for section in reading.sections where section.name != .defaultSection {
            let backend = effective.backend(of: section.name).flatMap { BackendRegistry.backend(ofType: $0) }
            let ofRemote = "RCLONE_CONFIG_" + upper(section.name.text) + "_"
            let ofBackend = backend.map { "RCLONE_" + upper($0.prefix.replacing(" ", with: "_")) + "_" }
            for variable in variables {
                let option: String
                if variable.hasPrefix(ofRemote) {
                    option = variable.dropFirst(ofRemote.count).lowercased()
                    // What comes behind the name of one remote may be the name of another.
                    guard option == "type" || section[ConfigName(option)] != nil || backend?.option(option) != nil else { continue }
                } else if let ofBackend, variable.hasPrefix(ofBackend) {
                    option = variable.dropFirst(ofBackend.count).lowercased()
                    guard backend?.option(option) != nil else { continue }
                } else {
                    continue
                }
                let entry = section[ConfigName(option)]
                findings.append(
                    Diagnostic(
                        code: FindingCode.environmentOverride.rawValue, severity: .note,
                        place: SourcePlace(file: file, line: max(entry?.line ?? section.line, 1), column: max(entry?.column ?? 1, 1)),
                        cause: "the variable " + variable + " is set here: rclone takes " + option + " of [" + section.name.text + "] from it"
                            + (entry == nil ? "" : ", and not from the file"),
                        fix: "unset it, unless it is meant to replace what the file says"))
            }
        }
        return findings
    }

    /// Letter by letter, as Go does: no letter becomes two.
    static func upper(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let mapped = scalar.properties.uppercaseMapping.unicodeScalars
            result.append(mapped.count == 1 ? mapped[mapped.startIndex] : scalar)
        }
        return String(result)
    }
}
