internal import FileReplacement
internal import SecretMemory

/// `/etc/sops/audit.yaml`: the databases in which an administrator wants a row for every use of a secret
/// (sops 3.11 `audit/audit.go`).
package enum AuditConfiguration {
    package static let path = "/etc/sops/audit.yaml"

    /// Whether the file asks for rows in any database. One that can't be read or understood throws: nobody knows then what was asked.
    package static func asksForRows(at path: String = path) throws(ConfigurationError) -> Bool {
        guard !FileReading.isMissing(path) else { return false }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try FileReading.read(path, into: SecretArena()).withBytes { Array($0) } } catch {
            throw .unreadable(path: path, reason: "it is there, and can't be read")
        }
        guard let backends = try ConfigurationYAML.root(of: bytes, path: path)?["backends"] else { return false }
        // A kind of database that is not known asks as well.
        guard case .mapping(let kinds) = backends.content else {
            throw .malformed(path: path, line: backends.line, reason: "backends is not a mapping")
        }
        return kinds.contains { kind in
            if case .sequence(let databases) = kind.value.content { !databases.isEmpty } else { !kind.value.isNull }
        }
    }
}
