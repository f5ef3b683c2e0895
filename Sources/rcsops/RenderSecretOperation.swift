import KubernetesSecrets
import SecretMemory

/// `render secret`, `list` and `sealed-secret`: Kubernetes objects of plain and encrypted files.
enum RenderSecretOperation {
    /// What is given for one Secret besides its files.
    struct Form {
        var isData = false
        var isText = false
        var hash: KubernetesSecret.HashKind?
        var hasChecksum = false
    }

    static func run(
        files: [String], name: String, key: String?, object: RenderObjectOptions, content: RenderContentOptions, form: Form, output path: String?
    ) throws(Failure) {
        let output = try Output(inPlace: false, path: path, input: Input(files.first))
        // What the command line alone has wrong is told before any file is read.
        _ = try KubernetesSecret.checked(name: name, object, [], leavesRoomForHash: form.hash != nil)
        let arena = SecretArena()
        let source = try RenderSource(files, content.source(key: key), for: output, in: arena)
        if form.hasChecksum, source.checksum == nil {
            throw Failure(
                "RC7214", exit: 1, "a checksum of a readable file would help whoever guesses at its values",
                fix: "give --checksum-annotation encrypted files; of those it is safe")
        }
        var secret = try KubernetesSecret.checked(
            // The reader's layout names the type, and then it counts in the hash.
            name: name, object, type: content.type ?? (form.isData ? nil : "Opaque"), isImmutable: content.immutable, source.entries,
            checksum: form.hasChecksum ? source.checksum : nil, leavesRoomForHash: form.hash != nil)
        let values: KubernetesSecret.Form = form.isData ? .data : form.isText ? .stringData : secret.readableForm
        if let hash = form.hash {
            let suffix = "-" + secret.contentHash(hash, form: values)
            do throws(KubernetesSecretError) { secret = try secret.named(with: suffix) } catch { throw .of(error) }
        }
        if content.immutable, form.hash == nil, !content.quiet {
            System.say("rcsops: note: an immutable Secret changes only under another name, which --hash-suffix would give it\n")
        }
        let text: SecretSlice
        do throws(KubernetesSecretError) {
            text = form.isData ? secret.kubectlYAML(in: arena) : try secret.readerYAML(values, in: arena)
        } catch { throw .of(error) }
        // Without it kubectl would keep a copy in an annotation.
        if text.count > KubernetesSecret.annotationSizeLimit, !content.quiet {
            System.say("rcsops: note: the Secret has \(text.count) bytes; kubectl apply takes it with --server-side only\n")
        }
        try output.write(text)
    }

    /// `NAME=FILE…`, one Secret each, checked all before the first is written.
    static func list(
        files: [String], object: RenderObjectOptions, content: RenderContentOptions, isStream: Bool, output path: String?
    ) throws(Failure) {
        let output = try Output(inPlace: false, path: path, input: Input(nil))
        let arena = SecretArena()
        var (names, sources): ([String], [String]) = ([], [])
        for file in files {
            guard let mark = file.firstIndex(of: "="), mark != file.startIndex, file.index(after: mark) != file.endIndex else {
                throw Failure("RC7202", exit: 64, "\"" + file + "\" is not NAME=FILE", fix: "write the Secret's name, = and the path; the key may stand between them: NAME=KEY=FILE")
            }
            let name = String(file[..<mark])
            guard !names.contains(name) else {
                throw Failure("RC7215", exit: 64, "two Secrets with the name " + name, fix: "give each its own name")
            }
            _ = try KubernetesSecret.checked(name: name, object, [])
            sources.append(String(file[file.index(after: mark)...]))
            names.append(name)
        }
        guard sources.count(where: RenderSource.isStandardInput) <= 1 else { throw RenderSource.twoStandardInputs }
        var secrets: [KubernetesSecret] = []
        for (name, file) in zip(names, sources) {
            let source = try RenderSource([file], content.source(), for: output, in: arena)
            secrets.append(try KubernetesSecret.checked(name: name, object, type: content.type, isImmutable: content.immutable, source.entries))
        }
        try output.write(isStream ? KubernetesSecret.documents(secrets, in: arena) : KubernetesSecret.list(secrets, in: arena))
    }
}
