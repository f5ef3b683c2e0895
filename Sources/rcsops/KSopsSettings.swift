/// What the environment says of a generator.
struct KSopsSettings: Sendable {
    /// The folder that files must lie in; nil when they may lie anywhere.
    let root: String?
    /// Env files are read as KSops reads them.
    let interpretsDotenv: Bool

    init() throws(Failure) {
        // kustomize starts generators in its root. Where a path leads counts, not how it is written, so an absolute path
        // into that folder is as good as another, and a link out of it is not.
        root = try Self.isSet("RCSOPS_KSOPS_LOAD_RESTRICTOR", to: "none", else: "root") ? nil : System.workingFolder
        interpretsDotenv = try Self.isSet("RCSOPS_KSOPS_DOTENV", to: "godotenv", else: "exact")
    }

    private static func isSet(_ name: String, to wanted: String, else other: String) throws(Failure) -> Bool {
        let value = System.environment(name) ?? ""
        guard value.isEmpty || value == wanted || value == other else {
            throw Failure("RC7116", exit: 1, name + " is \"" + value + "\"", fix: "set it to " + wanted + " or " + other + ", or unset it")
        }
        return value == wanted
    }

    /// KSOPS_CONCURRENCY_LIMIT as Go's strconv.Atoi reads it.
    static func concurrency() throws(Failure) -> Int {
        let text = System.environment("KSOPS_CONCURRENCY_LIMIT") ?? ""
        if text.isEmpty { return 20 }
        func failure(_ reason: String) -> Failure {
            Failure(
                "RC7105", exit: 1, "error parsing KSOPS_CONCURRENCY_LIMIT value \"" + text + "\": " + reason,
                fix: "set it to a whole number from 1 on, or unset it")
        }
        let digits = text.utf8.first == 0x2B || text.utf8.first == 0x2D ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw failure("strconv.Atoi: parsing \"" + text + "\": invalid syntax")
        }
        guard let value = Int(text) else { throw failure("strconv.Atoi: parsing \"" + text + "\": value out of range") }
        guard value >= 1 else { throw failure("must be 1 or more") }
        return value
    }

    /// Without doubles, in their order.
    static func distinct(_ paths: [String]) -> [String] {
        var seen: Set<[UInt8]> = []
        return paths.filter { seen.insert(Array($0.utf8)).inserted }
    }
}
