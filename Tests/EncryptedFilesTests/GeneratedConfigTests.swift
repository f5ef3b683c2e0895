import AgeEncryption
import CommandDriver
import Cryptography
import DocumentTree
import EncryptedFiles
import Foundation
import MasterKeys
import RcloneConfig
import SecretMemory
import SopsDocument
import TestVectors
import Testing

@Suite struct GeneratedConfigTests {
    private static let count = 2000
    private let access = MasterKeyAccess(age: AgeKeyReader(), pgp: PGPKeys(environment: { _ in nil }), now: { 1_700_000_000 })

    /// What the real rclone says of each file of a folder: nil where it refuses it.
    private func dumps(of folder: URL) throws -> [String: [String: [String: String]]?] {
        let script = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/rclone-dumps.py").path
        let made = try Program.run(
            Program.peer("python-with-pyrage"), [script, Program.peer("rclone").path, folder.path], in: folder, seconds: 600)
        #expect(made.code == 0, "\(made.messages)")
        return try JSONDecoder().decode([String: [String: [String: String]]?].self, from: made.output)
    }

    private func folder(_ name: String) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private func encrypted(_ document: RcloneDocument, to recipient: X25519Recipient, in arena: SecretArena) throws -> SecretSlice {
        let effects = Effects(now: { 1_700_000_000 }, fill: { SecureRandom.fill($0) }, keys: access)
        let group = KeyGroup(keys: [MasterKeyEntry(kind: .age, fields: [("recipient", .text(recipient.text))])])
        return try RcloneEncryption.encrypt(document, plan: EncryptionPlan(groups: [group]), effects: effects, in: arena).bytes
    }

    private func decrypted(_ bytes: SecretSlice, with identity: X25519Identity, in arena: SecretArena) throws -> SecretSlice {
        var key = SecretBuilder(in: arena)
        identity.write(into: &key)
        let text = key.finish()
        let sources = IdentitySources(environment: { _ in nil }, secretEnvironment: { name, _ in name == "SOPS_AGE_KEY" ? text : nil }, keys: access)
        guard case .sopsINI(let tree) = InputForm.recognise(bytes, in: arena) else { throw EncryptedFileError.document(.metadataNotFound) }
        return try RcloneDecryption.decrypt(tree, identities: sources, ignoringMAC: false, damage: .stop, asSops: false).text
    }

    @Test("generated files come back byte for byte, and the real rclone reads the same from them before and after")
    func everyFileComesBack() throws {
        let seed = TestRun.seed(of: "generated rclone.confs")
        let identity = try X25519Identity.generate()
        let (before, after) = (try folder("before"), try folder("after"))
        defer { for folder in [before, after] { try? FileManager.default.removeItem(at: folder) } }
        var generator = RandomConfig(random: SplitMix(seed: seed))
        var readable: [String: RcloneDocument] = [:]
        let arena = SecretArena()
        for number in 0..<Self.count {
            let (name, bytes) = ("\(number).conf", generator.next())
            try Data(bytes).write(to: before.appendingPathComponent(name))
            let document = RcloneDocument(parsing: arena.store(bytes))
            guard document.unreadable.isEmpty else { continue }
            readable[name] = document
            do {
                let back = try decrypted(try encrypted(document, to: identity.recipient, in: arena), with: identity, in: arena)
                #expect(back.equals(document.source), "file \(number) of seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
                try Data(back.bytes).write(to: after.appendingPathComponent(name))
            } catch {
                Issue.record("file \(number) of seed \(seed): \(error) \(String(decoding: bytes, as: UTF8.self).debugDescription)")
            }
        }
        let (first, second) = (try dumps(of: before), try dumps(of: after))
        for (name, dump) in first {
            // Where rclone refuses a file, so do we, and nowhere else.
            #expect((dump == nil) == (readable[name] == nil), "\(name) of seed \(seed)")
            guard let dump, let document = readable[name] else { continue }
            #expect(second[name] == dump, "\(name) of seed \(seed)")
            expect(document.reading, is: dump, "\(name) of seed \(seed)")
        }
        print("generated rclone.confs: \(readable.count) of \(readable.count) came back, \(Self.count - readable.count) refused by both")
        #expect(readable.count > Self.count / 2)
    }

    private func expect(_ reading: RcloneReading, is dump: [String: [String: String]], _ name: String) {
        var found: [String: [String: String]] = [:]
        for section in reading.sections {
            // The dump shows references replaced, and what is no UTF-8 otherwise than Swift does.
            let texts = [section.name.bytes] + section.entries.flatMap { [$0.key.bytes, $0.value.bytes] }
            guard texts.allSatisfy({ String(validating: $0, as: UTF8.self) != nil }),
                !section.entries.contains(where: { Interpolation.hasReference($0.value) })
            else { return }
            found[String(decoding: section.name.bytes, as: UTF8.self)] = Dictionary(
                section.entries.map { (String(decoding: $0.key.bytes, as: UTF8.self), String(decoding: $0.value.bytes, as: UTF8.self)) },
                uniquingKeysWith: { $1 })
        }
        // An empty DEFAULT, which rclone lists for its mere header, says nothing.
        #expect(found == dump.filter { $0.key != "DEFAULT" || !$0.value.isEmpty }, "\(name)")
    }
}
