/// A generator of a kustomization, and how kustomize would run it.
struct GeneratorManifest {
    enum Runner {
        /// The plugin folder's program, by apiVersion and kind.
        case plugin
        /// A KRM function: a program of this path, with arguments.
        case program(path: String, arguments: [String])
        /// A KRM function in a container.
        case container(image: String, hasMounts: Bool)
    }

    /// Where kustomize looks for what it is to run (kyaml 0.21 `runtimeutil.go`, `FunctionAnnotationKey` and its former name).
    private static let annotations = ["config.kubernetes.io/function", "config.k8s.io/function"]

    let node: ManifestPart
    /// The file that it stands in, for messages.
    let file: String
    /// The folder of the kustomization, in which it is run.
    let root: String

    var apiVersion: String { node.item("apiVersion")?.text ?? "" }
    var kind: String { node.item("kind")?.text ?? "" }
    var name: String { node.item("metadata")?.item("name")?.text ?? "" }
    var title: String { file + (name.isEmpty ? "" : " (" + name + ")") }

    /// What runs it; the fault of an annotation that says so wrongly.
    func runner() throws(Fault) -> Runner {
        guard let annotations = node.item("metadata")?.item("annotations"),
            let annotation = Self.annotations.compactMap({ annotations.item($0) }).first
        else { return .plugin }
        guard annotation.isText, let text = annotation.text else {
            throw Fault(reason: "its annotation " + Self.annotations[0] + " is no text: write it as a block, with | behind the colon")
        }
        let parsed: ManifestPart?
        do throws(Failure) { parsed = try ManifestPart.documents(in: text, name: file).first } catch {
            throw Fault(reason: "its annotation " + Self.annotations[0] + " is no YAML")
        }
        guard let parsed, parsed.isMapping else { throw Fault(reason: "its annotation " + Self.annotations[0] + " names nothing to run") }
        if let program = parsed.item("exec") {
            guard let path = program.item("path")?.text, !path.isEmpty else { throw Fault(reason: "its annotation has exec without a path") }
            return .program(path: path, arguments: program.texts("args"))
        }
        if let container = parsed.item("container") {
            guard let image = container.item("image")?.text, !image.isEmpty else { throw Fault(reason: "its annotation has a container without an image") }
            return .container(image: image, hasMounts: !(container.item("mounts")?.elements.isEmpty ?? true))
        }
        throw Fault(reason: "its annotation names neither exec nor container")
    }

    struct Fault: Error {
        let reason: String
    }

    /// It is ours, or another ksops': by its kind, or by what it runs.
    var isKSops: Bool {
        if ["ksops", "ksops-exec"].contains(kind.lowercased()) { return true }
        switch try? runner() {
        case .program(let path, _): return ["ksops", "kustomize-sops", "rcsops"].contains(path.split(separator: "/").last.map(String.init) ?? "")
        case .container(let image, _): return image.contains("ksops") || image.contains("rcsops")
        case .plugin, nil: return false
        }
    }

    /// Below a plugin folder (kustomize 5.8 `loader.go`, `relativePluginPath`): GROUP/VERSION/kind in small letters/KIND.
    var pluginPath: String { apiVersion + "/" + kind.lowercased() + "/" + kind }
}
