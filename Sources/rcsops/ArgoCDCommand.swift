import ArgumentParser
import KubernetesSecrets

struct ArgoCDCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "argocd", abstract: "Have an Argo CD decrypt in its builds.", subcommands: [ArgoCDPatchCommand.self])
}

extension ArgoCDPatch.Form: ExpressibleByArgument {}
extension ArgoCDPatch.Installation: ExpressibleByArgument {}
extension ArgoCDPatch.Part: ExpressibleByArgument {}

struct ArgoCDPatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patch", abstract: "Print the patches that put rcsops, as ksops, and a key into Argo CD's repo server.",
        discussion: """
            An init container copies rcsops into a volume, and the repo server mounts it, and the Secret with the age identity. \
            For Argo CD's own manifests these are strategic merge patches of a Deployment and of the ConfigMap argocd-cm, to be \
            listed under patches of a kustomization; for an operator a merge patch of its ArgoCD object. Only the repo server's \
            cache (Redis) then holds rendered Secrets readable: keep others away from it.
            """)

    @Option(name: .long, help: "The image made from deploy/Containerfile, without a tag or with a digest.") var image: String
    @Option(name: .long, help: "Its tag.") var tag: String?
    @Option(name: .long, help: "init: kustomize runs ksops as a KRM function (annotation exec). plugin: as an exec plugin, by apiVersion and kind.")
    var form = ArgoCDPatch.Form.function
    @Option(name: .long, help: "manifests: Argo CD's own, or its chart's. operator: an ArgoCD object, as of OpenShift GitOps.")
    var installation = ArgoCDPatch.Installation.manifests
    @Option(name: .long, help: "Only the patch of the repo server (deployment), or only kustomize's options (config).") var only: ArgoCDPatch.Part?
    @Option(name: .shortAndLong, help: "Argo CD's namespace; argocd, and openshift-gitops for an operator, when left out.") var namespace: String?
    @Option(name: .long, help: "The Deployment, or the ArgoCD object; argocd-repo-server, and openshift-gitops, when left out.") var name: String?
    @Option(name: .long, help: "The repo server's container in the Deployment; Argo CD's chart calls it repo-server. An operator's has no name.")
    var container: String?
    @Option(name: .long, help: "The Secret that holds the age identity.") var keySecret = "sops-age"
    @Option(name: .long, help: "The key in it.") var keyFile = "keys.txt"
    @Flag(name: .long, help: "Take kustomize from the image too; it must be there, at /usr/local/bin/kustomize.") var withKustomize = false
    @Option(
        name: .long, parsing: .unconditional,
        help: "Options that kustomize has in Argo CD already: there is one place for all.") var buildOptions = ""

    func run() throws {
        try reporting { () throws(Failure) in
            let isOperator = installation == .operator
            var patch = ArgoCDPatch(
                image: try ArgoCDPatchNames.image(image, tag: tag), namespace: namespace ?? (isOperator ? "openshift-gitops" : "argocd"),
                name: name ?? (isOperator ? "openshift-gitops" : "argocd-repo-server"))
            patch.form = form
            patch.installation = installation
            if let container {
                guard !isOperator else { throw ArgoCDPatchNames.containerOfOperator }
                patch.container = container
            }
            patch.keySecret = keySecret
            patch.keyFile = keyFile
            patch.withKustomize = withKustomize
            patch.buildOptions = buildOptions
            try ArgoCDPatchNames.check(patch)
            try System.put(patch.text(only: only))
        }
    }
}
