import KubernetesSecrets
import SecretMemory
import Testing

@Suite struct KubernetesSecretTests {
    static func secret(
        _ values: [(String, String)] = [("k", "v")], name: String = "x", namespace: String? = nil, labels: [String: String] = [:],
        annotations: [String: String] = [:], type: String? = nil, leavesRoomForHash: Bool = false
    ) throws -> KubernetesSecret {
        let arena = SecretArena()
        return try KubernetesSecret(
            name: name, namespace: namespace, labels: labels, annotations: annotations, type: type,
            entries: values.map { KubernetesSecret.Entry(key: $0.0, value: arena.store(Array($0.1.utf8))) }, leavesRoomForHash: leavesRoomForHash)
    }

    private func text(_ value: String, key: String = "rclone.conf") throws -> String {
        let arena = SecretArena()
        return String(decoding: try Self.secret([(key, value)]).readerYAML(.stringData, in: arena).bytes, as: UTF8.self)
    }

    @Test func aFileOfWholeLinesIsABlockLiteral() throws {
        #expect(try text("[a]\nk = v\n").hasSuffix("stringData:\n  rclone.conf: |\n    [a]\n    k = v\n"))
    }

    @Test func theEndOfTheFileDecidesTheChomping() throws {
        #expect(try text("[a]\nb").contains("rclone.conf: |-\n"))
        #expect(try text("[a]\n\n").contains("rclone.conf: |+\n"))
        #expect(try text("  a\n").contains("rclone.conf: |2\n"))
    }

    @Test(arguments: [
        ("a\r\n", #""a\r\n""#), ("a \nb\n", #""a \nb\n""#), ("a\tb\n", #""a\tb\n""#), ("\u{85}\n", #""\u0085\n""#), ("\n\n", #""\n\n""#),
        ("\u{FEFF}a\n", #""\ufeffa\n""#), ("yes", #""yes""#), ("1e3", #""1e3""#), ("0x1f", #""0x1f""#), ("0o7", #""0o7""#), ("12:30:00", #""12:30:00""#),
        ("2001-01-01", #""2001-01-01""#), (".inf", #"".inf""#), ("", #""""#), ("~", #""~""#), ("# a", ##""# a""##), ("a: b", #""a: b""#), ("a #b", #""a #b""#),
        ("*a", #""*a""#), ("plain", "plain"), ("a/b", "a/b"),
    ]) func whatALiteralCannotHoldIsOneQuotedLine(value: String, form: String) throws {
        #expect(try text(value).hasSuffix("rclone.conf: " + form + "\n"))
    }

    @Test func aLongLineIsNotFolded() throws {
        let long = String(repeating: "word ", count: 100) + "end"
        #expect(try text(long).hasSuffix("rclone.conf: \"" + long + "\"\n"))
        #expect(try text(long + "\n").hasSuffix("rclone.conf: |\n    " + long + "\n"))
    }

    @Test(arguments: ["n", "y", "on", "1", "1.5", "true", "0x1f", "null", "2001-01-01"]) func aKeyThatYAMLTakesForAnotherTypeIsQuoted(key: String) throws {
        #expect(try text("v", key: key).hasSuffix("  \"" + key + "\": v\n"))
    }

    @Test func bytesThatAreNoTextAreToldWithTheirPlace() throws {
        let arena = SecretArena()
        for (bytes, offset) in [([0x61, 0x00], 1), ([0xC3, 0xA9, 0xFF], 2), ([0xE2, 0x80], 0)] as [([UInt8], Int)] {
            let secret = try KubernetesSecret(name: "x", entries: [.init(key: "k", value: arena.store(bytes))])
            #expect(throws: KubernetesSecretError.notText(key: "k", offset: offset)) { _ = try secret.readerYAML(.stringData, in: arena) }
            if case .stringData = secret.readableForm { Issue.record("no text") }
        }
    }

    @Test(arguments: ["", "A", "a_b", "-a", "a-", "a..b", ".a", "é", String(repeating: "a", count: 254)])
    func aNameThatTheServerRefusesIsRefused(name: String) {
        #expect(throws: KubernetesSecretError.self) { try Self.secret(name: name) }
    }

    @Test(arguments: ["a", "rclone-conf", "a.b.c", "0", String(repeating: "a", count: 253)])
    func aNameThatTheServerTakesIsTaken(name: String) {
        #expect(throws: Never.self) { try Self.secret(name: name, namespace: "ns-1") }
    }

    @Test func theHashNeedsRoomInTheName() {
        #expect(throws: Never.self) { try Self.secret(name: String(repeating: "a", count: 242), leavesRoomForHash: true) }
        #expect(throws: KubernetesSecretError.self) { try Self.secret(name: String(repeating: "a", count: 243), leavesRoomForHash: true) }
    }

    @Test(arguments: ["", "a.b", "A", "-a", String(repeating: "a", count: 64)]) func aNamespaceThatTheServerRefusesIsRefused(namespace: String) {
        #expect(throws: KubernetesSecretError.self) { try Self.secret(namespace: namespace) }
    }

    @Test(arguments: ["", ".", "..", "..a", "a b", "a/b", "é", String(repeating: "a", count: 254)]) func aKeyThatTheServerRefusesIsRefused(key: String) {
        #expect(throws: KubernetesSecretError.invalidKey(key)) { try Self.secret([(key, "v")]) }
    }

    @Test(arguments: [".a", "a..b", "_", "-", "A.b-c_d", String(repeating: "a", count: 253)]) func aKeyThatTheServerTakesIsTaken(key: String) {
        #expect(throws: Never.self) { try Self.secret([(key, "v")]) }
    }

    @Test func aKeyCountsOnce() {
        #expect(throws: KubernetesSecretError.duplicateKey("a")) { try Self.secret([("a", "1"), ("a", "2")]) }
    }

    @Test func allValuesTogetherHaveAMebibyte() {
        let half = String(repeating: "x", count: 1 << 19)
        #expect(throws: Never.self) { try Self.secret([("a", half), ("b", half)]) }
        #expect(throws: KubernetesSecretError.tooLarge(size: 1 << 20 | 1, limit: 1 << 20)) { try Self.secret([("a", half), ("b", half + "x")]) }
    }

    @Test(arguments: ["", "a/b/c", "/a", "A.example/b", "a/", "-a", String(repeating: "a", count: 64)]) func aLabelThatTheServerRefusesIsRefused(key: String) {
        #expect(throws: KubernetesSecretError.invalidLabelKey(key, isAnnotation: false)) { try Self.secret(labels: [key: "v"]) }
    }

    @Test func aLabelsValueHasItsAlphabet() {
        #expect(throws: Never.self) { try Self.secret(labels: ["app.kubernetes.io/name": "rclone", "a": ""]) }
        for value in ["a b", "-a", "a/b", String(repeating: "a", count: 64)] {
            #expect(throws: KubernetesSecretError.invalidLabelValue(key: "a")) { try Self.secret(labels: ["a": value]) }
        }
    }

    @Test func annotationsHaveAnyTextAndALimit() {
        #expect(throws: Never.self) { try Self.secret(annotations: ["a": "any: text #\n"]) }
        #expect(throws: KubernetesSecretError.annotationsTooLarge(size: 262_145, limit: 262_144)) {
            try Self.secret(annotations: ["a": String(repeating: "x", count: 262_144)])
        }
        #expect(throws: KubernetesSecretError.invalidLabelKey("a b", isAnnotation: true)) { try Self.secret(annotations: ["a b": ""]) }
    }

    @Test func aTypeNeedsItsKeys() {
        for type in ["kubernetes.io/tls", "kubernetes.io/ssh-auth", "kubernetes.io/basic-auth", "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"] {
            #expect(throws: KubernetesSecretError.self) { try Self.secret(type: type) }
        }
        let account = "kubernetes.io/service-account.name"
        let token = "kubernetes.io/service-account-token"
        for annotations in [[:], [account: ""]] {
            #expect(throws: KubernetesSecretError.missingAnnotation(type: token, wanted: account)) { try Self.secret(annotations: annotations, type: token) }
        }
        #expect(throws: Never.self) { try Self.secret(annotations: [account: "sync"], type: token) }
        #expect(throws: KubernetesSecretError.notJSON(key: ".dockerconfigjson")) {
            _ = try Self.secret([(".dockerconfigjson", "{")], type: "kubernetes.io/dockerconfigjson")
        }
        #expect(throws: Never.self) {
            _ = try Self.secret([(".dockerconfigjson", "{\"auths\": {}}")], type: "kubernetes.io/dockerconfigjson")
            _ = try Self.secret([("tls.crt", "a"), ("tls.key", "b")], type: "kubernetes.io/tls")
            _ = try Self.secret([("password", "a")], type: "kubernetes.io/basic-auth")
            _ = try Self.secret([("ssh-privatekey", "a")], type: "kubernetes.io/ssh-auth")
            _ = try Self.secret(type: "example.com/own")
        }
        #expect(throws: KubernetesSecretError.invalidType("")) { try Self.secret(type: "") }
        #expect(throws: KubernetesSecretError.invalidType("a\n")) { try Self.secret(type: "a\n") }
    }

    // Measured with kubectl 1.37.1 (kustomize 5.8.1).
    @Test func theHashesAreThoseOfKustomizeAndKubectl() throws {
        let config = "[s3]\ntype = s3\naccess_key_id = AKIA\n"
        let one = try Self.secret([("rclone.conf", config)], name: "sync-config", type: "Opaque")
        #expect(one.contentHash(.kustomize, form: .data) == "dkfm9562h5")
        let two = try Self.secret([("rclone.conf", config), ("a", "1")], name: "sync-config")
        let typed = try Self.secret([("rclone.conf", config), ("a", "1")], name: "sync-config", type: "Opaque")
        #expect([two.contentHash(.kubectl, form: .data), typed.contentHash(.kubectl, form: .data)].contains("kc675kt667"))
        #expect(try Self.secret([("a", "b<>&é")]).contentHash(.kustomize, form: .stringData) == "t2d8h9tcm7")
    }

    @Test func theHashIsOfTheContentAlone() throws {
        let bare = try Self.secret().contentHash(.kustomize, form: .data)
        #expect(try Self.secret(name: "y", namespace: "n", labels: ["a": "b"], annotations: ["c": "d"]).contentHash(.kustomize, form: .data) == bare)
        #expect(try Self.secret([("k", "w")]).contentHash(.kustomize, form: .data) != bare)
        #expect(try Self.secret(name: "y").contentHash(.kubectl, form: .data) != Self.secret().contentHash(.kubectl, form: .data))
    }
}
