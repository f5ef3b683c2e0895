import SopsConfiguration

extension Failure {
    /// `.sops.yaml` gives no answer; sops exits 1.
    static func of(_ error: ConfigurationError) -> Failure {
        switch error {
        case .unreadable(let path, let reason):
            Failure("RC5001", exit: 1, "could not read config file: " + path + ": " + reason, fix: "name a file that you can read: --config, else SOPS_CONFIG, else the first .sops.yaml upwards from here")
        case .malformed(let path, let line, let reason):
            Failure(
                "RC5002", exit: 1, "error loading config: " + reason, fix: "correct it; a value of another type counts also in a rule that nothing matches",
                place: path + ":\(line):1")
        case .noMatchingRule(let config, let file):
            Failure(
                "RC5003", exit: 1, "error loading config: no matching creation rules found in " + config + " for " + file,
                fix: "add a rule whose path_regex matches that path, or a last one without path_regex")
        case .invalidRegularExpression(let config, let line, let pattern, let reason):
            Failure(
                "RC5004", exit: 1, "can not compile regexp " + pattern + ": " + reason,
                fix: "write it in RE2's syntax (no look-around, no back-references)", place: config + ":\(line):1")
        case .severalSelectors(let config, let line):
            Failure(
                "RC5005", exit: 1, "error loading config: cannot use more than one of encrypted_suffix, unencrypted_suffix, "
                    + "encrypted_regex, unencrypted_regex, encrypted_comment_regex, or unencrypted_comment_regex for the same rule",
                fix: "keep one of them", place: config + ":\(line):1")
        case .malformedKey(let config, let line, let reason):
            Failure("RC5102", exit: 1, reason, fix: "write the key as the documentation of its service does", place: config + ":\(line):1")
        case .severalDestinations(let config, let line):
            Failure(
                "RC5103", exit: 1, "error loading config: more than one destinations were found in a single destination rule, you can only "
                    + "use one per rule", fix: "keep s3_bucket, gcs_bucket or vault_path, and make a rule for each", place: config + ":\(line):1")
        case .noMatchingDestination(let config, let file):
            Failure(
                "RC5104", exit: 1, "error loading config: no matching destination found in config " + config + " for " + file,
                fix: "add a destination rule whose path_regex matches that path")
        }
    }
}
