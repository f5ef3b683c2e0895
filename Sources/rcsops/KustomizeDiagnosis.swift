import FileReplacement

/// Whether a kustomize build of a folder would get its Secrets here. Nothing is run but programs' version commands.
struct KustomizeDiagnosis {
    private var findings: [DoctorFinding] = []
    private var generators: [GeneratorManifest] = []
    private var seen: Set<String> = []

    static func findings(in folder: String) -> [DoctorFinding] {
        var diagnosis = KustomizeDiagnosis()
        diagnosis.look(at: folder)
        let ours = diagnosis.generators.filter(\.isKSops)
        let tools = KustomizeTools.find()
        var findings = tools.findings(for: ours, folder: folder)
        if !ours.isEmpty { findings += settings() }
        findings += PluginDiagnosis.findings(for: ours)
        findings += diagnosis.findings
        for generator in ours {
            findings += RunnerDiagnosis.findings(of: generator, tools)
            findings += GeneratorDiagnosis.findings(of: generator)
        }
        if ours.isEmpty, !diagnosis.findings.contains(where: { $0.status == .error }) {
            findings.append(
                DoctorFinding(
                    .generators, folder, .note, "no generator here is ksops, so a build needs nothing of rcsops"))
        }
        return findings
    }

    /// Variables that ksops reads, and refuses when they are wrong.
    private static func settings() -> [DoctorFinding] {
        do throws(Failure) {
            _ = try KSopsSettings()
            _ = try KSopsSettings.concurrency()
            return []
        } catch { return [DoctorFinding(.kustomize, "environment", .error, error.code, error.cause, fix: error.fix)] }
    }

    private mutating func look(at folder: String) {
        guard seen.insert(Kustomization.real(folder) ?? folder).inserted else { return }
        let kustomization: Kustomization
        do throws(Failure) { kustomization = try Kustomization.read(folder) } catch { return add(error, folder) }
        for generator in kustomization.node.item("generators")?.elements ?? [] { take(generator, of: kustomization) }
        for (field, what) in [("transformers", "transformer"), ("validators", "validator")] {
            for entry in kustomization.node.item(field)?.elements ?? [] { refuse(entry, as: what, of: kustomization) }
        }
        lookForCiphertext(kustomization)
        for part in kustomization.parts { look(at: part) }
    }

    /// An entry is a file, a folder with a kustomization that makes generators, or the generator itself.
    private mutating func take(_ entry: ManifestPart, of kustomization: Kustomization) {
        guard let text = entry.text else {
            return add(Failure("RC7325", exit: 1, "an entry of generators is no text", fix: "list files, or generators as a block with |"), kustomization.file)
        }
        do throws(Failure) {
            generators += try manifests(text, of: kustomization)
        } catch { add(error, kustomization.file) }
    }

    private func manifests(_ text: String, of kustomization: Kustomization) throws(Failure) -> [GeneratorManifest] {
        if text.contains("\n") {
            return try ManifestPart.documents(in: text, name: kustomization.file).filter(\.isMapping).map {
                GeneratorManifest(node: $0, file: kustomization.file, root: kustomization.root)
            }
        }
        let path = kustomization.path(text)
        if FolderWalk.isFolder(path) {
            let inner = try Kustomization.read(path)
            var manifests: [GeneratorManifest] = []
            for resource in inner.node.texts("resources") {
                for node in try ManifestPart.documents(of: inner.path(resource)) where node.isMapping {
                    manifests.append(GeneratorManifest(node: node, file: inner.path(resource), root: kustomization.root))
                }
            }
            return manifests
        }
        return try ManifestPart.documents(of: path).filter(\.isMapping).map { GeneratorManifest(node: $0, file: path, root: kustomization.root) }
    }

    private mutating func refuse(_ entry: ManifestPart, as what: String, of kustomization: Kustomization) {
        guard let text = entry.text, let manifests = try? manifests(text, of: kustomization) else { return }
        for manifest in manifests where manifest.isKSops {
            add(
                Failure(
                    "RC7331", exit: 1, "it is listed as a " + what + ", and would take every resource of the build for a manifest of its own, and fail",
                    fix: "list it under generators in " + kustomization.file), manifest.title)
        }
    }

    /// What kustomize would put into the cluster as it stands: ciphertext.
    private mutating func lookForCiphertext(_ kustomization: Kustomization) {
        for generator in kustomization.node.item("secretGenerator")?.elements ?? [] {
            for item in generator.texts("files") + generator.texts("envs") {
                let path = kustomization.path(item.split(separator: "=", maxSplits: 1).last.map(String.init) ?? item)
                if EncryptedPlace.isEncrypted(path) {
                    add(
                        Failure(
                            "RC7332", exit: 1, "secretGenerator takes it as it is, and the Secret would hold ciphertext (only Flux decrypts it)",
                            fix: "list it in a ksops generator, under secretFrom"), path)
                }
            }
        }
        for resource in kustomization.node.texts("resources") where !FolderWalk.isFolder(kustomization.path(resource)) {
            guard EncryptedPlace.isEncrypted(kustomization.path(resource)) else { continue }
            findings.append(
                DoctorFinding(
                    .generators, kustomization.path(resource), .warning, "RC7333", "it is encrypted and listed under resources: only Flux decrypts it there",
                    fix: "list it in a ksops generator, under files"))
        }
    }

    private mutating func add(_ failure: Failure, _ subject: String) {
        let code = failure.code.hasPrefix("RC20") || failure.code.hasPrefix("RC4") ? "RC7325" : failure.code
        findings.append(DoctorFinding(.generators, failure.place ?? subject, .error, code, failure.cause, fix: failure.fix))
    }
}
