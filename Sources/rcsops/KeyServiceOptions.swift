/// `--enable-local-keyservice` and `--keyservice`: who wraps and unwraps data keys.
struct KeyServiceOptions {
    var isLocalEnabled = true
    var addresses: [String] = []

    /// Keys are used by this process only, in this version.
    func check() throws(Failure) {
        guard let address = addresses.first(where: { !$0.isEmpty }) else {
            guard isLocalEnabled else {
                throw Failure(
                    "RC6216", exit: 1, "no key services provided: the local one is switched off, and others can't be used by this version of rcsops",
                    fix: "leave --enable-local-keyservice out, and unset SOPS_ENABLE_LOCAL_KEYSERVICE")
            }
            return
        }
        throw Failure(
            "RC6216", exit: 1, "the key service " + address + " can't be used by this version of rcsops",
            fix: "leave --keyservice out and unset SOPS_KEYSERVICE, or use sops")
    }
}
