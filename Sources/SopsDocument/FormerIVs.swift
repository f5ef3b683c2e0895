internal import Cryptography
internal import DocumentTree
internal import SecretMemory

/// The IVs of a document's values before it was changed. An unchanged value gets its own back, and with it the very
/// ciphertext, so that a diff shows what changed and nothing else (sops 3.11 keeps them in its cipher's stash; of equal
/// values in one list it keeps one IV, which changes the others' ciphertext).
package final class FormerIVs {
    // Keyed by a hash of the additional data, the type and the plaintext under a random key: no plaintext is kept.
    private var ivs: [Digest: [Former]] = [:]
    private let hashKey: SecretBytes

    private struct Former {
        let iv: [UInt8]
        /// Where the decrypted text lies: of equal values in one list it tells which is which, when a tree was changed in place.
        let start: UnsafePointer<UInt8>?
        var isUsed = false
    }

    private struct Digest: Hashable {
        let bytes: [UInt8]
    }

    package init() { hashKey = SecureRandom.secret(32) }

    private func digest(_ aad: UnsafeRawBufferPointer, _ type: ScalarType, _ text: UnsafeRawBufferPointer) -> Digest {
        hashKey.withBytes { key in
            withUnsafeBytes(of: UInt64(aad.count).littleEndian) { size in
                let word = UnsafeRawBufferPointer(start: type.word.utf8Start, count: type.word.utf8CodeUnitCount)
                return Digest(bytes: HMACSHA256.code(key: key, size, aad, word, text))
            }
        }
    }

    func learn(from tree: DocumentTree, decrypted: DocumentTree, plan: LeafPlan) {
        for leaf in plan.leaves where leaf.isSelected {
            let clear = decrypted.nodes[Int(leaf.node)]
            let text = tree.nodes[Int(leaf.node)].text.buffer
            guard let type = ScalarType(clear.kind), let parts = CipherText.parts(of: text), parts.iv.count == Base64.encodedCount(CipherText.ivSize)
            else { continue }
            let iv = [UInt8](unsafeUninitializedCapacity: parts.iv.count) { buffer, count in
                count = buffer.baseAddress.flatMap { Base64.decode(UnsafeRawBufferPointer(rebasing: text[parts.iv]), into: $0) } ?? 0
            }
            guard iv.count == CipherText.ivSize else { continue }
            let digest = plan.withAAD(of: leaf) { self.digest($0, type, clear.text.buffer) }
            ivs[digest, default: []].append(Former(iv: iv, start: clear.text.start))
        }
    }

    /// Puts the known IVs in the place of the random ones; each is used once, for the very value that had it, else in document
    /// order.
    func reuse(in job: EncryptionJob) {
        var rest = ivs
        var others: [(index: Int, digest: Digest)] = []
        for (index, place) in job.chosen.enumerated() {
            let leaf = job.plan.leaves[place]
            let node = job.node(of: leaf)
            guard let type = ScalarType(node.kind) else { continue }
            let digest = job.plan.withAAD(of: leaf) { self.digest($0, type, node.text.buffer) }
            guard let known = ivs[digest] else { continue }
            guard known.count > 1, let own = known.firstIndex(where: { $0.start == node.text.start }) else {
                others.append((index, digest))
                continue
            }
            rest[digest]?[own].isUsed = true
            job.setIV(known[own].iv, of: index)
        }
        for (index, digest) in others {
            guard let next = rest[digest]?.firstIndex(where: { !$0.isUsed }), let former = rest[digest]?[next] else { continue }
            rest[digest]?[next].isUsed = true
            job.setIV(former.iv, of: index)
        }
    }
}
