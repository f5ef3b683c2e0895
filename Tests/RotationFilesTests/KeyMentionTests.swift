import CommandDriver
import CredentialRotation
import Foundation
import RotationFiles
import Testing

/// The key's id where no remote has it that can be given another pair: its consumer would fail without anybody having been told.
@Suite struct KeyMentionTests {
    private let desk: RotationDesk
    private let id = RotationDesk.oldPair.0
    private static let other = "AKIASOMEBODYELSE0000"

    init() throws {
        desk = try RotationDesk()
        try git("init", "-q", "-b", "main")
        try desk.workspace.put("rclone.conf\nkey.txt\n", ".gitignore")
        try desk.workspace.encrypt()
        try FileManager.default.moveItem(atPath: desk.workspace.path("rclone.enc.ini"), toPath: desk.workspace.path("prod.enc.ini"))
    }

    private func git(_ words: String...) throws {
        let done = try Program.run(URL(fileURLWithPath: "/usr/bin/git"), words, in: desk.workspace.folder)
        #expect(done.isSuccess, "\(words) \(done.messages)")
    }

    /// Encrypted by the real sops.
    private func put(_ name: String, _ text: String, _ options: String...) throws {
        try desk.workspace.put(text, name)
        let made = try desk.workspace.peer("sops", ["encrypt", "--age", desk.workspace.recipient, "--in-place"] + options + [name])
        #expect(made.isSuccess, "\(name): \(made.messages)")
    }

    private func put(secrets name: String, _ documents: String...) throws {
        try put(name, documents.joined(separator: "---\n"), "--encrypted-regex", "^(data|stringData)$")
    }

    private static func secret(_ field: String, _ items: (String, String)...) -> String {
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n" + field + ":\n"
            + items.map { name, text in "  " + name + ": " + (field == "data" ? base64(text) : "|\n" + indented(text)) + "\n" }.joined()
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private static func config(_ id: String, _ more: String = "") -> String {
        "[s]\ntype = s3\nprovider = AWS\nregion = eu-west-1\naccess_key_id = " + id + "\nsecret_access_key = " + RotationDesk.oldPair.1 + "\n" + more
    }

    private func search(_ id: String? = nil) throws -> (uses: [String], spots: [String]) {
        let root = desk.workspace.folder.resolvingSymlinksInPath().path + "/"
        let search = KeyUseSearch(.repository(folder: desk.workspace.folder.path, includesUntracked: false), access: desk.access)
        let found = try search.uses(of: KeyUseSearch.Key(id: id ?? self.id))
        return (
            found.uses.map { $0.path.replacingOccurrences(of: root, with: "") + " " + $0.remote },
            found.blindSpots.map { $0.text.replacingOccurrences(of: root, with: "") }
        )
    }

    private static func mentioned(_ names: String...) -> [String] { names.map { $0 + ": the key's id stands in it" } }

    @Test("the id beside an rclone.conf is a blind spot: in a second Secret, in a second file of one, and as a value of its own")
    func beside() throws {
        let (mine, others) = (Self.config(id), Self.config(Self.other))
        try put(secrets: "two.yaml", Self.secret("data", ("rclone.conf", others)), Self.secret("data", ("rclone.conf", mine)))
        try put(secrets: "one.yaml", Self.secret("stringData", ("rclone.conf", others), ("backup.conf", mine)))
        try put(secrets: "app.yaml", Self.secret("data", ("rclone.conf", others), ("AWS_ACCESS_KEY_ID", id)))
        try put(secrets: "clear.yaml", Self.secret("stringData", ("rclone.conf", others), ("AWS_ACCESS_KEY_ID", id)))
        try put("credentials.ini", "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = x\n")
        // A use, and more than that.
        try put(secrets: "both.yaml", Self.secret("data", ("rclone.conf", mine), ("AWS_ACCESS_KEY_ID", id)))
        try put("union.ini", Self.config(id, "[c]\ntype = crypt\nremote = :s3,access_key_id=" + id + ":b\n"))
        try put("binary", "[default]\naws_access_key_id = " + id + "\n", "--input-type", "binary", "--output-type", "binary")
        try git("add", "-A")
        let found = try search()
        #expect(found.uses == ["both.yaml s", "prod.enc.ini source", "union.ini s"])
        #expect(found.spots == Self.mentioned("app.yaml", "binary", "both.yaml", "clear.yaml", "credentials.ini", "one.yaml", "two.yaml", "union.ini"))
        let plan = try desk.workspace.rcsops("credentials", "rotate", "prod.enc.ini", "--remote", "source", "--source", "manual", "--dry-run")
        for name in ["two.yaml", "one.yaml", "app.yaml", "credentials.ini"] {
            #expect(plan.code == 0 && plan.text.contains(name + ": the key's id stands in it"), "\(plan.text) \(plan.messages)")
        }
    }

    @Test("a Secret without an rclone.conf is a blind spot where it has the id, and none where it has not")
    func withoutConfig() throws {
        // The first value reads as an rclone.conf without remotes, and as none.
        for (name, first) in [("a", "https://example.com"), ("b", "a word")] {
            try put(secrets: name + ".yaml", Self.secret("data", ("A", first), ("AWS_ACCESS_KEY_ID", id)))
            try put(secrets: name + "-clear.yaml", Self.secret("stringData", ("A", first), ("AWS_ACCESS_KEY_ID", id)))
            try put(secrets: name + "-other.yaml", Self.secret("data", ("A", first), ("AWS_ACCESS_KEY_ID", Self.other)))
            try desk.workspace.put(Self.secret("data", ("A", first), ("AWS_ACCESS_KEY_ID", id)), name + "-plain.yaml")
            try desk.workspace.put(Self.secret("data", ("A", first), ("AWS_ACCESS_KEY_ID", Self.other)), name + "-plain-other.yaml")
        }
        try git("add", "-A")
        #expect(try search().spots == Self.mentioned("a-clear.yaml", "a-plain.yaml", "a.yaml", "b-clear.yaml", "b-plain.yaml", "b.yaml"))
    }

    @Test("a second rclone.conf that rclone has encrypted may have the key")
    func closed() throws {
        let closed = "RCLONE_ENCRYPT_V0:\n" + Data(count: 80).base64EncodedString() + "\n"
        try put(secrets: "closed.yaml", Self.secret("data", ("rclone.conf", Self.config(Self.other)), ("more.conf", closed)))
        try git("add", "-A")
        #expect(try search().spots == ["closed.yaml: rclone's own encryption is around another rclone.conf in it"])
    }

    @Test("a use is no blind spot by itself, nor are comments, a description, and files with other keys")
    func ordinary() throws {
        let commented = "# " + id + " is the key\n" + Self.config(id, "description = has " + id + "\n")
        try put("commented.ini", commented)
        try desk.workspace.put(commented, "made.conf")
        #expect(try desk.workspace.rcsops("encrypt", "--age", desk.workspace.recipient, "--output", "made.ini", "made.conf").isSuccess)
        try FileManager.default.removeItem(atPath: desk.workspace.path("made.conf"))
        try put(secrets: "s.yaml", "# " + id + "\n" + Self.secret("data", ("rclone.conf", commented), ("other", "x")), Self.secret("data", ("password", "p")))
        try put(secrets: "text.yaml", Self.secret("stringData", ("rclone.conf", commented)))
        try put("values.yaml", "replicas: 2\naccess_key_id: " + Self.other + "\n")
        try put("settings.ini", "[db]\nhost = localhost\n")
        try desk.workspace.put(Self.secret("data", ("password", "p")), "plain.yaml")
        try git("add", "-A")
        let found = try search()
        #expect(found.uses == ["commented.ini s", "made.ini s", "prod.enc.ini source", "s.yaml s", "text.yaml s"] && found.spots.isEmpty, "\(found)")
    }

    @Test("an id that is a word is found where it is a value, and not in the name of a host")
    func shortID() throws {
        let config = "[minio]\ntype = s3\nprovider = Minio\nendpoint = http://minio:9000\naccess_key_id = minio\nsecret_access_key = s\n"
            + "[c]\ntype = crypt\nremote = minio:bucket\n"
        try put("use.ini", config)
        let named = Self.secret("stringData", ("rclone.conf", config)).replacingOccurrences(of: "name: s", with: "name: minio")
        try put(secrets: "use.yaml", named)
        try put(secrets: "more.yaml", named + "  backup.conf: |\n" + Self.indented(config) + "\n")
        try put(secrets: "json.yaml", named + "  app.json: '{\"accessKey\": \"minio\", \"host\": \"minio.example.com\"}'\n")
        try put(secrets: "host.yaml", named + "  app.json: '{\"host\": \"minio.example.com\"}'\n")
        try git("add", "-A")
        let found = try search("minio")
        #expect(found.uses == ["host.yaml minio", "json.yaml minio", "more.yaml minio", "use.ini minio", "use.yaml minio"])
        #expect(found.spots == Self.mentioned("json.yaml", "more.yaml"))
    }
}
