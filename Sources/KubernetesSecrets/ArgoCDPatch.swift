/// What an Argo CD needs to run us: patches for its repo server and for kustomize's options there. Every text that a user
/// gave stands in quotes.
package struct ArgoCDPatch: Sendable {
    /// How kustomize finds us.
    package enum Form: String, CaseIterable, Sendable {
        /// By the path in a KRM function's annotation; `ksops` is on PATH.
        case function = "init"
        /// In the plugin folder, by group, version and kind (kustomize 5.8 `loader.go`, `AbsolutePluginPath`).
        case plugin
    }

    /// Who owns the objects.
    package enum Installation: String, CaseIterable, Sendable {
        /// The manifests or the chart: a Deployment and a ConfigMap.
        case manifests
        /// An operator, such as OpenShift GitOps': it makes both from an ArgoCD object, and undoes changes to them.
        case `operator`
    }

    /// One of the documents.
    package enum Part: String, CaseIterable, Sendable {
        case deployment, config
    }

    package var form = Form.function
    package var installation = Installation.manifests
    /// With its tag or digest.
    package var image: String
    package var namespace: String
    /// Of the Deployment, or of the ArgoCD object.
    package var name: String
    /// The repo server's container in the Deployment.
    package var container = "argocd-repo-server"
    package var keySecret = "sops-age"
    /// The key of that Secret; its value is an identity file.
    package var keyFile = "keys.txt"
    /// Take the image's kustomize in place of Argo CD's own.
    package var withKustomize = false
    /// Options of kustomize that are there already.
    package var buildOptions = ""

    private static let volume = "custom-tools"
    private static let keyVolume = "sops-age"
    private static let configurationFolder = "/.config"

    package init(image: String, namespace: String, name: String) {
        self.image = image
        self.namespace = namespace
        self.name = name
    }

    /// The documents, `---` between them; an operator's object is one.
    package func text(only part: Part? = nil) -> String {
        switch installation {
        case .manifests:
            switch part {
            case .deployment: deployment
            case .config: configMap
            case nil: deployment + "---\n" + configMap
            }
        case .operator: argoCD(part)
        }
    }

    private var options: String {
        let wanted = form == .function ? ["--enable-alpha-plugins", "--enable-exec"] : ["--enable-alpha-plugins"]
        let given = buildOptions.split(separator: " ").map(String.init)
        return (given + wanted.filter { !given.contains($0) }).joined(separator: " ")
    }

    private var deployment: String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(quoted(name))
          namespace: \(quoted(namespace))
        spec:
          template:
            spec:
              initContainers:
        \(indented(initContainer, by: 8))
              containers:
                - name: \(quoted(container))
                  env:
        \(indented(environment, by: 12))
                  volumeMounts:
        \(indented(mounts, by: 12))
              volumes:
        \(indented(volumes, by: 8))

        """
    }

    private var configMap: String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: argocd-cm
          namespace: \(quoted(namespace))
        data:
          kustomize.buildOptions: \(quoted(options))

        """
    }

    private func argoCD(_ part: Part?) -> String {
        var text = """
            apiVersion: argoproj.io/v1beta1
            kind: ArgoCD
            metadata:
              name: \(quoted(name))
              namespace: \(quoted(namespace))
            spec:

            """
        if part != .deployment { text += "  kustomizeBuildOptions: " + quoted(options) + "\n" }
        guard part != .config else { return text }
        return text + """
              repo:
                initContainers:
            \(indented(initContainer, by: 6))
                env:
            \(indented(environment, by: 6))
                volumeMounts:
            \(indented(mounts, by: 6))
                volumes:
            \(indented(volumes, by: 6))

            """
    }

    // The init container's rights are those of Argo CD's own (argo-cd `manifests/base/repo-server`, copyutil).
    private var initContainer: String {
        let arguments = ["install"] + (withKustomize ? ["--with-kustomize"] : []) + ["/" + Self.volume]
        return """
            - name: rcsops
              image: \(quoted(image))
              command: ["/usr/local/bin/ksops"]
              args: [\(arguments.map(quoted).joined(separator: ", "))]
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop: ["ALL"]
                readOnlyRootFilesystem: true
                runAsNonRoot: true
                seccompProfile:
                  type: RuntimeDefault
              volumeMounts:
                - name: \(Self.volume)
                  mountPath: /\(Self.volume)
            """
    }

    private var environment: String {
        var variables = [
            ("XDG_CONFIG_HOME", quoted(Self.configurationFolder)),
            ("SOPS_AGE_KEY_FILE", quoted(Self.configurationFolder + "/sops/age/" + keyFile)),
        ]
        if form == .plugin { variables.append(("KUSTOMIZE_PLUGIN_HOME", quoted(pluginHome))) }
        return variables.map { "- name: " + $0.0 + "\n  value: " + $0.1 }.joined(separator: "\n")
    }

    private var pluginHome: String { Self.configurationFolder + "/kustomize/plugin" }

    // By subPath: the folder's other files, Argo CD's own tools, must stay.
    private var mounts: String {
        var mounts = [mount("ksops", at: form == .function ? "/usr/local/bin/ksops" : pluginHome + "/viaduct.ai/v1/ksops/ksops")]
        if withKustomize { mounts.append(mount("kustomize", at: "/usr/local/bin/kustomize")) }
        mounts.append(
            """
            - name: \(Self.keyVolume)
              mountPath: \(Self.configurationFolder)/sops/age
              readOnly: true
            """)
        return mounts.joined(separator: "\n")
    }

    private func mount(_ tool: String, at path: String) -> String {
        """
        - name: \(Self.volume)
          mountPath: \(path)
          subPath: \(tool)
        """
    }

    private var volumes: String {
        """
        - name: \(Self.volume)
          emptyDir: {}
        - name: \(Self.keyVolume)
          secret:
            secretName: \(quoted(keySecret))
        """
    }

    private func indented(_ text: String, by count: Int) -> String {
        text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }

    // The command has made sure that nothing in it needs an escape.
    private func quoted(_ text: String) -> String { "\"" + text + "\"" }
}
