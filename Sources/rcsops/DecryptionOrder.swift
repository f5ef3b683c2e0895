/// In which order kinds of keys are tried (sops 3.11 `cmd/sops/main.go`, `decryptionOrder`). Age keys are the only ones that
/// can be used, so what is left of it is that it must be well formed.
enum DecryptionOrder {
    /// `text` is that of the flag; without one SOPS_DECRYPTION_ORDER counts.
    static func check(_ text: String?) throws(Failure) {
        var seen: Set<Substring> = []
        for kind in (text ?? System.environment("SOPS_DECRYPTION_ORDER") ?? "").split(separator: ",", omittingEmptySubsequences: false) {
            guard seen.insert(kind).inserted else {
                throw Failure("RC6303", exit: 112, "Duplicate decryption key type: " + String(kind), fix: "name each kind of key once: --decryption-order age,pgp")
            }
        }
    }
}
