import CommandDriver
import Foundation
import TestVectors
import Testing

/// The registry as people see it, and what the real rclone makes by it.
@Suite struct BackendsCommandTests {
    private struct Listed: Decodable {
        struct Option: Decodable {
            var name: String
            var type: String
            var required: Bool
            var providers: String
            var `default`: String
            var readable: Bool
        }
        var name: String
        var options: [Option]
    }

    private static let values = [
        "remote": "/srv/x", "url": "https://host.example/", "host": "host.example", "namenode": "host.example:8020",
        "endpoint": "https://host.example", "user": "someone", "email": "a@b.example", "level": "-1",
    ]

    private func backend(_ name: String, _ workspace: Workspace) throws -> Listed {
        try JSONDecoder().decode(Listed.self, from: try workspace.rcsops("backends", name, "--json").output)
    }

    private func names(_ workspace: Workspace) throws -> [String] {
        try workspace.rcsops("backends").text.split(separator: "\n").map(String.init)
    }

    @Test func theListIsRclones() throws {
        let workspace = try Workspace()
        let help = try workspace.peer("rclone", "help", "backends").text
        let names = try names(workspace)
        #expect(names.count == 68)
        // rclone lists three of them by the prefix of their flags.
        let prefixes = ["google cloud storage": "gcs", "google photos": "gphotos", "oracleobjectstorage": "oos"]
        for name in names { #expect(help.contains("\n  " + (prefixes[name] ?? name) + " "), "\(name)") }
    }

    @Test func anOptionIsShownWithItsTypeAndWhatBecomesOfIt() throws {
        let workspace = try Workspace()
        let text = try workspace.rcsops("backends", "s3").text
        #expect(text.contains(/\nregion +string +readable\n/) && text.contains(/\nsecret_access_key +string +encrypted +sensitive\n/))
        #expect(text.contains(/\nchunk_size +SizeSuffix +readable +5Mi\n/) && text.contains("    providers: AWS, Ceph, Minio\n"))
        let unknown = try workspace.rcsops("backends", "s4")
        #expect(unknown.code == 64 && unknown.messages.contains("did you mean s3?"))
    }

    /// As `rclone config create` writes them, with what each backend needs. Some of them ask their server at the end, and
    /// have written the remote by then.
    @Test func whatRcloneCreatesForEveryBackendHasNoFindings() throws {
        let workspace = try Workspace()
        let names = try names(workspace)
        for name in names {
            var arguments = ["--config", workspace.path("made.conf"), "config", "create", name.replacingOccurrences(of: " ", with: "_"), name]
            for option in try backend(name, workspace).options where option.required && option.default.isEmpty {
                guard option.providers.isEmpty || option.providers.contains("koofr") else { continue }
                let lists = ["combine": "a=/x b=/y", "union": "/x /y"]
                arguments.append(option.name + "=" + (lists[name] ?? Self.values[option.name] ?? "value-of-it"))
            }
            switch name {
            case "s3": arguments += ["provider=AWS", "env_auth=true"]
            case "koofr": arguments.append("provider=koofr")
            case "zoho": arguments.append("region=com")
            default: break
            }
            _ = try Program.run(Program.peer("rclone"), arguments + ["--non-interactive", "--obscure"], in: workspace.folder)
        }
        let made = try workspace.text("made.conf")
        for name in names { #expect(made.contains("[" + name.replacingOccurrences(of: " ", with: "_") + "]\ntype = " + name + "\n"), "\(name)") }
        let check = try workspace.rcsops("check", "--strict", "made.conf")
        #expect(check.code == 0 && check.output.isEmpty, "\(check.text)")
    }

    /// rclone prints each default as it would read it; lists it prints in brackets.
    @Test func noDefaultOfAnyOptionIsAWrongValue() throws {
        let workspace = try Workspace()
        var text = ""
        for name in try names(workspace) {
            text += "[" + name.replacingOccurrences(of: " ", with: "_") + "]\ntype = " + name + "\n"
            for option in try backend(name, workspace).options where !option.default.isEmpty && option.type != "stringArray" {
                text += option.name + " = " + option.default + "\n"
            }
        }
        try workspace.put(text, "defaults.conf")
        let check = try workspace.rcsops("check", "defaults.conf")
        for code in ["RC1016", "RC1030", "RC1034", "RC1025", "RC1038", "RC1017"] { #expect(!check.text.contains(code), "\(check.text)") }
    }

    /// What the real rclone says of values, and what check says of them.
    @Test(arguments: [
        ("sftp", "chunk_size", "10X"), ("sftp", "chunk_size", "5MB"), ("sftp", "chunk_size", "1.5Mi"), ("sftp", "chunk_size", "1e3"),
        ("sftp", "chunk_size", "off"), ("sftp", "chunk_size", "-1"), ("sftp", "chunk_size", "5MiB"), ("sftp", "chunk_size", "5mIb"),
        ("sftp", "chunk_size", "5IB"), ("sftp", "chunk_size", "5Bi"), ("sftp", "concurrency", "0x10"), ("sftp", "concurrency", "0o17"),
        ("sftp", "concurrency", "1_0"), ("sftp", "concurrency", "08"), ("sftp", "concurrency", "4x"), ("sftp", "concurrency", "-3"),
        ("sftp", "concurrency", "1.0"), ("sftp", "idle_timeout", "1d2h"), ("sftp", "idle_timeout", "1.5d"), ("sftp", "idle_timeout", "1h30m"),
        ("sftp", "idle_timeout", "2026-01-31"), ("sftp", "idle_timeout", "2026-01-31 10:00:00"), ("sftp", "idle_timeout", "2026-01-31T10:00:00Z"),
        ("sftp", "idle_timeout", "2026-13-31"), ("sftp", "idle_timeout", "10"), ("sftp", "idle_timeout", "1 h"), ("sftp", "idle_timeout", "off"),
        ("sftp", "idle_timeout", "OFF"), ("sftp", "idle_timeout", "1e3"), ("sftp", "idle_timeout", "-5m"), ("sftp", "idle_timeout", "1w"),
        ("sftp", "disable_hashcheck", "T"), ("sftp", "disable_hashcheck", "tRue"), ("sftp", "disable_hashcheck", "on"),
        ("sftp", "disable_hashcheck", " 1"), ("local", "encoding", "Slash,Dot"), ("local", "encoding", "slash"), ("local", "encoding", "Slash,"),
        ("local", "encoding", "0x2"), ("local", "encoding", "Slash, Dot"), ("local", "time_type", "CTIME"), ("local", "time_type", "x"),
        ("drive", "metadata_owner", "READ,,write"), ("drive", "metadata_owner", "own"), ("s3", "might_gzip", "UNSET"),
        ("s3", "might_gzip", "Nil"), ("s3", "might_gzip", "tRUE"), ("s3", "might_gzip", "maybe"), ("zoho", "tpslimit", "1e1"),
        ("zoho", "tpslimit", "six"), ("b2", "version_at", "yesterday"), ("b2", "version_at", "1h"), ("b2", "version_at", "2026-01-31"),
        ("sftp", "ssh", "a \"b c\" d"), ("sftp", "ssh", "a \"b\"c"), ("sftp", "ssh", "a\"b"), ("crypt", "filename_encryption", "Standard"),
        ("crypt", "filename_encryption", "strong"), ("chunker", "hash_type", "MD5"), ("chunker", "meta_format", "SimpleJSON"),
        ("azureblob", "public_access", "Blob"), ("crypt", "filename_encoding", "BASE64"), ("sftp", "idle_timeout", "2026-02-30"),
        ("sftp", "idle_timeout", "2024-02-29T23:59:59+02:00"), ("sftp", "idle_timeout", "2026-01-31 24:00:00"),
    ]) func aValueIsRefusedWhereRcloneRefusesIt(backend: String, option: String, value: String) throws {
        let workspace = try Workspace()
        let obscured = "zKYXXYN2J9YOXAhWSAD3e-qt-hiBfSU"
        let base = [
            "sftp": "host = 127.0.0.1\nport = 1\n", "crypt": "remote = /tmp\npassword = " + obscured + "\n", "chunker": "remote = /tmp\n",
            "s3": "provider = Other\nendpoint = http://127.0.0.1:1\naccess_key_id = a\nsecret_access_key = b\n",
            "azureblob": "account = a\nkey = YQ==\n", "b2": "account = a\nkey = b\nendpoint = http://127.0.0.1:1\n",
        ][backend] ?? ""
        try workspace.put("[r]\ntype = " + backend + "\n" + base + option + " = `" + value + "`\n", "r.conf")
        let real = try workspace.peer(
            "rclone", "--config", workspace.path("r.conf"), "--retries", "1", "--low-level-retries", "1", "--contimeout", "1s", "lsf", "r:")
        let words = [
            "couldn't parse config item", "unknown file name encryption mode", "unsupported hash type", "unsupported meta format",
            "supported public access level",
        ]
        let isRefused = words.contains { real.messages.contains($0) }
        let check = try workspace.rcsops("check", "r.conf")
        #expect((check.text.contains("RC1016") || check.text.contains("RC1030")) == isRefused, "\(real.messages)\n\(check.text)")
    }
}
