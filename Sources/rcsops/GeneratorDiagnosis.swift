import FileReplacement
import KubernetesSecrets

/// What a ksops manifest asks for, and whether that can be had.
struct GeneratorDiagnosis {
    private let generator: GeneratorManifest
    private var findings: [DoctorFinding] = []
    /// Files from elsewhere are allowed.
    private let mayLeave: Bool

    // What KSops 4.5.1 reads; apiVersion, kind and metadata are kustomize's. The rest of a manifest it passes over.
    private static let known = ["apiVersion", "kind", "metadata", "files", "secretFrom", "argsOneLiner", "argsFromFile"]
    private static let knownInSecret = ["metadata", "type", "files", "binaryFiles", "envs"]
    private static let knownInMetadata = ["name", "namespace", "labels", "annotations"]
    // kustomize 5.8 `types.NewGenerationBehavior`, and Go's `strconv.ParseBool`.
    private static let behaviors = ["create", "merge", "replace"]
    private static let truths = ["1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"]

    static func findings(of generator: GeneratorManifest) -> [DoctorFinding] {
        var diagnosis = GeneratorDiagnosis(generator)
        diagnosis.check()
        return diagnosis.findings
    }

    private init(_ generator: GeneratorManifest) {
        self.generator = generator
        mayLeave = (try? KSopsSettings()).map { $0.root == nil } ?? false
    }

    private mutating func check() {
        let node = generator.node
        if generator.apiVersion.isEmpty || generator.name.isEmpty {
            add(.error, "RC7340", "it has no " + (generator.apiVersion.isEmpty ? "apiVersion" : "metadata.name") + ", and kustomize refuses it", fix: "write apiVersion: viaduct.ai/v1, kind: ksops, and a name")
        }
        ignored(node.names, Self.known, in: "the manifest")
        let isThere = ["files", "secretFrom"].contains { name in node.item(name).map { !$0.isNull } ?? false }
        if !isThere { add(.error, "RC7336", "it names neither files nor secretFrom", fix: "list encrypted manifests under files, or make Secrets under secretFrom") }
        for path in list("files", of: node) { checkFile(path) }
        guard let secrets = node.item("secretFrom"), !secrets.isNull else { return }
        guard secrets.isList else { return add(.error, "RC7336", "secretFrom is no list", fix: "write - before metadata of each Secret") }
        for secret in secrets.elements { checkSecret(secret) }
    }

    private mutating func checkSecret(_ secret: ManifestPart) {
        let metadata = secret.item("metadata")
        let name = metadata?.item("name")?.text ?? ""
        ignored(secret.names, Self.knownInSecret, in: "Secret " + name)
        ignored(metadata?.names ?? [], Self.knownInMetadata, in: "metadata of Secret " + name)
        checkName(name, metadata?.item("namespace")?.text)
        let texts = list("files", of: secret)
        let variables = list("envs", of: secret)
        checkAnnotations(metadata?.item("annotations"), name, holdsText: !texts.isEmpty || !variables.isEmpty)
        var keys: Set<String> = []
        for item in texts + list("binaryFiles", of: secret) {
            let parts = item.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2 else {
                add(.error, "RC7336", "\"" + item + "\" has more than one =", fix: "write KEY=PATH, and a path without =")
                continue
            }
            let path = parts.last ?? item
            let key = parts.count == 2 ? parts[0] : path.split(separator: "/").last.map(String.init) ?? path
            if !KubernetesNames.isSecretKey(key) {
                add(.error, "RC7340", "\"" + key + "\" is no key that a Secret can have", fix: "name it: KEY=PATH, with letters, digits, -, _ and . in KEY")
            }
            if !keys.insert(key).inserted {
                add(.error, "RC7341", "Secret " + name + " would get the key \"" + key + "\" twice", fix: "name the keys apart: KEY=PATH")
            }
            checkFile(path)
        }
        for path in variables { checkFile(path) }
        if texts.isEmpty, variables.isEmpty, list("binaryFiles", of: secret).isEmpty {
            add(.warning, "RC7336", "Secret " + name + " names no file, and would be empty", fix: "list one under files")
        }
    }

    private mutating func checkName(_ name: String, _ namespace: String?) {
        guard !name.isEmpty else {
            return add(.error, "RC7340", "a Secret has no metadata.name, and kustomize refuses it", fix: "give it a name")
        }
        if !KubernetesNames.isSubdomain(name) {
            add(.error, "RC7340", "\"" + name + "\" is no name that Kubernetes takes for a Secret", fix: "use " + KubernetesNames.subdomainRule)
        }
        if let namespace, !KubernetesNames.isLabel(namespace) {
            add(.error, "RC7340", "\"" + namespace + "\" is no name that Kubernetes takes for a namespace", fix: "use " + KubernetesNames.labelRule)
        }
    }

    private mutating func checkAnnotations(_ annotations: ManifestPart?, _ name: String, holdsText: Bool) {
        let prefix = "kustomize.config.k8s.io/"
        if let hash = annotations?.item(prefix + "needs-hash")?.text, !Self.truths.contains(hash) {
            add(.error, "RC7339", "needs-hash of Secret " + name + " is \"" + hash + "\", and kustomize refuses it", fix: "write needs-hash: \"true\"")
        }
        guard let behavior = annotations?.item(prefix + "behavior")?.text else { return }
        if !Self.behaviors.contains(behavior) {
            add(.warning, "RC7339", "behavior of Secret " + name + " is \"" + behavior + "\", which kustomize takes for none", fix: "write create, merge or replace")
        } else if behavior == "merge", holdsText {
            add(
                .warning, "RC7339", "Secret " + name + " is merged, and kustomize merges data only: what the base has under stringData is dropped",
                fix: "list the files under binaryFiles, in the base too, and repeat its type")
        }
    }

    private mutating func checkFile(_ path: String) {
        guard !path.isEmpty else { return add(.error, "RC7336", "a path is empty", fix: "name the file") }
        let place = Kustomization.path(path, in: generator.root)
        if !mayLeave, Kustomization.leaves(generator.root, path) {
            add(
                .error, "RC7335", "\"" + path + "\" leads out of " + generator.root + ", and rcsops refuses it",
                fix: "put the file below the kustomization's folder, where paths begin; or set RCSOPS_KSOPS_LOAD_RESTRICTOR=none for the build")
        }
        findings.append(EncryptedPlace.finding(place, in: generator))
    }

    private mutating func list(_ name: String, of node: ManifestPart) -> [String] {
        guard let list = node.item(name), !list.isNull else { return [] }
        guard list.isList, list.elements.allSatisfy({ $0.text != nil }) else {
            add(.error, "RC7336", name + " is no list of paths", fix: "write - before each path")
            return []
        }
        return list.elements.compactMap(\.text)
    }

    private mutating func ignored(_ names: [String], _ known: [String], in place: String) {
        for name in names where !known.contains(where: { $0.lowercased() == name.lowercased() }) {
            add(.warning, "RC7334", "\"" + name + "\" in " + place + " is no field of ksops, and does nothing", fix: "take it out, or correct its spelling")
        }
    }

    private mutating func add(_ status: DoctorFinding.Status, _ code: String, _ text: String, fix: String) {
        findings.append(DoctorFinding(.generators, generator.title, status, code, text, fix: fix))
    }
}
