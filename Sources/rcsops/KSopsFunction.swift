import DocumentTree
import FileReplacement
import KubernetesSecrets
import SecretMemory
import SopsDocument

/// KSops as a KRM function: a ResourceList on standard input, each item of which is a manifest, and one on standard output.
enum KSopsFunction {
    static func run() -> Int32 {
        let arena = SecretArena()
        var request: ResourceList?
        do throws(KSopsFailure) {
            let source: SecretSlice
            do throws(FileError) { source = try ConfinedReading.readStandardInput(limit: KSopsGeneration.limit, into: arena) } catch {
                throw KSopsFailure([.reading(error, name: "stdin")])
            }
            let list: ResourceList
            do throws(KSopsManifestError) { list = try ResourceList(source, in: arena) } catch { throw KSopsFailure([.of(error, manifest: "stdin")]) }
            var failures: [Failure] = []
            var manifests: [KSopsManifest] = []
            for (index, result) in list.manifests().enumerated() {
                switch result {
                case .success(let manifest): manifests.append(manifest)
                case .failure(let error):
                    let failure = Failure.of(error, manifest: "items[\(index)]")
                    if error.isAlone { throw KSopsFailure([failure], isAlone: true) }
                    failures.append(failure)
                }
            }
            request = list
            guard failures.isEmpty else { throw KSopsFailure(failures) }
            // Without a manifest KSops looks at no variable.
            let generated = manifests.isEmpty ? [] : try KSopsGeneration.generate(manifests)
            try KSopsOutput.put(try answer(generated, to: list, in: arena))
            return 0
        } catch {
            if error.isAlone {
                System.say(error.text)
                return 1
            }
            // The list comes back with what went wrong, as kpt's SDK has it (`fn.AsMain`); nothing was generated.
            if let request, let text = try? request.failed(error.text) { try? KSopsOutput.put(text) }
            // KSops has no line end between the two; here there is one, as the first ends with a way out.
            System.say("failed to evaluate function: " + error.text + "unable to generate manifests: " + error.text)
            return 1
        }
    }

    private static func answer(_ generated: [KSopsGeneration.Generated], to request: ResourceList, in arena: SecretArena) throws(KSopsFailure) -> SecretSlice {
        var items: [ResourceList.Item] = []
        var failures: [Failure] = []
        func add(_ text: SecretSlice, _ name: String) {
            do throws(SopsError) {
                let found = try ResourceList.items(of: text, in: arena)
                guard !found.isEmpty else { throw .noDocument }
                items += found
            } catch {
                var failure = Failure.of(error, file: name)
                failure.code = "RC7112"
                failure.exitCode = 1
                failure.fix = "as a KRM function ksops gives resources: encrypt a Kubernetes object in YAML or JSON, or put the file into secretFrom"
                failures.append(failure)
            }
        }
        for one in generated {
            for file in one.files { add(file.text, file.path) }
            for secret in one.secrets { add(secret, "secretFrom") }
        }
        guard failures.isEmpty else { throw KSopsFailure(failures) }
        do throws(SopsError) { return try request.answered(items) } catch { throw KSopsFailure([.of(error, file: "the ResourceList")]) }
    }
}
