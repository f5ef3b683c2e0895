import SopsConfiguration

/// Where an administrator wants every use of a secret in a database, nothing is done behind their back.
enum AuditPolicy {
    /// Commands that use no secret.
    private static let harmless: Set<String> = ["help", "h", "--help", "-h", "-help", "--version", "-v", "-version", "completion", "backends", "rules", "doctor"]

    /// Refuses where rows are asked for: writing them is not in this version. sops looks before every command too.
    static func check(_ arguments: [String]) throws(Failure) {
        guard let command = arguments.first, !harmless.contains(command) else { return }
        let asks: Bool
        do throws(ConfigurationError) { asks = try AuditConfiguration.asksForRows() } catch { throw .of(error) }
        guard asks else { return }
        throw Failure(
            "RC6506", exit: 1, AuditConfiguration.path + " asks for a row in a database for every use of a secret, which this version of rcsops can't write",
            fix: "use the real sops on this machine, or have its administrator change the file")
    }
}
