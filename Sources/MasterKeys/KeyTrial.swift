internal import AgeEncryption
internal import SecretMemory
package import SopsDocument

/// What the identities at hand can do with one master key of a file.
package enum KeyTrial: Sendable, Equatable {
    /// It gives the data key, or its group's share: by an identity of this source.
    case opens(source: String)
    /// No identity at hand is this key's.
    case notMine
    /// It may be ours; says what is missing or wrong.
    case failed(String)

    /// Tries every identity by itself. What asks somebody is passed over unless `mayAsk`.
    package static func of(_ key: MasterKeyEntry, with sources: IdentitySources, mayAsk: Bool) -> KeyTrial {
        guard let wrapped = key.text("enc"), !wrapped.isEmpty else { return .failed("the entry holds no encrypted data key") }
        switch key.kind {
        case .age: break
        case .pgp:
            guard mayAsk else { return .failed("was not tried, since gpg may ask for a passphrase: --ask tries it") }
            do throws(PGPError) {
                _ = try sources.keys.pgp.unwrap(wrapped, into: SecretArena())
                return .opens(source: "gpg")
            } catch { return .failed(error.message) }
        case .kms, .gcpKMS, .huaweiKMS, .azureKeyVault, .vaultTransit: return .failed(MasterKeyError.unusableKind(key.kind).message)
        }
        let loaded = sources.load(for: key.displayName)
        let bytes = Array(wrapped.utf8)
        var fault: String?
        for (source, identity) in loaded.origins.sorted(by: { $0.identity.cost < $1.identity.cost }) {
            guard mayAsk || !(identity is EncryptedIdentity) && identity.cost != .program else {
                fault = fault ?? source + " was not tried (" + IdentitySource.Found(identity).text + "): --ask tries it"
                continue
            }
            do throws(AgeError) {
                let arena = SecretArena()
                _ = try bytes.withRawBytes { (bytes) throws(AgeError) in try AgeFile.open(bytes, with: [identity], into: arena) }
                return .opens(source: source)
            } catch .noMatch { continue } catch .passphrase where !mayAsk {
                fault = source + " was not tried (an identity that needs a passphrase): --ask asks for it"
            } catch { fault = error.message }
        }
        return fault.map { .failed($0) } ?? .notMine
    }
}
