import CommandDriver
import Foundation
import TestVectors
import Testing

/// PGP keys in whole commands, with the real gpg and beside the real sops.
@Suite struct PGPTests {
    /// The real sops, rcsops under its name, and rcsops.
    enum Tool: String, CaseIterable, Sendable {
        case sops, named, rcsops

        static let ours: [Tool] = [.named, .rcsops]
    }

    /// A workspace with an age key, and a key ring with two PGP keys.
    private struct Place {
        let workspace: Workspace
        let home: GnuPGHome
        let a: String
        let b: String

        init() throws {
            workspace = try Workspace()
            home = try GnuPGHome()
            a = try home.makeKey("a").fingerprint
            b = try home.makeKey("b").fingerprint
            try workspace.put("# c\na: one\nl:\n    - 1\n    - x\n", "x.yaml")
        }

        /// Runs a tool with the key ring, and without the age key unless it is wanted.
        func run(
            _ tool: Tool, _ arguments: [String], age: Bool = false, home: GnuPGHome? = nil, environment: [String: String] = [:], input: String = ""
        ) throws -> Outcome {
            let program =
                switch tool {
                case .sops: Program.peer("sops")
                case .named: try SopsTool.rcsops.program(in: workspace)
                case .rcsops: Program.rcsops
                }
            let keys = (home ?? self.home).counted.merging(age ? workspace.identity : [:]) { $1 }
            let (first, rest) = (arguments.prefix(1), arguments.dropFirst())
            let quiet = tool == .sops ? ["--disable-version-check"] : []
            return try Program.run(
                program, quiet + first + rest, in: workspace.folder, environment: keys.merging(environment) { $1 }, input: Data(input.utf8))
        }

        func rule(_ text: String) throws {
            let filled = text.replacingOccurrences(of: "PGPA", with: a).replacingOccurrences(of: "PGPB", with: b)
                .replacingOccurrences(of: "AGE", with: workspace.recipient)
            try workspace.put("creation_rules:\n  - " + filled + "\n", ".sops.yaml")
        }

        /// A key ring with one of the two.
        func ring(with key: String) throws -> GnuPGHome {
            let other = try GnuPGHome()
            try other.gpg("--import", input: Data(try home.gpg("--export-secret-keys", key).output))
            return other
        }

        /// What every tool makes of the file, which must be the same.
        func opens(_ file: String, home: GnuPGHome? = nil, age: Bool = false) throws -> Bool {
            let outcomes = try Tool.allCases.map { try run($0, ["decrypt", file], age: age, home: home) }
            #expect(Set(outcomes.map(\.code)).count == 1 && Set(outcomes.map(\.output)).count == 1, "\(outcomes.map(\.messages))")
            return outcomes[0].isSuccess
        }
    }

    private static let plain = "# c\na: one\nl:\n    - 1\n    - x\n"

    /// The names of an entry's fields, in their order.
    private func fields(_ document: String) -> [String] {
        guard let start = document.range(of: "pgp:\n") else { return [] }
        return document[start.upperBound...].split(separator: "\n").prefix { $0.hasPrefix("        ") }.compactMap { line in
            let line = line.trimmingCharacters(in: CharacterSet(charactersIn: " -"))
            return ["created_at", "enc", "fp"].first { line.hasPrefix($0 + ":") }
        }
    }

    @Test("what one tool encrypts to a PGP key, all read", arguments: Tool.allCases)
    func encryptAndDecrypt(maker: Tool) throws {
        let place = try Place()
        let spaced = place.b.prefix(20) + " " + place.b.suffix(20)
        let made = try place.run(maker, ["encrypt", "--pgp", "\(place.a), \(spaced)", "x.yaml"])
        #expect(made.isSuccess, "\(made.messages)")
        #expect(fields(made.text) == ["created_at", "enc", "fp", "created_at", "enc", "fp"])
        #expect(made.text.contains("fp: \(place.a)\n") && made.text.contains("fp: \(place.b)\n") && !made.text.contains("END PGP MESSAGE-----\n\n"))
        try place.workspace.put(made.output, "x.enc.yaml")
        for tool in Tool.allCases { #expect(try place.run(tool, ["decrypt", "x.enc.yaml"]).text == Self.plain) }
        for key in [place.a, place.b] { #expect(try place.opens("x.enc.yaml", home: try place.ring(with: key))) }
        #expect(try !place.opens("x.enc.yaml", home: try GnuPGHome()))
    }

    @Test("SOPS_PGP_FP names the keys where no option does", arguments: Tool.allCases)
    func variable(maker: Tool) throws {
        let place = try Place()
        let made = try place.run(maker, ["encrypt", "x.yaml"], environment: ["SOPS_PGP_FP": place.a])
        #expect(made.isSuccess && made.text.contains("fp: \(place.a)"), "\(made.messages)")
        try place.workspace.put(made.output, "x.enc.yaml")
        #expect(try place.opens("x.enc.yaml"))
    }

    @Test("every form of document takes a PGP key", arguments: ["x.json", "x.ini", "x.env", "x.bin", "rclone.conf"])
    func forms(name: String) throws {
        let place = try Place()
        if name != "rclone.conf" { try place.workspace.put(RotationTests.texts[name]!, name) }
        let made = try place.run(.rcsops, ["encrypt", "--pgp", place.a, "--output", "enc-" + name, name])
        #expect(made.isSuccess, "\(made.messages)")
        let back = try place.run(.rcsops, ["decrypt", "enc-" + name])
        #expect(back.isSuccess, "\(back.messages)")
        if name == "rclone.conf" {
            #expect(back.text == Workspace.config)
        } else {
            #expect(try place.opens("enc-" + name))
        }
    }

    @Test("a rule's PGP keys are used, alone and with age", arguments: [
        "pgp: PGPA", "pgp: [PGPA, PGPB]", "pgp: >-\n      PGPA,\n      PGPB", "age: AGE\n    pgp: PGPA", "key_groups: [{pgp: [PGPA], age: [AGE]}]",
    ]) func rules(text: String) throws {
        for maker in Tool.allCases {
            let place = try Place()
            try place.rule(text)
            let made = try place.run(maker, ["encrypt", "-i", "x.yaml"])
            #expect(made.isSuccess, "\(made.messages)")
            #expect(try place.opens("x.yaml"))
            #expect(try place.opens("x.yaml", home: try GnuPGHome(), age: true) == text.contains("AGE"))
        }
    }

    @Test("groups of PGP and age keys open by their threshold", arguments: Tool.allCases)
    func groups(maker: Tool) throws {
        let place = try Place()
        try place.rule("shamir_threshold: 2\n    key_groups: [{pgp: [PGPA]}, {age: [AGE]}, {pgp: [PGPB]}]")
        let made = try place.run(maker, ["encrypt", "-i", "x.yaml"])
        #expect(made.isSuccess, "\(made.messages)")
        let (a, b, none) = (try place.ring(with: place.a), try place.ring(with: place.b), try GnuPGHome())
        #expect(try place.opens("x.yaml") && place.opens("x.yaml", home: a, age: true) && place.opens("x.yaml", home: b, age: true))
        #expect(try !place.opens("x.yaml", home: a) && !place.opens("x.yaml", home: b) && !place.opens("x.yaml", home: none, age: true))
    }

    @Test("rotate adds and removes PGP keys", arguments: Tool.allCases)
    func rotation(changer: Tool) throws {
        let place = try Place()
        #expect(try place.run(.sops, ["encrypt", "-i", "--age", place.workspace.recipient, "x.yaml"]).isSuccess)
        let none = try GnuPGHome()
        #expect(try !place.opens("x.yaml"))
        let added = try place.run(changer, ["rotate", "-i", "--add-pgp", place.a, "x.yaml"], age: true)
        #expect(added.isSuccess, "\(added.messages)")
        #expect(try place.opens("x.yaml") && place.opens("x.yaml", home: none, age: true))
        let removed = try place.run(changer, ["rotate", "-i", "--rm-age", place.workspace.recipient, "--add-pgp", place.b, "x.yaml"])
        #expect(removed.isSuccess, "\(removed.messages)")
        #expect(try place.opens("x.yaml", home: place.ring(with: place.b)) && !place.opens("x.yaml", home: none, age: true))
        let last = try place.run(changer, ["rotate", "-i", "--rm-pgp", place.a, "x.yaml"])
        #expect(last.isSuccess, "\(last.messages)")
        #expect(try place.opens("x.yaml") && !place.opens("x.yaml", home: place.ring(with: place.a)))
    }

    @Test("updatekeys brings PGP keys and takes them away", arguments: Tool.allCases)
    func updateKeys(changer: Tool) throws {
        let place = try Place()
        try place.rule("pgp: PGPA")
        #expect(try place.run(.sops, ["encrypt", "-i", "x.yaml"]).isSuccess)
        let before = try place.workspace.text("x.yaml")
        let (b, none) = (try place.ring(with: place.b), try GnuPGHome())
        for (rule, opensB, opensAge) in [("pgp: PGPA,PGPB", true, false), ("pgp: PGPB\n    age: AGE", true, true), ("pgp: PGPA", false, false)] {
            try place.rule(rule)
            try place.workspace.put(try place.workspace.text("x.yaml"), "y.yaml")
            let (ours, real) = (try place.run(changer, ["updatekeys", "-y", "x.yaml"]), try place.run(.sops, ["updatekeys", "-y", "y.yaml"]))
            #expect(ours.isSuccess && real.isSuccess, "\(ours.messages)\(real.messages)")
            for name in ["x.yaml", "y.yaml"] {
                #expect(try place.opens(name) && place.opens(name, home: b) == opensB && place.opens(name, home: none, age: true) == opensAge)
            }
        }
        // The data key stays, and so do the values; rcsops makes a new one when a key goes.
        func value(_ document: String) -> Substring? { document.split(separator: "\n").first { $0.hasPrefix("a:") } }
        let after = try place.workspace.text("x.yaml")
        #expect((value(after) == value(before)) == (changer != .rcsops))
    }

    @Test("a failure has sops' words, gpg's, the cause and a way out", arguments: Tool.ours)
    func failures(tool: Tool) throws {
        let place = try Place()
        let signing = try place.home.makeKey("signing", encryption: nil).fingerprint
        let unusable = try place.run(tool, ["encrypt", "--pgp", signing, "x.yaml"])
        let real = try place.run(.sops, ["encrypt", "--pgp", signing, "x.yaml"])
        #expect(unusable.code == real.code && unusable.output.isEmpty)
        for part in ["could not encrypt data key with PGP key", "failed to encrypt sops data key with pgp", "Unusable public key", "signing only"] {
            #expect(unusable.messages.contains(part), "\(part): \(unusable.messages)")
        }
        #expect(try place.run(.sops, ["encrypt", "-i", "--pgp", place.a, "x.yaml"]).isSuccess)
        func flat(_ text: String) -> String { text.split { $0.isWhitespace || $0 == "|" }.joined(separator: " ") }
        let closed = try place.run(tool, ["decrypt", "x.yaml"], home: try GnuPGHome())
        #expect(closed.code == 128)
        for part in ["could not decrypt data key with PGP key", "No secret key", "import the secret key"] {
            #expect(flat(closed.messages).contains(part), "\(part): \(closed.messages)")
        }
        let missing = try place.run(tool, ["decrypt", "x.yaml"], environment: ["SOPS_GPG_EXEC": "gpg-of-nobody"])
        #expect(missing.code == 128 && flat(missing.messages).contains("there is no program gpg-of-nobody"), "\(missing.messages)")
    }

    @Test("gpg starts once for a file, and as often as there are files that it opens")
    func starts() throws {
        let place = try Place()
        #expect(try place.run(.sops, ["encrypt", "-i", "--pgp", place.a, "x.yaml"]).isSuccess)
        place.home.forgetStarts()
        #expect(try place.run(.rcsops, ["decrypt", "x.yaml"]).text == Self.plain)
        #expect(place.home.starts == ["-d"])
        // Files for another key first, and each with two more that nobody here has.
        let strangers = try GnuPGHome()
        let others = try (0..<2).map { try strangers.makeKey("other\($0)").fingerprint }
        try place.home.gpg("--import", input: Data(try strangers.gpg("--export").output))
        let names = (0..<6).map { "f\($0).yaml" }
        for name in names {
            try place.workspace.put(Self.plain, name)
            #expect(try place.run(.sops, ["encrypt", "-i", "--pgp", (others + [place.a]).joined(separator: ","), name]).isSuccess)
        }
        place.home.forgetStarts()
        let opened = try place.run(.rcsops, ["decrypt", "-q", "-i"] + names)
        #expect(opened.isSuccess, "\(opened.messages)")
        #expect(place.home.starts.filter { $0 == "-d" }.count == names.count + 1 && place.home.starts.count == names.count + 2, "\(place.home.starts)")
        for name in names { #expect(try place.workspace.text(name) == Self.plain) }
    }

    @Test("a file whose age key is at hand starts no gpg")
    func noStart() throws {
        let place = try Place()
        #expect(try place.run(.sops, ["encrypt", "-i", "--pgp", place.a, "--age", place.workspace.recipient, "x.yaml"]).isSuccess)
        place.home.forgetStarts()
        #expect(try place.run(.rcsops, ["decrypt", "x.yaml"], age: true).isSuccess && place.home.starts.isEmpty)
    }

    @Test("pinentry is told which terminal we have, and asked once for many files")
    func terminal() throws {
        let place = try Place()
        let key = try place.home.makeKey("locked", passphrase: "sesame").fingerprint
        let names = (0..<4).map { "f\($0).yaml" }
        for name in names {
            try place.workspace.put(Self.plain, name)
            #expect(try place.run(.sops, ["encrypt", "-i", "--pgp", key, name]).isSuccess)
        }
        try place.home.script("gpg-counted", "echo \"$GPG_TTY\" >>\(place.home.path("starts"))\nexec gpg \"$@\"")
        try place.home.usePinentry(giving: "sesame")
        place.home.forgetStarts()
        let helper = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/terminal.py").path
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/python3"), [helper, "--", Program.rcsops.path, "decrypt", "-q", "-i"] + names, in: place.workspace.folder,
            environment: place.home.counted)
        #expect(outcome.text.contains("\"code\": 0"), "\(outcome.text)")
        #expect(place.home.questions == 1 && place.home.starts.count == 4)
        #expect(place.home.starts.allSatisfy { $0.hasPrefix("/dev/") }, "\(place.home.starts)")
    }
}
