internal import Cryptography
package import SecretMemory

/// A passphrase to encrypt with. It stands alone in a file.
package final class ScryptRecipient: AgeRecipient {
    private let passphrase: SecretBytes
    private let workFactor: Int
    /// What age 1.3 writes; a second or so. Memory is 2 to this power KiB.
    package static let standardWorkFactor = 18

    /// Takes the passphrase's bytes as they are. `workFactor` is 1 to 30. Refuses an empty passphrase.
    package init(passphrase: consuming SecretBytes, workFactor: Int = standardWorkFactor) throws(AgeError) {
        guard passphrase.count > 0 else { throw .passphrase(reason: "an empty passphrase protects nothing") }
        guard (1...30).contains(workFactor) else { throw .passphrase(reason: "a scrypt work factor is 1 to 30") }
        self.passphrase = passphrase
        self.workFactor = workFactor
    }

    package var text: String { "" }

    package func wrap(_ fileKey: borrowing SecretBytes) throws(AgeError) -> AgeWrapping {
        // A label that no other recipient has keeps all others out of the file (age v1.3 `scrypt.go`).
        let label = SecureRandom.bytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return AgeWrapping([try ScryptStanza.wrap(fileKey, passphrase: passphrase, workFactor: workFactor)], labels: [label])
    }
}
