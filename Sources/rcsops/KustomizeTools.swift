/// The programs that build: kubectl with kustomize inside, and kustomize alone.
struct KustomizeTools {
    /// Path, and version where it tells one.
    let kubectl: (path: String, version: String?)?
    let kustomize: (path: String, version: String?)?

    static func find() -> KustomizeTools {
        let kubectl = ProgramSearch.path(of: "kubectl").map { path in
            let text = ProgramVersion.text(of: path, ["version", "--client"])
            return (path: path, version: text.map { $0.split(separator: "\n").joined(separator: ", ") })
        }
        let kustomize = ProgramSearch.path(of: "kustomize").map { (path: $0, version: ProgramVersion.firstLine(of: $0, ["version"])) }
        return KustomizeTools(kubectl: kubectl, kustomize: kustomize)
    }

    func findings(for generators: [GeneratorManifest], folder: String) -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        for (name, tool) in [("kubectl", kubectl), ("kustomize", kustomize)] {
            findings.append(
                tool.map { DoctorFinding(.kustomize, name, .good, $0.path + ($0.version.map { ", " + $0 } ?? ", which tells no version")) }
                    ?? DoctorFinding(.kustomize, name, .note, "not on PATH"))
        }
        guard kubectl != nil || kustomize != nil else {
            findings.append(
                DoctorFinding(
                    .kustomize, "build", .error, "RC7320", "neither kubectl nor kustomize is on PATH, so nothing can be built here",
                    fix: "install kubectl, or kustomize for KRM functions"))
            return findings
        }
        guard !generators.isEmpty else { return findings }
        let needsKustomize = generators.contains { if case .program = try? $0.runner() { true } else { false } }
        let command = needsKustomize ? "kustomize build --enable-alpha-plugins --enable-exec " : "kubectl kustomize --enable-alpha-plugins "
        findings.append(DoctorFinding(.kustomize, "build", .note, command + folder + " | kubectl apply --server-side -f -"))
        // kubectl 1.37: apply has no flag for plugins.
        findings.append(DoctorFinding(.kustomize, "kubectl apply -k", .note, "can't run a generator, as it has no --enable-alpha-plugins: use the line above"))
        return findings
    }
}
