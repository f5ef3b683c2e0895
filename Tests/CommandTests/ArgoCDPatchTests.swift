import CommandDriver
import Foundation
import Testing

/// `rcsops argocd patch`, applied by the real kubectl to what Argo CD has.
@Suite struct ArgoCDPatchTests {
    // The parts of Argo CD's own Deployment that a patch could damage.
    private static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: argocd-repo-server
          namespace: argocd
        spec:
          selector:
            matchLabels:
              app.kubernetes.io/name: argocd-repo-server
          template:
            metadata:
              labels:
                app.kubernetes.io/name: argocd-repo-server
            spec:
              initContainers:
              - name: copyutil
                image: quay.io/argoproj/argocd:v3.1.0
                command: [/bin/cp, -n, /usr/local/bin/argocd, /var/run/argocd/argocd]
              containers:
              - name: argocd-repo-server
                image: quay.io/argoproj/argocd:v3.1.0
                env:
                - name: HELM_CACHE_HOME
                  value: /helm-working-dir
                volumeMounts:
                - mountPath: /tmp
                  name: tmp
              volumes:
              - emptyDir: {}
                name: tmp

        """
    private static let configMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: argocd-cm
          namespace: argocd
        data:
          url: https://argocd.example.com

        """
    private static let image = ["argocd", "patch", "--image", "registry.example.com/rcsops", "--tag", "0.1.0"]

    private func patched(_ workspace: Workspace, _ more: [String]) throws -> (pod: [String: Any], options: String) {
        let patch = try workspace.rcsops(Self.image + more)
        #expect(patch.code == 0 && patch.messages.isEmpty, "\(patch.messages)")
        try workspace.put(Self.deployment + "---\n" + Self.configMap, "argocd.yaml")
        try workspace.put(patch.output, "patch.yaml")
        try workspace.put("resources: [argocd.yaml]\npatches:\n- path: patch.yaml\n", "kustomization.yaml")
        let built = try workspace.peer("kubectl", "kustomize", ".")
        #expect(built.code == 0, "\(built.messages)")
        let found = try KubectlReading.objects(built.output, in: workspace)
        let deployment = try #require(found.first { $0["kind"] as? String == "Deployment" })
        let map = try #require(found.first { $0["kind"] as? String == "ConfigMap" })
        let data = try #require(map["data"] as? [String: String])
        #expect(data["url"] == "https://argocd.example.com")
        return (try pod(of: deployment), data["kustomize.buildOptions"] ?? "")
    }

    private func pod(of deployment: [String: Any]) throws -> [String: Any] {
        let template = (deployment["spec"] as? [String: Any])?["template"] as? [String: Any]
        return try #require(template?["spec"] as? [String: Any])
    }

    private func names(_ list: Any?) -> [String] { (list as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }.sorted() }

    private func mounts(_ container: [String: Any]?) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: (container?["volumeMounts"] as? [[String: Any]] ?? []).map {
                ($0["mountPath"] as? String ?? "", ($0["name"] as? String ?? "") + "/" + ($0["subPath"] as? String ?? ""))
            })
    }

    @Test func theFunctionFormPutsKsopsOnThePathAndLosesNothing() throws {
        let workspace = try Workspace()
        let (pod, options) = try patched(workspace, [])
        #expect(options == "--enable-alpha-plugins --enable-exec")
        #expect(names(pod["initContainers"]) == ["copyutil", "rcsops"])
        #expect(names(pod["volumes"]) == ["custom-tools", "sops-age", "tmp"])
        let container = (pod["containers"] as? [[String: Any]])?.first
        #expect((pod["containers"] as? [[String: Any]])?.count == 1 && container?["image"] as? String == "quay.io/argoproj/argocd:v3.1.0")
        #expect(mounts(container) == ["/tmp": "tmp/", "/usr/local/bin/ksops": "custom-tools/ksops", "/.config/sops/age": "sops-age/"])
        let environment = Dictionary(
            uniqueKeysWithValues: (container?["env"] as? [[String: Any]] ?? []).map { ($0["name"] as? String ?? "", $0["value"] as? String ?? "") })
        #expect(environment == [
            "HELM_CACHE_HOME": "/helm-working-dir", "XDG_CONFIG_HOME": "/.config", "SOPS_AGE_KEY_FILE": "/.config/sops/age/keys.txt",
        ])
        let initial = (pod["initContainers"] as? [[String: Any]])?.first { $0["name"] as? String == "rcsops" }
        #expect(initial?["image"] as? String == "registry.example.com/rcsops:0.1.0")
        #expect(initial?["command"] as? [String] == ["/usr/local/bin/ksops"] && initial?["args"] as? [String] == ["install", "/custom-tools"])
        #expect(mounts(initial) == ["/custom-tools": "custom-tools/"])
    }

    @Test func thePluginFormPutsItWhereKustomizeLooks() throws {
        let workspace = try Workspace()
        let (pod, options) = try patched(workspace, ["--form", "plugin", "--key-secret", "keys", "--key-file", "age.txt", "--with-kustomize"])
        #expect(options == "--enable-alpha-plugins")
        let container = (pod["containers"] as? [[String: Any]])?.first
        let environment = Dictionary(
            uniqueKeysWithValues: (container?["env"] as? [[String: Any]] ?? []).map { ($0["name"] as? String ?? "", $0["value"] as? String ?? "") })
        let home = try #require(environment["KUSTOMIZE_PLUGIN_HOME"])
        #expect(environment["SOPS_AGE_KEY_FILE"] == "/.config/sops/age/age.txt" && environment["XDG_CONFIG_HOME"].map { $0 + "/kustomize/plugin" } == home)
        #expect(mounts(container)[home + "/viaduct.ai/v1/ksops/ksops"] == "custom-tools/ksops")
        #expect(mounts(container)["/usr/local/bin/kustomize"] == "custom-tools/kustomize")
        let key = (pod["volumes"] as? [[String: Any]])?.first { $0["name"] as? String == "sops-age" }?["secret"] as? [String: Any]
        #expect(key?["secretName"] as? String == "keys")
    }

    @Test(arguments: ["init", "plugin"]) func kubectlPatchTakesItToo(form: String) throws {
        let workspace = try Workspace()
        let patch = try workspace.rcsops(Self.image + ["--only", "deployment", "--form", form])
        let patched = try Program.run(
            Program.peer("kubectl"), ["patch", "--local", "-f", "-", "--type=strategic", "-p", patch.text, "-o", "yaml"], in: workspace.folder,
            input: Data(Self.deployment.utf8))
        #expect(patched.code == 0, "\(patched.messages)")
        let pod = try pod(of: try #require(try KubectlReading.objects(patched.output, in: workspace).first))
        #expect(names(pod["initContainers"]) == ["copyutil", "rcsops"] && names(pod["volumes"]) == ["custom-tools", "sops-age", "tmp"])
        // Twice is as good as once.
        let again = try Program.run(
            Program.peer("kubectl"), ["patch", "--local", "-f", "-", "--type=strategic", "-p", patch.text, "-o", "yaml"], in: workspace.folder,
            input: patched.output)
        #expect(again.output == patched.output)
        let config = try workspace.rcsops(Self.image + ["--only", "config"])
        #expect(config.text.contains("kind: ConfigMap") && !config.text.contains("Deployment"))
    }

    @Test func anOperatorsObjectHasItsOwnFields() throws {
        let workspace = try Workspace()
        let patch = try workspace.rcsops(Self.image + ["--installation", "operator", "--build-options", "--load-restrictor LoadRestrictionsNone"])
        #expect(patch.code == 0)
        let object = try #require(try KubectlReading.objects(patch.output, in: workspace).first)
        #expect(object["apiVersion"] as? String == "argoproj.io/v1beta1" && object["kind"] as? String == "ArgoCD")
        let metadata = object["metadata"] as? [String: String]
        #expect(metadata == ["name": "openshift-gitops", "namespace": "openshift-gitops"])
        let spec = try #require(object["spec"] as? [String: Any])
        #expect(spec["kustomizeBuildOptions"] as? String == "--load-restrictor LoadRestrictionsNone --enable-alpha-plugins --enable-exec")
        let repo = try #require(spec["repo"] as? [String: Any])
        #expect(names(repo["initContainers"]) == ["rcsops"] && names(repo["volumes"]) == ["custom-tools", "sops-age"])
        #expect(names(repo["env"]) == ["SOPS_AGE_KEY_FILE", "XDG_CONFIG_HOME"])
        #expect(mounts(repo) == ["/usr/local/bin/ksops": "custom-tools/ksops", "/.config/sops/age": "sops-age/"])
        #expect(try workspace.rcsops(Self.image + ["--installation", "operator", "--only", "config"]).text.contains("repo:") == false)
    }

    @Test func namesThatYAMLWouldReadAsSomethingElseStayNames() throws {
        let workspace = try Workspace()
        let patch = try workspace.rcsops(Self.image + ["--namespace", "123", "--key-secret", "true", "--name", "1e3", "--only", "deployment"])
        let object = try #require(try KubectlReading.objects(patch.output, in: workspace).first)
        #expect(object["metadata"] as? [String: String] == ["name": "1e3", "namespace": "123"])
    }

    @Test(arguments: [
        ["--image", "x"], ["--image", "a b", "--tag", "1"], ["--image", "x:1", "--tag", "2"], ["--image", "x", "--tag", "a\"b"], ["--image", "x", "--tag", ""],
        ["--image", "x:1", "--namespace", "A"], ["--image", "x:1", "--key-secret", "a_b"], ["--image", "x:1", "--key-file", "../x"],
        ["--image", "x:1", "--name", "x\ny"], ["--image", "x:1", "--build-options", "a\"b"], ["--image", ""],
        ["--image", "x:1", "--container", "A"], ["--image", "x:1", "--container", "a", "--installation", "operator"],
    ])
    func whatKubernetesWouldRefuseIsRefused(arguments: [String]) throws {
        let outcome = try Workspace().rcsops(["argocd", "patch"] + arguments)
        #expect(outcome.code == 64 && outcome.output.isEmpty && outcome.messages.contains("RC7310"), "\(outcome.messages)")
    }

    @Test func theContainerOfTheChartIsPatchedAndNoneIsAdded() throws {
        let workspace = try Workspace()
        let deployment = Self.deployment.replacingOccurrences(of: "- name: argocd-repo-server\n        image", with: "- name: repo-server\n        image")
        let patch = try workspace.rcsops(Self.image + ["--only", "deployment", "--container", "repo-server"])
        let patched = try Program.run(
            Program.peer("kubectl"), ["patch", "--local", "-f", "-", "--type=strategic", "-p", patch.text, "-o", "yaml"], in: workspace.folder,
            input: Data(deployment.utf8))
        let pod = try pod(of: try #require(try KubectlReading.objects(patched.output, in: workspace).first))
        #expect(names(pod["containers"]) == ["repo-server"])
    }

    @Test func aDigestPinsTheImage() throws {
        let digest = "registry.example.com:5000/rcsops@sha256:" + String(repeating: "a", count: 64)
        #expect(try Workspace().rcsops("argocd", "patch", "--image", digest).text.contains("image: \"\(digest)\""))
    }
}
