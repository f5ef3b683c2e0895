import AgeEncryption
import CommandDriver
import Foundation
import SecretMemory
import Testing

/// Lists of recipients against what the real age makes of them.
@Suite struct AgeRecipientsFileTests {
    /// The lines that are passed over; nil when the list is refused.
    private func skipped(_ text: String) throws -> [Int]? {
        do throws(AgeRecipientsFile.Fault) {
            return try Array(text.utf8).withRawBytes { (text) throws(AgeRecipientsFile.Fault) in
                try AgeRecipientsFile.parse(text, with: AgeKeyReader()).skipped.map(\.line)
            }
        } catch { return nil }
    }

    private func ageTakes(_ text: String, in work: SSHWorkshop) throws -> Bool {
        try work.put(Array(text.utf8), "list")
        return try Program.run(URL(fileURLWithPath: "/usr/bin/age"), ["-R", "list", "-o", "out.age", "list.pub"], in: work.folder).isSuccess
    }

    @Test func sshKeysThatNobodyCanEncryptToArePassedOverAsAgeDoes() throws {
        let work = try SSHWorkshop()
        try work.makeKey("list")
        try work.makeKey("ecdsa", "ecdsa")
        try work.makeKey("short", "rsa", passphrase: "", ["-b", "1024"])
        let good = try X25519Identity.generate().recipient.text + "\n"
        let (ecdsa, short) = (try work.text("ecdsa.pub"), try work.text("short.pub"))
        let cut = "ecdsa-sha2-nistp256 AAAA\n"
        let other = "ecdsa-sha2-nistp384 " + ecdsa.split(separator: " ")[1] + "\n"
        let unknown = "ssh-new " + Data([0, 0, 0, 7] + Array("ssh-new".utf8) + [1, 2]).base64EncodedString() + "\n"
        for (list, expected) in [
            (good + ecdsa + short, [2, 3]), (unknown + good, [1]), (cut + good, nil), (good + other, nil), (ecdsa, nil),
        ] as [(String, [Int]?)] {
            #expect(try skipped(list) == expected, "\(list)")
            #expect(try ageTakes(list, in: work) == (expected != nil), "\(list)")
        }
    }
}
