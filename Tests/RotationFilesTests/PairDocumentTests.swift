import AWSSigning
import CommandDriver
import CredentialRotation
import Foundation
import Glibc
import RotationFiles
import Testing

@Suite struct PairDocumentTests {
    private func rotate(
        _ desk: RotationDesk, _ name: String, _ documents: LiveRotationDocuments? = nil, _ pair: AWSCredentials = RotationDesk.pair(),
        old: AWSCredentials = RotationDesk.old
    ) throws {
        let documents = documents ?? desk.documents()
        let seen = try documents.look(at: desk.use(name))
        #expect(seen.pair.isSamePair(as: old))
        let hash = try documents.write(pair, to: desk.use(name), seen: seen)
        let after = try documents.look(at: desk.use(name))
        #expect(after.hash == hash && after.pair.isSamePair(as: pair))
    }

    private static let changedConfig = Workspace.config.replacingOccurrences(of: RotationDesk.oldPair.0, with: RotationDesk.newID)
        .replacingOccurrences(of: RotationDesk.oldPair.1, with: RotationDesk.newSecret)

    @Test("in a document of rcsops two values, lastmodified and mac change, and sops opens the result")
    func rcsopsINI() throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        let before = try desk.lines("rclone.enc.ini")
        try rotate(desk, "rclone.enc.ini")
        let changed = try #require(RotationDesk.changed(before, try desk.lines("rclone.enc.ini")))
        #expect(Set(changed.map { $0.components(separatedBy: " = ")[0] }).isSubset(of: ["access_key_id", "secret_access_key", "lastmodified", "mac"]))
        #expect(changed.count == 4 || changed.count == 3, "\(changed.count)")
        #expect(try desk.rcsopsDecrypted("rclone.enc.ini") == Self.changedConfig)
        let sops = try desk.sopsDecrypted("rclone.enc.ini")
        #expect(sops.contains(RotationDesk.newID) && sops.contains(RotationDesk.newSecret) && sops.contains("DESTINATIONKEY"))
        #expect(try desk.names() == ["rclone.enc.ini"])
    }

    @Test("a document that sops made keeps the order of its metadata")
    func sopsINI() throws {
        let desk = try RotationDesk()
        try desk.workspace.put(Workspace.config.replacingOccurrences(of: RotationDesk.oldPair.1, with: "TOPSECRET/plus+"), "plain.ini")
        let made = try desk.workspace.peer("sops", "encrypt", "--age", desk.workspace.recipient, "--output", "made.ini", "plain.ini")
        #expect(made.isSuccess, "\(made.messages)")
        // As another sops orders them.
        var lines = try desk.lines("made.ini")
        let start = try #require(lines.firstIndex(of: "[sops]"))
        let metadata = lines[(start + 1)...].filter { !$0.isEmpty }.reversed()
        lines = lines[...start] + metadata + [""]
        try desk.workspace.put(lines.joined(separator: "\n"), "made.ini")
        let before = try desk.sopsDecrypted("made.ini")
        usleep(1_100_000)
        try rotate(desk, "made.ini", old: RotationDesk.pair(RotationDesk.oldPair.0, "TOPSECRET/plus+"))
        let changed = try #require(RotationDesk.changed(lines, try desk.lines("made.ini")))
        #expect(changed.map { $0.components(separatedBy: " ")[0] }.sorted() == ["access_key_id", "lastmodified", "mac", "secret_access_key"])
        #expect(RotationDesk.changed(before.components(separatedBy: "\n"), try desk.sopsDecrypted("made.ini").components(separatedBy: "\n"))?.count == 2)
    }

    @Test("a Secret manifest that sops encrypted has another rclone.conf in it, and is else as it was", arguments: ["stringData", "data"])
    func manifest(field: String) throws {
        let desk = try RotationDesk()
        let text = field == "data"
            ? "  rclone.conf: " + Data(Workspace.config.utf8).base64EncodedString()
            : "  rclone.conf: |\n" + Workspace.config.components(separatedBy: "\n").map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
        try desk.workspace.put(
            "apiVersion: v1 # version\nkind: Secret\nmetadata:\n    name: s3\n\(field):\n\(text)\n  other: b3RoZXI=\n", "secret.yaml")
        let made = try desk.workspace.peer(
            "sops", "encrypt", "--age", desk.workspace.recipient, "--encrypted-regex", "^(data|stringData)$", "--output", "secret.enc.yaml", "secret.yaml")
        #expect(made.isSuccess, "\(made.messages)")
        let before = try desk.lines("secret.enc.yaml")
        usleep(1_100_000)
        try rotate(desk, "secret.enc.yaml")
        let changed = try #require(RotationDesk.changed(before, try desk.lines("secret.enc.yaml")))
        #expect(changed.map { $0.trimmingCharacters(in: .whitespaces).components(separatedBy: ":")[0] }.sorted() == ["lastmodified", "mac", "rclone.conf"])
        #expect(try desk.rcsopsDecrypted("secret.enc.yaml").contains("other: b3RoZXI="))
        let shown = try desk.workspace.rcsops("config", "show", "secret.enc.yaml", "--show-secrets")
        let sops = try desk.sopsDecrypted("secret.enc.yaml")
        let plain = field == "data" ? Data(base64Encoded: sops.components(separatedBy: "rclone.conf: ")[1].components(separatedBy: "\n")[0]).map { String(decoding: $0, as: UTF8.self) } : sops
        #expect(plain?.contains(RotationDesk.newSecret) ?? false, "\(shown.messages)")
    }

    @Test("a plain file is refused unless it is allowed, and then two lines of it change", arguments: ["rclone.conf", "secret.yaml"])
    func plain(name: String) throws {
        let desk = try RotationDesk()
        try desk.workspace.put(
            "apiVersion: v1\nkind: Secret # note\nstringData:\n  rclone.conf: |\n"
                + Workspace.config.components(separatedBy: "\n").map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n") + "\n", "secret.yaml")
        #expect(throws: RotationDocumentError.self) { try desk.documents().look(at: desk.use(name)) }
        let before = try desk.lines(name)
        try rotate(desk, name, desk.documents { $0.allowsPlaintext = true })
        #expect(RotationDesk.changed(before, try desk.lines(name))?.count == 2)
    }

    @Test("rclone's own encryption is refused, and says why")
    func ownEncryption() throws {
        let desk = try RotationDesk()
        try desk.workspace.put("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\n" + Data(count: 80).base64EncodedString() + "\n", "locked.conf")
        let error = #expect(throws: RotationDocumentError.self) { try desk.documents().look(at: desk.use("locked.conf")) }
        guard case .unreadable(_, let reason) = error else { throw try #require(error) }
        #expect(reason.contains("rclone's own encryption"))
    }

    @Test(
        "a remote that rclone does not sign for with this pair is refused",
        arguments: [
            ("env_auth = true", "env_auth"), ("session_token = x", "session_token"), ("profile = p", "profile"), ("role_arn = arn:aws:iam::1:role/r", "role_arn"),
            ("access_key_id = %(other)s", "references"),
        ])
    func refused(line: String, word: String) throws {
        let desk = try RotationDesk()
        try desk.workspace.put("[source]\ntype = s3\nother = x\naccess_key_id = AKIAINVENTED00000000\nsecret_access_key = s\n" + line + "\n", "rclone.conf")
        let error = #expect(throws: RotationDocumentError.self) {
            try desk.documents { $0.allowsPlaintext = true }.look(at: desk.use("rclone.conf"))
        }
        guard case .unreadable(_, let reason) = error else { throw try #require(error) }
        #expect(reason.contains(word))
    }

    @Test("a pair that is inherited is not written beside the section that has it")
    func inherited() throws {
        let desk = try RotationDesk()
        try desk.workspace.put("[a]\ntype = s3\naccess_key_id = AKIAINVENTED00000000\nsecret_access_key = s\n[a.b]\nregion = x\n", "rclone.conf")
        #expect(throws: RotationDocumentError.self) { try desk.documents { $0.allowsPlaintext = true }.look(at: desk.use("rclone.conf", "a.b")) }
        #expect(throws: Never.self) { try desk.documents { $0.allowsPlaintext = true }.look(at: desk.use("rclone.conf", "a")) }
    }

    @Test("with a new data key the pair is new, and so is every ciphertext")
    func newDataKey() throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        let before = Set(try desk.lines("rclone.enc.ini").filter { $0.contains("ENC[") })
        try rotate(desk, "rclone.enc.ini", desk.documents { $0.rotatesDataKey = true })
        #expect(before.isDisjoint(with: try desk.lines("rclone.enc.ini")))
        #expect(try desk.rcsopsDecrypted("rclone.enc.ini") == Self.changedConfig)
        #expect(try desk.sopsDecrypted("rclone.enc.ini").contains(RotationDesk.newSecret))
    }

    @Test("what somebody has changed since it was read stays")
    func mergesOtherChanges() throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        let set = try desk.workspace.rcsops("config", "set", "rclone.enc.ini", "destination", "region", "elsewhere")
        #expect(set.isSuccess, "\(set.messages)")
        _ = try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen)
        let text = try desk.rcsopsDecrypted("rclone.enc.ini")
        #expect(text.contains("region = elsewhere") && text.contains(RotationDesk.newSecret))
    }

    @Test("a pair that somebody else has changed is a conflict, and nothing is written")
    func conflict() throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        #expect(try desk.workspace.rcsops("config", "set", "rclone.enc.ini", "source", "access_key_id", "AKIAOTHER00000000000").isSuccess)
        let before = try desk.workspace.data("rclone.enc.ini")
        #expect(throws: RotationDocumentError.conflict(path: "rclone.enc.ini", remote: "source")) {
            try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen)
        }
        #expect(try desk.workspace.data("rclone.enc.ini") == before)
    }

    @Test("a second write of the pair that is there changes nothing")
    func writtenAlready() throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        let hash = try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen)
        let before = try desk.workspace.data("rclone.enc.ini")
        #expect(try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen) == hash)
        #expect(try desk.workspace.data("rclone.enc.ini") == before)
    }

    @Test("a remote that is gone is told with those that have its key")
    func missing() throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        #expect(throws: RotationDocumentError.missing(path: "rclone.enc.ini", remote: "gone", candidates: ["source"])) {
            try desk.documents().look(at: desk.use("rclone.enc.ini", "gone"))
        }
        #expect(throws: RotationDocumentError.missing(path: "none.ini", remote: "source", candidates: [])) {
            try desk.documents().look(at: desk.use("none.ini"))
        }
    }

    @Test("a value that somebody changed without the key is not read")
    func tampered() throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        try desk.workspace.put(try desk.workspace.text("rclone.enc.ini").replacingOccurrences(of: "eu-west-1", with: "eu-west-2"), "rclone.enc.ini")
        #expect(throws: RotationDocumentError.self) { try desk.documents().look(at: desk.use()) }
    }

    @Test("whether it is still wanted is asked once the file's lock is there, and a file that isn't stays as it is")
    func unwanted() throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        let before = try desk.workspace.data("rclone.enc.ini")
        var asked = 0
        #expect(throws: RotationDocumentError.changing(path: "rclone.enc.ini")) {
            try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen) {
                asked += 1
                let other = open(desk.workspace.path("rclone.enc.ini"), O_RDONLY)
                defer { close(other) }
                #expect(flock(other, LOCK_EX | LOCK_NB) != 0)
                return false
            }
        }
        #expect(try asked == 1 && desk.workspace.data("rclone.enc.ini") == before)
    }

    @Test("whoever holds the file's lock is named after a while, and not waited for once the work is called off")
    func heldByAnother() async throws {
        let desk = try RotationDesk()
        try desk.workspace.encrypt()
        let documents = desk.documents()
        let seen = try documents.look(at: desk.use())
        let before = try desk.workspace.data("rclone.enc.ini")
        let held = open(desk.workspace.path("rclone.enc.ini"), O_RDONLY)
        defer { close(held) }
        #expect(flock(held, LOCK_EX) == 0)
        let work = Task {
            while !Task.isCancelled { await Task.yield() }
            let start = ContinuousClock.now
            #expect(throws: RotationDocumentError.self) { try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen) }
            return ContinuousClock.now - start
        }
        work.cancel()
        #expect(await work.value < .seconds(4))
        #expect {
            try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen)
        } throws: { error in
            guard case RotationDocumentError.unwritable("rclone.enc.ini", let step, _) = error else { return false }
            return step == "get its lock, which process \(getpid()) holds"
        }
        #expect(try desk.workspace.data("rclone.enc.ini") == before && desk.names() == ["rclone.enc.ini"])
        #expect(flock(held, LOCK_UN) == 0)
        _ = try documents.write(RotationDesk.pair(), to: desk.use(), seen: seen)
    }
}
