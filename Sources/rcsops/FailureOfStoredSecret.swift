import KubernetesSecrets

extension Failure {
    /// A Secret that can't be read back; `file` is the input, or the Secret.
    static func of(_ error: StoredSecretError, file: String) -> Failure {
        switch error {
        case .noSecret(let others) where others.isEmpty:
            Failure(
                "RC7301", exit: 2, "\"" + file + "\" holds no Secret with data or stringData",
                fix: "give what kubectl get secret NAME -o yaml prints")
        case .noSecret(let others):
            Failure(
                "RC7301", exit: 2, "\"" + file + "\" holds no Secret of that name; it has " + others.joined(separator: ", "),
                fix: "name one of them with --name, and --namespace")
        case .several(let names):
            Failure(
                "RC7302", exit: 2, "\"" + file + "\" holds several Secrets: " + names.joined(separator: ", "),
                fix: "name one with --name, and --namespace where names are the same")
        case .noKey(let key, let others):
            Failure(
                "RC7303", exit: 2, "Secret " + file + " has no key \"" + key + "\"; its keys: " + others.joined(separator: ", "),
                fix: "name one of them with --key")
        case .malformedBase64(let key):
            Failure(
                "RC7305", exit: 2, "the value of \"" + key + "\" in Secret " + file + " is not base64",
                fix: "put text under stringData, and base64 -w0 of it under data")
        case .notText(let key):
            Failure(
                "RC7305", exit: 2, "the value of \"" + key + "\" in Secret " + file + " is no text, as YAML reads it",
                fix: "put it in quotes")
        }
    }
}
