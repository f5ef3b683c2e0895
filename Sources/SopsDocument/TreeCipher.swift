internal import Cryptography
package import DocumentTree
package import SecretMemory

/// Encrypts or decrypts a whole tree, with the running hash of the MAC (sops 3.11 `sops.go`). The hash goes in document
/// order; the values themselves are shared out among threads.
package enum TreeCipher {
    /// SHA-256 of `sops`: what the hash starts with when only encrypted values count (`mac_only_encrypted`).
    private static let macOnlyEncryptedPrefix: [UInt8] = [
        0x8a, 0x3f, 0xd2, 0xad, 0x54, 0xce, 0x66, 0x52, 0x7b, 0x10, 0x34, 0xf3, 0xd1, 0x47, 0xbe, 0x0b,
        0x0b, 0x97, 0x5b, 0x3b, 0xf4, 0x4f, 0x72, 0xc6, 0xfd, 0xad, 0xec, 0x81, 0x76, 0xf2, 0x7d, 0x69,
    ]

    /// The tree with its selected leaves encrypted, and the MAC and the time in `metadata`. `fill` gives random bytes, on several
    /// threads at once.
    /// Values that `former` knows keep their IV, and with it their ciphertext.
    package static func encrypt(
        _ tree: DocumentTree, metadata: inout SopsMetadata, dataKey: borrowing SecretBytes, unixSeconds: Int64,
        former: FormerIVs? = nil, fill: @escaping (UnsafeMutableRawBufferPointer) -> Void
    ) throws(SopsError) -> DocumentTree {
        let plan = try LeafPlan(of: tree, selector: metadata.selector)
        let job = EncryptionJob(tree: tree, plan: plan, former: former, fill: fill)
        let ciphers = try ciphers(for: dataKey, pieces: job.pieces)
        try addMAC(to: &metadata, of: job, dataKey: dataKey, unixSeconds: unixSeconds, fill: fill)
        ParallelWork.run(pieces: job.pieces, width: ciphers.count, first: {}, { worker, piece in job.run(piece, with: ciphers[worker]) })
        var result = job.sizedTree()
        try job.finish(&result, selector: metadata.selector)
        return result
    }

    /// The same with the document's bytes in the format of `store`. Where it may, the document is laid out first, and each
    /// value encrypted in its place there: no ciphertext is moved.
    package static func encrypt(
        _ tree: DocumentTree, metadata: inout SopsMetadata, dataKey: borrowing SecretBytes, unixSeconds: Int64,
        store: DocumentStore, fill: @escaping (UnsafeMutableRawBufferPointer) -> Void
    ) throws(SopsError) -> (tree: DocumentTree, text: SecretSlice) {
        let plan = try LeafPlan(of: tree, selector: metadata.selector)
        let job = EncryptionJob(tree: tree, plan: plan, former: nil, fill: fill)
        let ciphers = try ciphers(for: dataKey, pieces: job.pieces)
        var text: SecretSlice?
        var result = job.sizedTree()
        var failure: SopsError?
        // Getting the document's memory from the system takes as long as the hash and the layout, so another thread does.
        ParallelWork.run(
            pieces: 1, width: ciphers.count,
            first: {
                do throws(SopsError) {
                    try addMAC(to: &metadata, of: job, dataKey: dataKey, unixSeconds: unixSeconds, fill: fill)
                    guard store.canLayOut, job.hasValuesOnly else { return }
                    let (document, places) = try store.layOut(result, metadata: metadata, in: job.arena, room: job.room)
                    if job.lead(to: document, places: places) { text = document }
                } catch { failure = error }
            },
            { _, _ in SecretArena.populate(job.room) })
        if let failure { throw failure }
        ParallelWork.run(pieces: job.pieces, width: ciphers.count, first: {}, { worker, piece in job.run(piece, with: ciphers[worker]) })
        try job.finish(&result, selector: metadata.selector)
        if let text { return (result, text) }
        return (result, try store.write(result, metadata: metadata))
    }

    private static func addMAC(
        to metadata: inout SopsMetadata, of job: EncryptionJob, dataKey: borrowing SecretBytes, unixSeconds: Int64,
        fill: @escaping (UnsafeMutableRawBufferPointer) -> Void
    ) throws(SopsError) {
        var hash = SHA512()
        if metadata.macOnlyEncrypted { macOnlyEncryptedPrefix.withUnsafeBytes { hash.update($0) } }
        hash.update(job.tree, job.plan, onlySelected: metadata.macOnlyEncrypted)
        metadata.lastModified = RFC3339.text(unixSeconds: unixSeconds)
        let mac = job.tree.arena.store(hash.finishedHex())
        var cipher = try ValueCipher(dataKey: dataKey, arena: job.tree.arena, fill: fill)
        metadata.mac = try cipher.encrypt(mac, type: .string, aad: Array(metadata.lastModified.utf8))
            .withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// The tree with its selected leaves decrypted; the MAC is compared unless it is to be ignored. `former`, when
    /// given, learns the IVs for a later ``encrypt(_:metadata:dataKey:unixSeconds:former:fill:)``.
    package static func decrypt(
        _ tree: DocumentTree, metadata: SopsMetadata, dataKey: borrowing SecretBytes, ignoringMAC: Bool, former: FormerIVs? = nil
    ) throws(SopsError) -> DocumentTree {
        let plan = try LeafPlan(of: tree, selector: metadata.selector)
        let job = DecryptionJob(tree: tree, plan: plan)
        let ciphers = try ciphers(for: dataKey, pieces: job.pieces)
        ParallelWork.run(pieces: job.pieces, width: ciphers.count, first: {}, { worker, piece in job.run(piece, with: ciphers[worker]) })
        let result = try job.finish()
        former?.learn(from: tree, decrypted: result, plan: plan)
        if ignoringMAC { return result }
        var hash = SHA512()
        if metadata.macOnlyEncrypted { macOnlyEncryptedPrefix.withUnsafeBytes { hash.update($0) } }
        hash.update(result, plan, onlySelected: metadata.macOnlyEncrypted)
        let computed = hash.finishedHex()
        let stored: SecretSlice
        do throws(SopsError) {
            var cipher = try ValueCipher(dataKey: dataKey, arena: tree.arena, fill: { _ in })
            (_, stored) = try cipher.decrypt(
                tree.arena.store(Array(metadata.mac.utf8)), aad: Array(metadata.lastModified.utf8), path: "mac")
        } catch { throw .macUndecryptable }
        let isEqual = stored.withBytes { stored in computed.withUnsafeBytes { ConstantTime.equal(stored, $0) } }
        guard isEqual else { throw .macMismatch(hasMAC: !metadata.mac.isEmpty) }
        return result
    }

    /// The leaves that a rule has encrypted.
    package static func selectedNodes(of tree: DocumentTree, selector: EncryptionSelector) throws(SopsError) -> Set<Int> {
        Set(try LeafPlan(of: tree, selector: selector).leaves.filter(\.isSelected).map { Int($0.node) })
    }

    private static func ciphers(for dataKey: borrowing SecretBytes, pieces: Int) throws(SopsError) -> [SharedCipher] {
        var ciphers: [SharedCipher] = []
        for _ in 0..<ParallelWork.width(pieces: max(pieces, 1)) {
            do throws(CryptographyError) { ciphers.append(SharedCipher(try AESGCM256(key: dataKey))) } catch {
                throw .cipherFailure(reason: "the data key is not 32 bytes long")
            }
        }
        return ciphers
    }
}

/// A cipher that one thread at a time uses.
final class SharedCipher: @unchecked Sendable {
    var cipher: AESGCM256

    init(_ cipher: consuming AESGCM256) { self.cipher = cipher }
}

extension SHA512 {
    /// Adds the texts of a document's leaves.
    fileprivate mutating func update(_ tree: DocumentTree, _ plan: LeafPlan, onlySelected: Bool) {
        tree.nodes.withUnsafeBufferPointer { nodes in
            for leaf in plan.leaves where leaf.isSelected || !onlySelected {
                let node = nodes[Int(leaf.node)]
                if node.kind != .comment { update(node.text.buffer) }
            }
        }
    }

    /// The digest so far as 128 uppercase hexadecimal digits.
    fileprivate consuming func finishedHex() -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in finish() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
