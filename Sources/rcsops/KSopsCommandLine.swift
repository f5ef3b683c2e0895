import FileReplacement
import KubernetesSecrets
import SecretMemory

/// The command line under KSops' names (KSops 4.5.1 `ksops.go`): what is to be done is told by the number of arguments and
/// by standard input. There are two exit codes, 0 and 1.
enum KSopsCommandLine {
    static let names: Set<String> = ["ksops", "kustomize-sops", "ksops-exec"]

    static let help = """
        KSops' generator for kustomize: decrypts the files that a manifest of the kind ksops names.

          ksops < RESOURCELIST                    as a KRM function
          ksops MANIFEST                          as a legacy exec plugin
          ksops install [--with-kustomize] DEST   copy this program to DEST/ksops

        KSOPS_CONCURRENCY_LIMIT             files that are decrypted at once, 20 without it
        RCSOPS_KSOPS_LOAD_RESTRICTOR=none   take files from outside of the working folder too
        RCSOPS_KSOPS_DOTENV=godotenv        read env files as KSops does, which changes some values

        """

    static func run(_ words: [String]) -> Int32 {
        if words.first == "install" { return KSopsInstall.run(words.dropFirst()) }
        if words.count == 1 { return legacy(words[0]) }
        guard words.isEmpty, !ConfinedReading.isStandardInputADevice else {
            System.say(help)
            return 1
        }
        return KSopsFunction.run()
    }

    private static func legacy(_ path: String) -> Int32 {
        let arena = SecretArena()
        do throws(KSopsFailure) {
            let source: SecretSlice
            // kustomize puts the manifest into a folder of its own, so it may lie anywhere.
            do throws(FileError) { source = try ConfinedReading.read(path, below: nil, limit: KSopsGeneration.limit, into: .ofCiphertext()) } catch {
                let cause = Failure.reading(error, name: path)
                var failure = Failure(
                    "RC7101", exit: 1, "unable to read in manifest: " + path + "\n  " + cause.code + " " + cause.cause, fix: cause.fix)
                failure.place = nil
                throw KSopsFailure([failure], isAlone: true)
            }
            let manifest: KSopsManifest
            do throws(KSopsManifestError) {
                let roots = try source.withBytes { (bytes) throws(KSopsManifestError) in try ManifestYAML.roots(of: bytes, all: false) }
                guard let root = roots.first else { throw .missingFiles }
                manifest = try KSopsManifest(root, place: path)
            } catch { throw KSopsFailure([.of(error, manifest: path)], isAlone: error.isAlone) }
            let generation = try KSopsGeneration.generate([manifest])
            guard let text = generation.first?.text(in: arena) else { return 0 }
            try KSopsOutput.put(text)
            return 0
        } catch {
            System.say(error.isAlone ? error.text : "unable to generate manifests: " + error.text)
            return 1
        }
    }
}

extension KSopsManifestError {
    /// KSops ends at once for these, without the line that others begin with.
    var isAlone: Bool {
        if case .severalEqualsSigns = self { true } else { false }
    }
}
