import DocumentTree
import KubernetesSecrets
import SecretMemory
import SopsDocument

/// Puts decrypted files together in a Secret.
enum KSopsSecret {
    /// The text of an entry of `secretFrom`; failures are added, and the text is of no use then.
    static func text(
        _ source: KSopsManifest.SecretSource, of manifest: String, _ decrypted: KSopsGeneration.Decrypted, _ settings: KSopsSettings,
        _ failures: inout [Failure], in arena: SecretArena
    ) -> SecretSlice {
        var secret = GeneratedSecret(source)
        func add(_ path: String, _ body: (SecretSlice) throws(Failure) -> Void) {
            guard case .success(let text) = decrypted[path] else { return }
            do throws(Failure) { try body(text) } catch { failures.append(error.inManifest(manifest, secret: source.name)) }
        }
        for file in source.files {
            add(file.path) { (text) throws(Failure) in
                do throws(GeneratedSecretError) { try secret.add(text: text, key: file.key, from: file.path) } catch { throw .of(error) }
            }
        }
        for file in source.binaryFiles {
            add(file.path) { (text) throws(Failure) in
                do throws(GeneratedSecretError) { try secret.add(binary: text, key: file.key, from: file.path) } catch { throw .of(error) }
            }
        }
        for path in source.envs {
            add(path) { (text) throws(Failure) in
                for (key, value) in lastOfEach(try variables(text, path: path, settings, in: arena), path: path) {
                    do throws(GeneratedSecretError) { try secret.add(text: value, key: key, from: path) } catch { throw .of(error, isVariable: true) }
                }
            }
        }
        if failures.isEmpty { warn(of: secret, named: source.name, manifest: manifest) }
        let text = secret.text(in: arena)
        // The files were looked at: it is a name or an annotation.
        if failures.isEmpty, text.firstRange(of: KSopsGeneration.ciphertext, from: 0) != nil {
            failures.append(
                Failure(
                    "RC7110", exit: 1, "the metadata of a Secret holds encrypted text; such a thing is never put out", fix: "decrypt the manifest: ksops takes what stands in it as it is"
                ).inManifest(manifest, secret: source.name))
        }
        return text
    }

    /// Of a name that stands twice in one file the last value counts, as in KSops.
    private static func lastOfEach(_ pairs: [(String, SecretSlice)], path: String) -> [(String, SecretSlice)] {
        var places: [[UInt8]: Int] = [:]
        var result: [(String, SecretSlice)] = []
        var doubles: [String] = []
        for pair in pairs {
            if let place = places[Array(pair.0.utf8)] {
                result[place] = pair
                if !doubles.contains(pair.0) { doubles.append(pair.0) }
            } else {
                places[Array(pair.0.utf8)] = result.count
                result.append(pair)
            }
        }
        if !doubles.isEmpty { System.warn("\"" + path + "\": " + doubles.joined(separator: ", ") + ": given twice; the last value counts") }
        return result
    }

    private static func warn(of secret: GeneratedSecret, named name: String, manifest: String) {
        let place = "Secret \"" + name + "\" of manifest \"" + manifest + "\": "
        for remark in secret.remarks { System.warn(place + "the API server will refuse it, as " + remark) }
        guard !secret.keysMovedToData.isEmpty else { return }
        System.warn(
            place + secret.keysMovedToData.joined(separator: ", ")
                + ": put under data, as it holds control characters that kustomize can't print; the Secret in the cluster is the same")
    }

    /// As sops keeps them, unless KSops' reading is asked for; where the two differ the names are told.
    private static func variables(
        _ text: SecretSlice, path: String, _ settings: KSopsSettings, in arena: SecretArena
    ) throws(Failure) -> [(String, SecretSlice)] {
        let interpreted: [DotenvReading.Pair]
        var isRefused = false
        do throws(DotenvReadingError) { interpreted = try DotenvReading.read(text, in: arena) } catch {
            if settings.interpretsDotenv || !isDotenv(path) { throw .of(error, file: path) }
            interpreted = []
            isRefused = true
        }
        // Documents of other formats are no lines of sops' dotenv: KSops' reading is the only one that there is.
        guard isDotenv(path) else { return interpreted.map { ($0.key, $0.value) } }
        let exact: [(String, SecretSlice)]
        do throws(SopsError) {
            let tree = try DocumentStore(.dotenv).read(text, in: arena)
            exact = tree.roots.first.map { root in
                tree.members(of: root).filter { tree.nodes[$0].kind != .comment }.map {
                    (String(decoding: tree.nodes[$0].key.buffer, as: UTF8.self), arena.slice(of: tree.nodes[$0].text.buffer))
                }
            } ?? []
        } catch {
            if settings.interpretsDotenv { return interpreted.map { ($0.key, $0.value) } }
            throw .of(error, file: path)
        }
        let others = Dictionary(interpreted.map { ($0.key, $0.value) }) { $1 }
        // The last value of a name is the one that both readings give.
        let last = Dictionary(exact) { $1 }
        let changed = exact.filter { last[$0.0].map($0.1.equals) ?? false }.filter { pair in others[pair.0].map { !$0.equals(pair.1) } ?? true }.map(\.0)
        if isRefused {
            System.warn("\"" + path + "\": kept as sops has it; KSops' reading of env files would refuse it")
        } else if !changed.isEmpty {
            System.warn(
                "\"" + path + "\": " + changed.joined(separator: ", ")
                    + (settings.interpretsDotenv
                        ? ": changed by KSops' reading of env files (RCSOPS_KSOPS_DOTENV)"
                        : ": kept as sops has it, which KSops' reading of env files would change; RCSOPS_KSOPS_DOTENV=godotenv asks for that reading"))
        }
        return settings.interpretsDotenv ? interpreted.map { ($0.key, $0.value) } : exact
    }

    // By the name, as everywhere; a binary document's text is what somebody wrote as an env file.
    private static func isDotenv(_ path: String) -> Bool {
        let format = DocumentFormat(path: path)
        return format == .dotenv || format == .binary
    }
}
