import KubernetesSecrets

/// What a user may name in the patches for Argo CD: what Kubernetes takes, and nothing that would need an escape.
enum ArgoCDPatchNames {
    private static func holds(_ text: String, only others: StaticString) -> Bool {
        let others = Array(others.description.utf8)
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || others.contains(byte)
        }
    }

    /// Name and tag, or name and digest (distribution `reference/regexp.go`).
    static func image(_ name: String, tag: String?) throws(Failure) -> String {
        let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let isPinned = name.contains("@")
        guard let first = name.utf8.first, first != UInt8(ascii: "-"), !last.isEmpty, holds(name, only: "._-/:@") else {
            throw refused("\"" + name + "\" is no name of an image", "give --image REGISTRY/NAME, and --tag")
        }
        guard let tag else {
            if isPinned || last.contains(":") { return name }
            throw refused("the image \"" + name + "\" has neither a tag nor a digest, and would change under you", "give --tag VERSION")
        }
        if isPinned || last.contains(":") { throw refused("the image has a tag or a digest already", "leave --tag out") }
        guard let first = tag.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "."), tag.utf8.count <= 128, holds(tag, only: "._-") else {
            throw refused("\"" + tag + "\" is no tag of an image", "use letters, digits, _, . and -, at most 128")
        }
        return name + ":" + tag
    }

    static func check(_ patch: ArgoCDPatch) throws(Failure) {
        guard KubernetesNames.isLabel(patch.namespace) else { throw unnamed(patch.namespace, "a namespace", KubernetesNames.labelRule) }
        guard KubernetesNames.isSubdomain(patch.name) else { throw unnamed(patch.name, "the repo server's object", KubernetesNames.subdomainRule) }
        guard KubernetesNames.isLabel(patch.container) else { throw unnamed(patch.container, "a container", KubernetesNames.labelRule) }
        guard KubernetesNames.isSubdomain(patch.keySecret) else { throw unnamed(patch.keySecret, "a Secret", KubernetesNames.subdomainRule) }
        guard KubernetesNames.isSecretKey(patch.keyFile) else {
            throw refused("\"" + patch.keyFile + "\" is no key that a Secret can have", "use letters, digits, -, _ and ., as in keys.txt")
        }
        guard holds(patch.buildOptions, only: " ._-/:=,") else {
            throw refused("--build-options holds characters that no option of kustomize build needs", "give it as it stands in kustomize.buildOptions")
        }
    }

    static let containerOfOperator = refused("an ArgoCD object names no container", "leave --container out")

    private static func unnamed(_ name: String, _ what: String, _ rule: String) -> Failure {
        refused("\"" + name + "\" is no name that Kubernetes takes for " + what, "use " + rule)
    }

    private static func refused(_ cause: String, _ fix: String) -> Failure { Failure("RC7310", exit: 64, cause, fix: fix) }
}
