import SecretMemory
import Testing

@testable import KubernetesSecrets

/// What KSops 4.5.1 makes of manifests, valid and broken.
@Suite struct KSopsManifestTests {
    private static func read(_ text: String) throws -> KSopsManifest {
        let roots = try Array(text.utf8).withUnsafeBytes { try ManifestYAML.roots(of: $0, all: false) }
        guard let root = roots.first else { throw KSopsManifestError.missingFiles }
        return try KSopsManifest(root)
    }

    /// The manifest in one line, for comparison.
    private static func told(_ manifest: KSopsManifest) -> String {
        manifest.files.joined(separator: ",") + "|"
            + manifest.secretFrom.map { source in
                "\(source.name)/\(source.namespace)/\(source.type)"
                    + " f:" + source.files.map { "\($0.key)=\($0.path)" }.joined(separator: ",") + " b:"
                    + source.binaryFiles.map { "\($0.key)=\($0.path)" }.joined(separator: ",") + " e:" + source.envs.joined(separator: ",")
                    + " l:" + source.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",") + " a:"
                    + source.annotations.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
            }.joined(separator: ";")
    }

    static let valid: [(String, String)] = [
        ("files: [a]", "a|"),
        ("files: []", "|"),
        ("secretFrom: []", "|"),
        ("files:\nsecretFrom: []", "|"),
        ("apiVersion: viaduct.ai/v2\nkind: other\nfiles: [a, b]", "a,b|"),
        ("Files: [a]", "a|"),
        ("FILES: [a]\nfiles: [b]", "b|"),
        ("files: [a]\nfiles: [b]", "b|"),
        ("files: [1.0, yes, null]", "1,true,|"),
        ("files: ['1.0', \"yes\"]", "1.0,yes|"),
        ("x: &a [p]\nfiles: *a", "p|"),
        ("x: &a {files: [p]}\n<<: *a", "p|"),
        ("files: [a]\n---\nfiles: [b]", "a|"),
        ("{\"files\": [\"a\"]}", "a|"),
        ("failSilently: true\nfiles: [a]", "a|"),
        ("secretFrom:\n-", "|// f: b: e: l: a:"),
        ("secretFrom: [{}]", "|// f: b: e: l: a:"),
        ("secretFrom: [{metadata: {name: n, namespace: s}, type: T}]", "|false/s/T f: b: e: l: a:"),
        ("secretFrom: [{metadata: {name: 1, labels: {a: yes, 2: 1.50}, annotations: {z: null}}}]", "|1// f: b: e: l:2=1.5,a=true a:z="),
        ("secretFrom: [{files: [d/x.yaml, k=d/x.yaml]}]", "|// f:x.yaml=d/x.yaml,k=d/x.yaml b: e: l: a:"),
        ("secretFrom: [{binaryFiles: [k=, =p, d=e/f]}]", "|// f: b:k=,=p,d=e/f e: l: a:"),
        ("secretFrom: [{files: ['', /, a/, ..]}]", "|// f:.=,/=/,a=a/,..=.. b: e: l: a:"),
        ("secretFrom: [{envs: [a=b=c, d]}]", "|// f: b: e:a=b=c,d l: a:"),
        ("secretFrom: [{envs: [a], immutable: true, options: {x: y}, stringData: {a: b}}]", "|// f: b: e:a l: a:"),
        ("SecretFrom: [{Envs: [a], MetaData: {Name: n}}]", "|false// f: b: e:a l: a:"),
        ("# only a note\nfiles: [a] # more\n", "a|"),
    ]

    @Test(arguments: valid) func isRead(text: String, meaning: String) throws { #expect(try Self.told(Self.read(text)) == meaning) }

    static let broken: [String] = [
        "", "null", "# nothing", "{}", "files:", "files:\nsecretFrom:", "kind: ksops", "a", "- a", "[]", "1", "files: a", "files: {a: b}", "files: [[a]]",
        "files: [{a: b}]", "secretFrom: a", "secretFrom: {a: b}", "secretFrom: [a]", "secretFrom: [[a]]", "secretFrom: [{files: a}]",
        "secretFrom: [{files: [a=b=c]}]", "secretFrom: [{binaryFiles: [==]}]", "secretFrom: [{envs: {a: b}}]", "secretFrom: [{metadata: a}]",
        "secretFrom: [{metadata: {name: [a]}}]", "secretFrom: [{metadata: {labels: [a]}}]", "secretFrom: [{metadata: {labels: {a: [b]}}}]",
        "secretFrom: [{type: {a: b}}]", "files: [", "files: [a]]", "a: b: c", "\tfiles: [a]", "files: [*a]", "? [a]\n: b", "&a [*a]",
        "x: &a [&b [*a]]", "files: ['a]", "\"", "%", "files: [a]\n b", "\u{0}",
    ]

    @Test(arguments: broken) func isRefused(text: String) { #expect(throws: KSopsManifestError.self) { try Self.read(text) } }

    @Test func aSecretHasAKeyOnce() throws {
        let arena = SecretArena()
        let value = arena.store(Array("v".utf8))
        var secret = GeneratedSecret(.init())
        try secret.add(text: value, key: "k", from: "one")
        #expect(throws: GeneratedSecretError.keyTwice(key: "k", first: "one", second: "two")) { try secret.add(binary: value, key: "k", from: "two") }
    }

    @Test(arguments: [
        ([0x61, 0xFF], 1), ([0xC0, 0x80], 0), ([0xED, 0xA0, 0x80], 0), ([0xF4, 0x90, 0x80, 0x80], 0), ([0x61, 0x62, 0xC3], 2), ([0xE0, 0x9F, 0x80], 0),
    ] as [([UInt8], Int)])
    func theFirstByteThatIsNoTextIsNamed(bytes: [UInt8], offset: Int) {
        #expect(SecretArena().store(bytes).offsetOfInvalidUTF8 == offset)
    }

    @Test func withoutMetadataAndTypeNothingIsMadeUp() {
        let arena = SecretArena()
        #expect(String(decoding: GeneratedSecret(.init()).text(in: arena).bytes, as: UTF8.self) == "apiVersion: v1\nkind: Secret\nmetadata: {}\n")
    }
}
