/// Where `publish` puts a file: one entry of `destination_rules`, checked.
package struct DestinationRule: Sendable {
    package enum Place: Sendable, Equatable {
        case s3(bucket: String, prefix: String)
        case gcs(bucket: String, prefix: String)
        /// Empty texts where sops has a default.
        case vault(address: String, mount: String, path: String, version: Int)
    }

    /// The line in `.sops.yaml`, 1-based.
    package let line: Int
    package let pathPattern: String
    /// Nil where the rule names none, which sops says only when it is used.
    package let place: Place?
    package let omitsExtensions: Bool
    /// The rule that a file is encrypted anew under before it is published.
    package let recreation: CreationRule?

    init(_ node: ConfigurationNode, path: String) throws(ConfigurationError) {
        line = node.line
        pathPattern = node["path_regex"]?.text ?? ""
        func text(_ name: String) -> String { node[name]?.text ?? "" }
        var places: [Place] = []
        if !text("s3_bucket").isEmpty { places.append(.s3(bucket: text("s3_bucket"), prefix: text("s3_prefix"))) }
        if !text("gcs_bucket").isEmpty { places.append(.gcs(bucket: text("gcs_bucket"), prefix: text("gcs_prefix"))) }
        if !text("vault_path").isEmpty {
            var version = 0
            if case .scalar(let scalar) = node["vault_kv_version"]?.content { version = scalar.integer ?? 0 }
            places.append(.vault(address: text("vault_address"), mount: text("vault_kv_mount_name"), path: text("vault_path"), version: version))
        }
        guard places.count <= 1 else { throw .severalDestinations(config: path, line: node.line) }
        place = places.first
        if case .scalar(let scalar) = node["omit_extensions"]?.content { omitsExtensions = scalar.boolean ?? false } else { omitsExtensions = false }
        recreation = try node["recreation_rule"].map { (rule) throws(ConfigurationError) in try CreationRuleReading(path: path).rule(rule) }
    }
}
