import ArgumentParser
import KubernetesSecrets

/// What an object of Kubernetes is called, and what is said of it.
struct RenderObjectOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The namespace.") var namespace: String?
    @Option(name: .long, help: ArgumentHelp("A label. May be given again.", valueName: "key=value")) var label: [String] = []
    @Option(name: .long, help: ArgumentHelp("An annotation. May be given again.", valueName: "key=value")) var annotation: [String] = []

    static func pairs(_ words: [String], _ flag: String) throws(Failure) -> [String: String] {
        var pairs: [String: String] = [:]
        for word in words {
            guard let mark = word.firstIndex(of: "=") else {
                throw Failure("RC7213", exit: 64, flag + " " + System.printable(word) + " has no =", fix: "write " + flag + " KEY=VALUE")
            }
            let key = String(word[..<mark])
            guard pairs.updateValue(String(word[word.index(after: mark)...]), forKey: key) == nil else {
                throw Failure("RC7213", exit: 64, flag + " " + System.printable(key) + " is given twice", fix: "leave one out")
            }
        }
        return pairs
    }
}

/// What a Secret is made of, and of which kind it is.
struct RenderContentOptions: ParsableArguments {
    @Option(name: .long, help: "The Secret's type; without it Opaque.") var type: String?
    @Flag(name: .long, help: "The values can't be changed any more, nor the flag taken back: only with a hash in the name.") var immutable = false
    @Option(name: .long, help: "Only this remote of an rclone.conf, with all that it refers to. May be given again.") var remote: [String] = []
    @Flag(name: .long, help: "Take every key of a Secret manifest, and not its rclone.conf alone.") var allKeys = false
    @OptionGroup var password: PasswordOptions
    @Flag(name: .shortAndLong, help: "No notes.") var quiet = false

    func validate() throws {
        if allKeys, !remote.isEmpty { throw ValidationError("--all-keys takes all, and --remote a part; give one.") }
    }

    func source(key: String? = nil) -> RenderSource.Options {
        RenderSource.Options(
            remotes: remote, key: key, takesAllKeys: allKeys, isQuiet: quiet, password: password.sources(isQuiet: quiet))
    }
}

extension KubernetesSecret {
    private static let checksumAnnotation = "rcsops/encrypted-checksum"

    /// As the command line asks for it; a broken rule is a failure.
    static func checked(
        name: String, _ object: RenderObjectOptions, type: String? = nil, isImmutable: Bool = false, _ entries: [Entry], checksum: String? = nil,
        leavesRoomForHash: Bool = false
    ) throws(Failure) -> KubernetesSecret {
        var annotations = try RenderObjectOptions.pairs(object.annotation, "--annotation")
        if let checksum, annotations.updateValue(checksum, forKey: checksumAnnotation) != nil {
            throw Failure("RC7213", exit: 64, "--annotation " + checksumAnnotation + " is what --checksum-annotation gives", fix: "leave one out")
        }
        let labels = try RenderObjectOptions.pairs(object.label, "--label")
        do throws(KubernetesSecretError) {
            return try KubernetesSecret(
                name: name, namespace: object.namespace, labels: labels, annotations: annotations, type: type,
                isImmutable: isImmutable, entries: entries, leavesRoomForHash: leavesRoomForHash)
        } catch { throw .of(error) }
    }
}
