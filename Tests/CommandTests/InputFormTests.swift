import CommandDriver
import Foundation
import Testing

@Suite struct InputFormTests {
    @Test("only a document of Secrets is taken for one: the rest of anything else is no less secret", arguments: [
        ("j.json", #"{"items":[{"apiVersion":"v1","kind":"Secret"}],"password":"TOPSECRET"}"#),
        ("k.ini", "apiVersion: v1\nkind: Secret\npassword: TOPSECRET\n"),
        ("k.txt", "apiVersion: v1\nkind: Secret\npassword: TOPSECRET\n"),
        ("k2.txt", "apiVersion: v1\nkind: Custom\ndata: {a: b}\npassword: TOPSECRET\n"),
        ("h.yaml", "apiVersion: 2\nkind: app\ndb:\n  password: TOPSECRET\n"),
        ("d.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec:\n  password: TOPSECRET\ndata: {}\n"),
        ("b.yaml", "password: TOPSECRET\nz: \"\napiVersion: v1\n\nkind: Secret\n\ndata: {}\"\n"),
        ("m.yaml", "password: TOPSECRET\n---\napiVersion: v1\nkind: Secret\ndata: {a: eA==}\n"),
    ])
    func onlySecretsAreManifests(_ name: String, _ text: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, name)
        let made = try workspace.rcsops("encrypt", name, environment: ["SOPS_AGE_RECIPIENTS": workspace.recipient])
        #expect(made.code == 0, "\(made.messages)")
        #expect(made.text.contains("ENC[") && !made.text.contains("TOPSECRET"))
    }

    @Test("the rclone.conf of any of a manifest's Secrets is found; what stays unread of several is told")
    func severalSecrets() throws {
        func secret(_ name: String, _ items: String) -> String {
            "apiVersion: v1\nkind: Secret\nmetadata: {name: \(name)}\nstringData:\n\(items)"
        }
        func config(_ remote: String) -> String { "  rclone.conf: |\n    [\(remote)]\n    type = s3\n" }
        let workspace = try Workspace()
        try workspace.put(secret("a", "  token: x\n") + "---\n" + secret("b", config("second")), "second.yaml")
        let found = try workspace.rcsops("config", "show", "second.yaml")
        #expect(found.isSuccess && found.text.contains("[second]") && !found.messages.contains("rclone.confs"), "\(found.messages)")
        try workspace.put(secret("a", config("first")) + "---\n" + secret("b", config("second")), "both.yaml")
        let first = try workspace.rcsops("config", "show", "both.yaml")
        #expect(first.isSuccess && first.text.contains("[first]") && !first.text.contains("[second]"))
        #expect(first.messages.contains("holds 2 rclone.confs: the first is taken"), "\(first.messages)")
    }

    @Test("a Secret keeps what is no secret readable")
    func aSecretIsOne() throws {
        let workspace = try Workspace()
        try workspace.put("apiVersion: v1\nkind: Secret\nmetadata: {name: readable}\nstringData: {a: TOPSECRET}\n", "s.yaml")
        let made = try workspace.rcsops("encrypt", "s.yaml", environment: ["SOPS_AGE_RECIPIENTS": workspace.recipient])
        #expect(made.code == 0 && made.text.contains("readable") && !made.text.contains("TOPSECRET"))
    }

    @Test("text that only looks like another form is what its name says, for sops and for rcsops", arguments: [
        ("k.ini", "[s]\napiVersion: v1\nkind: Secret\n", "ini"), ("d.ini", "[a]\nsops: 1\nlastmodified: 2\n", "ini"),
        ("r.sh", "cat <<END\napiVersion: v1\nkind: Secret\nEND\n", "binary"),
        ("d.md", "# notes on lastmodified\nsops:\n  hello\n", "binary"), ("e.txt", "sops_lastmodified=1\n", "binary"),
        ("x.txt", #"{"sops": 1, "lastmodified": 2}"#, "binary"),
    ])
    func lookAlikes(_ name: String, _ text: String, _ format: String) throws {
        let workspace = try Workspace()
        try workspace.put(text, name)
        let recipients = ["SOPS_AGE_RECIPIENTS": workspace.recipient]
        let made = try workspace.rcsops("encrypt", "--output", "made", name, environment: recipients)
        #expect(made.code == 0, "\(made.messages)")
        let wanted = try workspace.peer("sops", "encrypt", "--output", "wanted", name, environment: recipients)
        #expect(wanted.code == 0, "\(wanted.messages)")
        let opened = try workspace.peer("sops", "decrypt", "--input-type", format, "--output-type", format, "made")
        #expect(opened.text == (try workspace.peer("sops", "decrypt", "--input-type", format, "--output-type", format, "wanted").text))
        #expect(!opened.text.isEmpty)
    }

    @Test("a type that is named is taken, whatever the content looks like")
    func aNamedTypeIsTaken() throws {
        let workspace = try Workspace()
        let recipients = ["SOPS_AGE_RECIPIENTS": workspace.recipient]
        try workspace.put("[mysqld]\nport = 3306\n", "my.conf")
        let ini = try workspace.rcsops("encrypt", "--input-type", "ini", "--output-type", "ini", "my.conf", environment: recipients)
        #expect(ini.code == 0 && ini.text.contains("[mysqld]"), "\(ini.messages)")
        try workspace.put("[r]\ntype = s3\nsecret = a\n", "c.ini")
        let whole = try workspace.peer("sops", "encrypt", "c.ini", environment: recipients).text
        let cut = String(whole[..<(whole.range(of: "[sops]")?.lowerBound ?? whole.endIndex)])
        try workspace.put(cut, "cut.ini")
        let binary = try workspace.rcsops(
            "encrypt", "--input-type", "binary", "--output-type", "binary", "cut.ini", environment: recipients)
        #expect(binary.code == 0, "\(binary.messages)")
        // Cut-off metadata make no plaintext of it.
        #expect(try workspace.rcsops("encrypt", "cut.ini", environment: recipients).code == 203)
    }
}
