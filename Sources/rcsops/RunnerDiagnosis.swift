import FileReplacement

/// Whether kustomize can run a generator, and would.
enum RunnerDiagnosis {
    static func findings(of generator: GeneratorManifest, _ tools: KustomizeTools) -> [DoctorFinding] {
        let runner: GeneratorManifest.Runner
        do throws(GeneratorManifest.Fault) { runner = try generator.runner() } catch {
            return [
                finding(
                    generator, .error, "RC7329", error.reason,
                    fix: "write it as docs/deploy.md has it: config.kubernetes.io/function: |, and below it exec: {path: ksops}")
            ]
        }
        switch runner {
        case .plugin: return plugin(generator)
        case .program(let path, let arguments): return program(generator, path, arguments, tools)
        case .container(let image, let hasMounts): return container(generator, image, hasMounts)
        }
    }

    private static func plugin(_ generator: GeneratorManifest) -> [DoctorFinding] {
        let arguments = ["argsOneLiner", "argsFromFile"].filter { generator.node.item($0) != nil }
        guard !arguments.isEmpty else { return [] }
        return [
            finding(
                generator, .error, "RC7328", arguments.joined(separator: " and ") + " would give ksops more arguments than the manifest's path, and it prints help",
                fix: "take it out")
        ]
    }

    private static func program(_ generator: GeneratorManifest, _ path: String, _ arguments: [String], _ tools: KustomizeTools) -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        // kubectl 1.37 has no --enable-exec, and leaves out what it may not run: no output, exit 0.
        let silence = "kubectl kustomize has no --enable-exec, and leaves this generator out without a word"
        findings.append(
            tools.kustomize == nil
                ? finding(
                    generator, .error, "RC7326", silence + "; kustomize itself is not on PATH",
                    fix: "install kustomize, and build with --enable-alpha-plugins --enable-exec; or take the annotation away, and use the exec plugin")
                : finding(
                    generator, .warning, "RC7326", silence, fix: "build with kustomize build --enable-alpha-plugins --enable-exec, and never with kubectl"))
        if !arguments.isEmpty {
            findings.append(finding(generator, .error, "RC7328", "args of its annotation would make ksops take them for a manifest's path", fix: "take them out"))
        }
        let place = path.contains("/") ? Kustomization.path(path, in: generator.root) : path
        if ProgramSearch.path(of: place) == nil {
            findings.append(
                finding(
                    generator, .error, "RC7327", "its program " + path + (path.contains("/") ? " is none that can be run, seen from " + generator.root : " is not on PATH"),
                    fix: path.contains("/") ? "a relative path begins at the kustomization's folder; put a link to rcsops there, or write path: ksops" : "put a link to rcsops called " + path + " in a folder of PATH"))
        }
        return findings
    }

    // kustomize starts docker, mounts nothing by itself, and hands over no variable that is not named.
    private static func container(_ generator: GeneratorManifest, _ image: String, _ hasMounts: Bool) -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        if ProgramSearch.path(of: "docker") == nil {
            findings.append(
                finding(generator, .error, "RC7330", "it runs in a container, and docker is not on PATH", fix: "install docker, or use exec in place of container"))
        }
        if !hasMounts {
            findings.append(
                finding(
                    generator, .error, "RC7330", "the container of " + image + " sees no file of yours: nothing is mounted",
                    fix: "add mounts for the encrypted files and the key; or use exec in place of container"))
        }
        return findings
    }

    private static func finding(
        _ generator: GeneratorManifest, _ status: DoctorFinding.Status, _ code: String, _ text: String, fix: String
    ) -> DoctorFinding { DoctorFinding(.generators, generator.title, status, code, text, fix: fix) }
}
