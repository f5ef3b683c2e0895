internal import AgeEncryption
package import SecretMemory
package import SopsDocument

/// Gets the data key of a document back with the identities at hand (sops 3.11 `sops.go`, `GetDataKey`).
package enum DataKeyRecovery {
    /// All groups are tried; the first key that opens gives the group's part. Throws what was tried, and why it failed.
    package static func recover(
        _ metadata: SopsMetadata, with sources: IdentitySources, order: DecryptionOrder = .standard
    ) throws(RecoveryFailure) -> SecretBytes {
        let own = sources.recipients()
        let arena = SecretArena()
        var parts: [SecretSlice] = []
        var report: [[RecoveryFailure.Attempt]?] = []
        var tried: [LoadedIdentities] = []
        for group in metadata.keyGroups {
            var attempts: [RecoveryFailure.Attempt] = []
            var part: SecretSlice?
            let keys = order.sorted(group.keys)
            var refusals: [Int: Refusal] = [:]
            for place in Self.promisingFirst(keys, own) {
                switch open(keys[place], sources, &tried, arena) {
                case .success(let bytes): part = bytes
                case .failure(let refusal): refusals[place] = refusal
                }
                if part != nil { break }
            }
            for place in keys.indices {
                if let refusal = refusals[place] { attempts.append(.init(key: keys[place].displayName, reason: refusal.reason, fault: refusal.fault)) }
            }
            if let part {
                parts.append(part)
                report.append(nil)
            } else {
                report.append(attempts)
            }
        }
        let failure = RecoveryFailure(
            groups: report, wanted: metadata.keyGroups.map { $0.keys.map { .init(kind: $0.kind, name: $0.displayName) } },
            threshold: metadata.shamirThreshold, recovered: parts.count, tried: tried)
        if metadata.keyGroups.count == 1 {
            guard let part = parts.first, part.count == DataKeyWrapping.dataKeySize else { throw failure }
            return part.withBytes { SecretBytes(copying: $0) }
        }
        guard parts.count >= max(metadata.shamirThreshold, 2) else { throw failure }
        do throws(SopsError) { return try ShamirSharing.combine(parts) } catch { throw failure }
    }

    /// The places of `keys` in the order to try them: age recipients that are ours by their text before others of their kind.
    /// One of a hundred is found at once so, and nobody is asked for the passphrase of a key that another makes needless.
    private static func promisingFirst(_ keys: [MasterKeyEntry], _ own: Set<String>) -> [Int] {
        guard !own.isEmpty else { return Array(keys.indices) }
        let ours = keys.indices.filter { keys[$0].kind == .age && own.contains(IdentitySources.bare(keys[$0].displayName)) }
        guard let first = keys.firstIndex(where: { $0.kind == .age }), !ours.isEmpty else { return Array(keys.indices) }
        let others = keys.indices.filter { !ours.contains($0) }
        return others.filter { $0 < first } + ours + others.filter { $0 > first }
    }

    private struct Refusal: Error {
        let reason: String
        /// What went wrong besides that nothing matched.
        var fault: AgeError?
    }

    private static func open(
        _ key: MasterKeyEntry, _ sources: IdentitySources, _ tried: inout [LoadedIdentities], _ arena: SecretArena
    ) -> Result<SecretSlice, Refusal> {
        switch key.kind {
        case .age, .pgp: break
        case .kms, .gcpKMS, .huaweiKMS, .azureKeyVault, .vaultTransit:
            return .failure(Refusal(reason: MasterKeyError.unusableKind(key.kind).message))
        }
        guard let wrapped = key.text("enc"), !wrapped.isEmpty else {
            return .failure(Refusal(reason: "the entry holds no encrypted data key (enc is empty)"))
        }
        return sources.part(wrapped, into: arena) { unwrap(wrapped, of: key, sources, &tried, arena) }
    }

    private static func unwrap(
        _ wrapped: String, of key: MasterKeyEntry, _ sources: IdentitySources, _ tried: inout [LoadedIdentities], _ arena: SecretArena
    ) -> Result<SecretSlice, Refusal> {
        if key.kind == .pgp {
            do throws(PGPError) { return .success(try sources.keys.pgp.unwrap(wrapped, into: arena)) } catch {
                return .failure(Refusal(reason: error.message))
            }
        }
        let loaded = sources.load(for: key.displayName)
        tried.append(loaded)
        guard !loaded.identities.isEmpty else {
            return .failure(Refusal(reason: "failed to load age identities" + loaded.remarks))
        }
        let bytes = Array(wrapped.utf8)
        do throws(AgeError) {
            return .success(
                try bytes.withRawBytes { (bytes) throws(AgeError) in try AgeFile.open(bytes, with: loaded.identities, into: arena) })
        } catch .noMatch {
            return .failure(
                Refusal(
                    reason: "failed to create reader for decrypting sops data key with age: identity did not match any of the "
                        + "recipients: incorrect identity for recipient block" + loaded.remarks))
        } catch {
            return .failure(
                Refusal(
                    reason: "failed to create reader for decrypting sops data key with age: " + error.message + loaded.remarks, fault: error))
        }
    }
}
