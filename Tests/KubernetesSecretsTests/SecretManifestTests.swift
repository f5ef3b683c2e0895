import KubernetesSecrets
import SecretMemory
import Testing

@Suite struct SecretManifestTests {
    private func render(_ text: String) throws -> String {
        let arena = SecretArena()
        let manifest = try SecretManifest(name: "x", namespace: nil)
        return String(decoding: try manifest.render(arena.store(Array(text.utf8)), in: arena).bytes, as: UTF8.self)
    }

    @Test func aFileOfWholeLinesIsABlockLiteral() throws {
        #expect(try render("[a]\nk = v\n").hasSuffix("stringData:\n  rclone.conf: |\n    [a]\n    k = v\n"))
    }

    @Test func theEndOfTheFileDecidesTheChomping() throws {
        #expect(try render("[a]").contains("rclone.conf: |-\n"))
        #expect(try render("[a]\n\n").contains("rclone.conf: |+\n"))
        #expect(try render("  a\n").contains("rclone.conf: |2\n"))
    }

    @Test func whatALiteralCannotHoldIsQuotedOrBase64() throws {
        #expect(try render("a\r\n").contains("rclone.conf: \"a\\r\\n\"\n"))
        #expect(try render("a\u{0}").contains("data:\n  rclone.conf: YQA=\n"))
    }

    @Test(arguments: ["", "A", "a_b", "-a", "a-", "a..b", String(repeating: "a", count: 254)])
    func aNameThatTheServerRefusesIsRefused(name: String) {
        #expect(throws: SecretManifestError.self) { try SecretManifest(name: name, namespace: nil) }
    }

    @Test(arguments: ["a", "rclone-conf", "a.b.c", "0", String(repeating: "a", count: 253)])
    func aNameThatTheServerTakesIsTaken(name: String) {
        #expect(throws: Never.self) { try SecretManifest(name: name, namespace: "ns-1") }
    }
}
