package import AgeEncryption
package import SopsDocument

/// What it takes to use master keys here: age keys of every kind, and PGP keys through gpg.
package struct MasterKeyAccess: Sendable {
    package let age: AgeKeyReader
    package let pgp: PGPKeys
    private let now: @Sendable () -> Int64
    /// Kinds that can be used; files with others are read by one of these.
    package static let usableKinds: [MasterKeyKind] = [.age, .pgp]

    /// `now` is in seconds since 1970.
    package init(age: AgeKeyReader, pgp: PGPKeys, now: @escaping @Sendable () -> Int64) {
        self.age = age
        self.pgp = pgp
        self.now = now
    }

    /// A key that nothing can be encrypted to, before anything is tried: the text is none of its kind.
    package func check(_ key: MasterKeyEntry) throws(MasterKeyError) {
        switch key.kind {
        case .age:
            do throws(AgeError) { _ = try age.recipient(key.displayName) } catch { throw .age(error) }
        case .pgp: return
        case .kms, .gcpKMS, .huaweiKMS, .azureKeyVault, .vaultTransit: throw .unusableKind(key.kind)
        }
    }

    /// The entry with `bytes`, a data key or a share of one, under its key.
    func wrap(_ bytes: UnsafeRawBufferPointer, for key: MasterKeyEntry) throws(MasterKeyError) -> MasterKeyEntry {
        switch key.kind {
        case .age:
            do throws(AgeError) {
                let file = try AgeFile.seal(bytes, to: [try age.recipient(key.displayName)], armored: true)
                var entry = key
                entry.setText("enc", String(decoding: file, as: UTF8.self))
                return entry
            } catch { throw .age(error) }
        case .pgp:
            let message: String
            do throws(PGPError) { message = try pgp.wrap(bytes, fingerprint: key.displayName) } catch { throw .pgp(error) }
            guard key.text("created_at") == nil else {
                var entry = key
                entry.setText("enc", message)
                return entry
            }
            // In sops' order (3.11 `stores/stores.go`, pgpkey).
            return MasterKeyEntry(
                kind: .pgp,
                fields: [("created_at", .text(RFC3339.text(unixSeconds: now()))), ("enc", .text(message)), ("fp", .text(key.displayName))])
        case .kms, .gcpKMS, .huaweiKMS, .azureKeyVault, .vaultTransit: throw .unusableKind(key.kind)
        }
    }
}
