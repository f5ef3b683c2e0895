import CommandDriver
import Foundation
import TestVectors
import Testing

/// `rcsops key convert`.
extension KeyCommandTests {
    @Test("convert gives the same recipient for a line, a file and standard input")
    func convert() throws {
        let workspace = try Workspace()
        let line = try sshKey("ed25519", "id", in: workspace)
        let recipient = try workspace.rcsops("key", "convert", line).text
        #expect(recipient.hasPrefix("age1") && recipient.count == 63)
        #expect(try workspace.rcsops("key", "convert", "id.pub").text == recipient)
        #expect(try workspace.rcsops("key", "convert", "-", input: Data((line + "\n").utf8)).text == recipient)
        try workspace.put("a: 1\n", "x.yaml")
        #expect(try workspace.peer("sops", "encrypt", "-i", "--age", recipient.trimmingCharacters(in: .newlines), "x.yaml").isSuccess)
        #expect(try workspace.rcsops("key", "convert", "id").text == recipient)
        // The identity opens with the real tools what is encrypted to the recipient.
        let made = try workspace.rcsops("key", "convert", "--identity", "--output", "id.age", "id")
        #expect(made.isSuccess && made.text == recipient, "\(made.messages)")
        #expect(try Program.run(URL(fileURLWithPath: "/usr/bin/age-keygen"), ["-y", "id.age"], in: workspace.folder).text == recipient)
        #expect(try workspace.peer("sops", "decrypt", "x.yaml", environment: ["SOPS_AGE_KEY_FILE": "id.age"]).text == "a: 1\n")
        #expect(try FileManager.default.attributesOfItem(atPath: workspace.path("id.age"))[.posixPermissions] as? Int == 0o600)
    }

    @Test("convert agrees with the map between the curves done by plain arithmetic")
    func convertByArithmetic() throws {
        let workspace = try Workspace()
        let line = try sshKey("ed25519", "id", in: workspace)
        let recipient = try workspace.rcsops("key", "convert", line).text.trimmingCharacters(in: .newlines)
        // The map of RFC 7748 §4.1, done by arithmetic here: u = (1 + y) / (1 - y).
        let script = """
            import base64, sys
            p = 2**255 - 19
            y = int.from_bytes(base64.b64decode(sys.argv[1])[-32:], "little") & (2**255 - 1)
            u = (1 + y) * pow(1 - y, -1, p) % p
            charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
            def polymod(values):
                chk = 1
                for v in values:
                    top, chk = chk >> 25, (chk & 0x1ffffff) << 5 ^ v
                    for i, g in enumerate([0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]):
                        chk ^= g if top >> i & 1 else 0
                return chk
            bits = "".join(f"{b:08b}" for b in u.to_bytes(32, "little")) + "0000"
            data = [int(bits[i:i + 5], 2) for i in range(0, 260, 5)]
            prefix = [ord(c) >> 5 for c in "age"] + [0] + [ord(c) & 31 for c in "age"]
            sum = polymod(prefix + data + [0] * 6) ^ 1
            print("age1" + "".join(charset[d] for d in data + [sum >> 5 * (5 - i) & 31 for i in range(6)]))
            """
        let blob = line.split(separator: " ")[1]
        let expected = try Program.run(URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script, String(blob)], in: workspace.folder)
        #expect(expected.isSuccess && expected.text.trimmingCharacters(in: .newlines) == recipient, "\(expected.messages)")
    }

    @Test("convert refuses other keys, and tells what to do instead")
    func convertOfOthers() throws {
        let workspace = try Workspace()
        expectFailure(try workspace.rcsops("key", "convert", try sshKey("rsa", "rsa", in: workspace)), 1, "RC8009 an ssh-rsa key")
        expectFailure(try workspace.rcsops("key", "convert", "rsa"), 1, "RC8009 an ssh-rsa key")
        expectFailure(try workspace.rcsops("key", "convert", "--identity", "--output", "no.txt", "rsa"), 1, "RC8009 an ssh-rsa key")
        _ = try sshKey("ecdsa", "ec", in: workspace)
        expectFailure(try workspace.rcsops("key", "convert", "ec.pub"), 1, "has the type ecdsa-sha2-nistp256")
        expectFailure(try workspace.rcsops("key", "convert", "ec"), 1, "has the type ecdsa-sha2-nistp256")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("no.txt")))
        for text in ["ssh-ed25519 AAAA\n", "TOPSECRET words\n", "", "ssh-ed25519\n", "ssh-ed25519 AAAA\nssh-ed25519 AAAA\n"] {
            try workspace.put(text, "junk")
            let made = try workspace.rcsops("key", "convert", "junk")
            expectFailure(made, 1, "RC8008")
            #expect(!made.messages.contains("TOPSECRET"))
        }
        expectFailure(try workspace.rcsops("key", "convert", "key.txt"), 1, "RC8008 key.txt holds no ssh key that can be converted: it is an identity of age")
        expectFailure(try workspace.rcsops("key", "convert", "--identity", "id"), 64, "RC8010")
        expectFailure(try workspace.rcsops("key", "convert", "--output", "x", "id"), 64, "RC8010")
        expectFailure(try workspace.rcsops("key", "convert", "--identity", "--output", "key.txt", "id"), 1, "RC8001")
    }
}
