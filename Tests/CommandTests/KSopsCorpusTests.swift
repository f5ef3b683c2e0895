import CommandDriver
import Foundation
import TestVectors
import Testing

/// The manifests that KSops' own libraries were given (`Tests/Measured/ksops-manifests.json`), through the program in both of its
/// forms. What comes out is read by kubectl and by PyYAML.
@Suite struct KSopsCorpusTests {
    /// What the files hold, by the bytes of their names: a String takes two spellings of a letter for one.
    private let contents: [[UInt8]: Data]
    private let folder: KSopsFolder

    private static func object(_ name: String) -> Data {
        Data("apiVersion: v1\nkind: Secret\nmetadata:\n  name: f-\(name)\nstringData:\n  from: file \(name)\n".utf8)
    }

    init() throws {
        folder = try KSopsFolder()
        var contents: [[UInt8]: Data] = [:]
        for name in ["a", "b", "1", "true", "yes"] { contents[Array(name.utf8)] = Self.object(name) }
        contents[Array("d/x.yaml".utf8)] = Data("x: z\n".utf8)
        contents[Array("v.env".utf8)] = Data("username=admin\npassword=\"q\" # $A\n".utf8)
        contents[Array("bytes".utf8)] = Data(0...255)
        for (name, text) in [("\u{E9}", "composed"), ("e\u{301}", "decomposed"), ("\u{301}", "mark")] { contents[Array(name.utf8)] = Data(text.utf8) }
        try FileManager.default.createDirectory(atPath: folder.workspace.path("d"), withIntermediateDirectories: true)
        for (name, data) in contents { try folder.encrypt(data, String(decoding: name, as: UTF8.self)) }
        self.contents = contents
    }

    private func content(_ path: String) -> Data? {
        let bytes = Array(path.utf8)
        return contents[bytes.starts(with: Array("./".utf8)) ? Array(bytes.dropFirst(2)) : bytes]
    }

    private func object(_ secret: MeasuredManifest.Secret) throws -> [String: Any] {
        var metadata: [String: Any] = [:]
        if !secret.name.isEmpty { metadata["name"] = secret.name }
        if !secret.namespace.isEmpty { metadata["namespace"] = secret.namespace }
        if !secret.labels.isEmpty { metadata["labels"] = secret.labels }
        if !secret.annotations.isEmpty { metadata["annotations"] = secret.annotations }
        var object: [String: Any] = ["apiVersion": "v1", "kind": "Secret", "metadata": metadata]
        if !secret.type.isEmpty { object["type"] = secret.type }
        var texts: [String: String] = [:]
        for file in secret.files { texts[file.key] = String(decoding: try #require(content(file.path)), as: UTF8.self) }
        if !secret.envs.isEmpty { texts.merge(["username": "admin", "password": "\"q\" # $A"]) { $1 } }
        if !texts.isEmpty { object["stringData"] = texts }
        let binaries = try secret.binaryFiles.map { ($0.key, try #require(content($0.path)).base64EncodedString()) }
        if !binaries.isEmpty { object["data"] = Dictionary(binaries) { $1 } }
        return object
    }

    /// The objects that a manifest should give; nil where it should be refused.
    private func objects(_ read: MeasuredManifest.Read?) throws -> [[String: Any]]? {
        guard let read, read.paths.allSatisfy({ content($0) != nil }) else { return nil }
        let files = read.files.map { path in
            let name = path.replacing("./", with: "")
            return ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "f-" + name], "stringData": ["from": "file " + name]] as [String: Any]
        }
        return try files + read.secrets.map { try object($0) }
    }

    private func told(_ objects: [[String: Any]]) throws -> [String] {
        try objects.map { String(decoding: try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys), as: UTF8.self) }
    }

    private func readByPyYAML(_ yaml: Data) throws -> [Any] {
        try folder.workspace.put(yaml, "out.yaml")
        let read = try folder.workspace.peer("python-with-pyrage", VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/yaml-secret.py").path, "out.yaml")
        #expect(read.code == 0, "\(read.messages)")
        return try #require(try JSONSerialization.jsonObject(with: read.output) as? [Any])
    }

    @Test func everyManifestGivesWhatKSopsReadInItAndKubectlAndPyYAMLTakeIt() throws {
        var output = Data()
        var namedOutput = Data()
        var wanted: [[String: Any]] = []
        var namedWanted: [[String: Any]] = []
        var refused = 0
        for sample in try MeasuredManifest.all() {
            let objects = try objects(sample.read)
            let outcome = try folder.generate(sample.manifest)
            guard let objects else {
                refused += 1
                #expect(outcome.ending == .exit && outcome.code == 1 && outcome.output.isEmpty, "\(sample.manifest.debugDescription): \(outcome.text)")
                #expect(outcome.messages.contains("fix: "), "\(sample.manifest.debugDescription): \(outcome.messages)")
                continue
            }
            #expect(outcome.code == 0, "\(sample.manifest.debugDescription): \(outcome.messages)")
            if !outcome.output.isEmpty { output += Data("---\n".utf8) + outcome.output + Data("\n".utf8) }
            wanted += objects
            // kubectl wants a name.
            guard !objects.isEmpty, objects.allSatisfy({ ($0["metadata"] as? [String: Any])?["name"] != nil }) else { continue }
            namedOutput += Data("---\n".utf8) + outcome.output + Data("\n".utf8)
            namedWanted += objects.map { object in
                var object = object
                let metadata = object["metadata"] as? [String: Any] ?? [:]
                object["metadata"] = ["namespace": "default"].merging(metadata) { $1 }
                return object
            }
        }
        #expect(wanted.count >= 80 && refused >= 60)
        let read = try readByPyYAML(output).compactMap { $0 as? [String: Any] }
        #expect(try told(read) == told(wanted))
        #expect(try told(KubectlReading.created(namedOutput, in: folder.workspace)) == told(namedWanted))
    }

    private func held(_ object: [String: Any]) -> [String: Data] {
        var held: [String: Data] = [:]
        for (key, text) in object["data"] as? [String: String] ?? [:] { held[key] = Data(base64Encoded: text) }
        for (key, text) in object["stringData"] as? [String: String] ?? [:] { held[key] = Data(text.utf8) }
        return held
    }

    @Test func randomValuesOfAllBytesSurviveYAMLBothWays() throws {
        let workspace = folder.workspace
        var generator = SplitMix(seed: 9_300)
        let pieces = [
            "a", " ", "\n", "\t", "\r", ":", "#", "-", "'", "\"", "\\", "\u{E9}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{65E5}", "\u{1F600}", "%", "|", ">", "{", "[a]",
            "\u{7}", "0", "~", "yes", "\u{7F}", "\u{9B}", "\u{FFFE}", "\u{FFFF}", "\u{A0}", "\0", "---", "...", "word ",
        ]
        var values: [String: Data] = [:]
        for index in 0..<250 {
            let size = Int.random(in: 0...(index % 10 == 0 ? 80 : 8), using: &generator)
            values["t\(index)"] = Data((0..<size).map { _ in pieces.randomElement(using: &generator)! }.joined().utf8)
        }
        for index in 0..<60 { values["b\(index)"] = Data((0..<Int.random(in: 0...300, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
        for (name, value) in values { try workspace.put(value, name) }
        let names = values.keys.sorted()
        let made = try workspace.rcsops(["encrypt", "-i", "--quiet", "--age", workspace.recipient, "--input-type", "binary"] + names)
        #expect(made.code == 0, "\(made.messages)")
        let manifest = "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: {name: g}\nsecretFrom:\n- metadata: {name: s}\n"
            + "  files: [\(names.filter { $0.hasPrefix("t") }.joined(separator: ", "))]\n  binaryFiles: [\(names.filter { $0.hasPrefix("b") }.joined(separator: ", "))]\n"
        let legacy = try folder.generate(manifest)
        #expect(legacy.code == 0, "\(legacy.messages)")
        let object = try #require(try readByPyYAML(legacy.output).first as? [String: Any])
        #expect(held(object) == values)
        let created = held(try #require(try KubectlReading.created(legacy.output, in: workspace).first))
        for (name, value) in values { #expect(created[name] == value, "\(name)") }
        let function = try folder.run(input: KSopsFolder.list(manifest))
        let list = try #require(try readByPyYAML(function.output).first as? [String: Any], "\(function.messages)")
        #expect((list["items"] as? [[String: Any]])?.map(held) == [values])
        try workspace.put("generators: [gen.yaml]\n", "kustomization.yaml")
        let built = try folder.kustomize()
        #expect(built.code == 0, "\(built.messages)")
        #expect(try (readByPyYAML(built.output) as? [[String: Any]])?.map(held) == [values])
    }

    @Test func asAFunctionTheSameObjectsComeInTheirOrder() throws {
        var count = 0
        for sample in try MeasuredManifest.all() {
            // An item is one document, without a mark at its begin.
            guard !sample.manifest.contains("---"), !sample.manifest.contains("..."), !sample.manifest.hasPrefix("\u{FEFF}"), !sample.manifest.isEmpty else { continue }
            let outcome = try folder.run(input: KSopsFolder.list(sample.manifest))
            guard let wanted = try objects(sample.read) else {
                #expect(outcome.ending == .exit && outcome.code == 1, "\(sample.manifest.debugDescription): \(outcome.text)")
                continue
            }
            count += 1
            #expect(outcome.code == 0, "\(sample.manifest.debugDescription): \(outcome.messages)")
            let list = try #require(try readByPyYAML(outcome.output).first as? [String: Any], "\(sample.manifest.debugDescription)")
            let items = list["items"] as? [[String: Any]] ?? []
            #expect(try told(items).sorted() == told(wanted).sorted(), "\(sample.manifest.debugDescription)")
        }
        #expect(count >= 60)
    }
}
