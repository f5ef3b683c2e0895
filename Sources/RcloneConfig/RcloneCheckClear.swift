package import Diagnostics
internal import SecretMemory

/// What stands in clear in an encrypted document, and should not.
extension RcloneCheck {
    /// Findings about the document as it is stored. `visible` has its names as they are meant, ciphertext for values that
    /// are encrypted, and its own lines; `plain` is what it decrypts to, when the key was at hand.
    package static func secretsInClear(in visible: RcloneReading, decrypted plain: RcloneReading?, file: String) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for section in visible.sections {
            let type = (plain?[section.name] ?? section).value("type")
            let isTypeSeen = type.map { !$0.withBytes { $0.starts(with: "ENC[AES256_GCM,".utf8) } } ?? false
            let backend = isTypeSeen ? type.map { String(decoding: $0.bytes.prefix(64), as: UTF8.self) } : nil
            for entry in section.entries where !entry.value.withBytes({ $0.starts(with: "ENC[AES256_GCM,".utf8) }) {
                guard SecretOption.isKnownSecret(backend: backend, key: entry.key, value: entry.value) else { continue }
                findings.append(
                    Diagnostic(
                        code: FindingCode.secretInClear.rawValue, severity: .error,
                        place: SourcePlace(file: file, line: max(entry.line, 1), column: max(entry.column, 1)),
                        cause: entry.key.text + " of [" + section.name.text + "] is a secret, and stands in clear in the encrypted file",
                        fix: "correct the rule in .sops.yaml, encrypt the decrypted file again, and replace the secret if others had the file"))
            }
        }
        return findings
    }
}
