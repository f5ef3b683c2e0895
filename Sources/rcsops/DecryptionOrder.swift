import SopsDocument

/// `--decryption-order`: the kinds of keys that are tried first (sops 3.11 `cmd/sops/main.go`, `decryptionOrder`).
enum DecryptionOrder {
    /// sops takes unknown words without a word, and refuses one that stands there twice.
    static func use(_ text: String?) throws(Failure) {
        guard let text = text ?? System.environment("SOPS_DECRYPTION_ORDER"), !text.isEmpty else { return }
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var order: [MasterKeyKind] = []
        var seen: Set<String> = []
        for word in words {
            guard seen.insert(word).inserted else {
                throw Failure("RC6505", exit: 112, "Duplicate decryption key type: " + word, fix: "name each kind once")
            }
            if let kind = MasterKeyKind(rawValue: word) { order.append(kind) } else {
                System.warn(
                    "\"" + word + "\" is no kind of key, and does not count; the kinds are "
                        + MasterKeyKind.allCases.map(\.rawValue).joined(separator: ", "))
            }
        }
        System.decryptionOrder.withLock { $0 = order }
    }
}
