import Foundation
import SecretMemory
import TestVectors
import Testing

@testable import KubernetesSecrets

/// Against what the Go libraries behind KSops gave for the same: sigs.k8s.io/yaml 1.3 with yaml.v2 2.4, godotenv 1.5.1.
@Suite struct MeasuredTextTests {
    private static func measured<T: Decodable>(_ name: String) throws -> [T] {
        try JSONDecoder().decode([T].self, from: Data(contentsOf: VectorFolder.packageRoot.appendingPathComponent("Tests/Measured/\(name).json")))
    }

    private struct ValueSample: Decodable {
        let value: String
        let text: String
    }

    private static func yaml(_ pairs: [(String, String)]) -> String {
        let arena = SecretArena()
        var writer = BlockScalarWriter(in: arena, capacity: 64)
        writer.open("stringData", indent: 0)
        for (key, value) in pairs { writer.item(key, value, indent: 2) }
        return String(decoding: writer.finish().bytes, as: UTF8.self)
    }

    @Test func valuesAreWrittenAsYAMLv2WritesThem() throws {
        let samples: [ValueSample] = try Self.measured("yaml-v2-values")
        #expect(samples.count > 1000)
        // The way through JSON loses NEL there, and separators stand raw.
        for sample in samples where !sample.value.unicodeScalars.contains(where: { ["\u{85}", "\u{2028}", "\u{2029}"].contains($0) }) {
            let text = Self.yaml([("k", sample.value)])
            #expect(text == sample.text, "\(sample.value.debugDescription)")
        }
    }

    private struct KeySample: Decodable {
        let keys: [String]
        let text: String
    }

    @Test func keysAreWrittenInTheOrderAndFormOfYAMLv2() throws {
        let samples: [KeySample] = try Self.measured("yaml-v2-keys")
        #expect(samples.count > 90)
        for sample in samples {
            let text = Self.yaml(NaturalOrder.sorted(sample.keys).map { ($0, "v") })
            #expect(text == sample.text, "\(sample.keys)")
        }
    }

    private struct DotenvSample: Decodable {
        let text: String
        let pairs: [String: String]?
    }

    @Test func envFilesAreReadAsGodotenvReadsThem() throws {
        let samples: [DotenvSample] = try Self.measured("godotenv")
        #expect(samples.count > 1000)
        for sample in samples {
            let arena = SecretArena()
            let pairs = try? DotenvReading.read(arena.store(Array(sample.text.utf8)), in: arena)
            let read = pairs.map { pairs in Dictionary(pairs.map { ($0.key, String(decoding: $0.value.bytes, as: UTF8.self)) }) { $1 } }
            #expect(read == sample.pairs, "\(sample.text.debugDescription)")
        }
    }

    @Test func manifestsAreReadAsKSopsReadsThem() throws {
        let samples = try MeasuredManifest.all()
        #expect(samples.count > 140)
        for sample in samples {
            let source = Array(sample.manifest.utf8)
            let read = try? source.withUnsafeBytes { try ManifestYAML.roots(of: $0, all: false) }.first.map { try KSopsManifest($0) }
            guard let read, let wanted = sample.read else {
                #expect((read == nil) == (sample.read == nil), "\(sample.manifest.debugDescription)")
                continue
            }
            func told(_ entries: [KeyedPath]) -> [[UInt8]] { entries.flatMap { [Array($0.key.utf8), Array($0.path.utf8)] } }
            func told(_ entries: [MeasuredManifest.Entry]) -> [[UInt8]] { entries.flatMap { [Array($0.key.utf8), Array($0.path.utf8)] } }
            #expect(read.files == wanted.files && read.secretFrom.count == wanted.secrets.count, "\(sample.manifest.debugDescription)")
            for (mine, other) in zip(read.secretFrom, wanted.secrets) {
                let isSame = told(mine.files) == told(other.files) && told(mine.binaryFiles) == told(other.binaryFiles) && mine.envs == other.envs
                    && [mine.name, mine.namespace, mine.type] == [other.name, other.namespace, other.type]
                    && mine.labels == other.labels && mine.annotations == other.annotations
                #expect(isSame, "\(sample.manifest.debugDescription)")
            }
        }
    }

    @Test func manifestsWithDamageAreReadOrRefusedAndEndNothing() throws {
        let samples = try MeasuredManifest.all()
        let marks = Array("\0\t\n &*!<>[]{}:-?,'\"|%#~=a".utf8)
        var generator = SplitMix(seed: 4_510)
        for sample in samples {
            for _ in 0..<100 {
                var bytes = Array(sample.manifest.utf8)
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let place = Int.random(in: 0...bytes.count, using: &generator)
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: bytes.insert(marks.randomElement(using: &generator)!, at: place)
                    case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                    case 2 where place < bytes.count: bytes.remove(at: place)
                    default: bytes.insert(contentsOf: bytes[..<place].suffix(Int.random(in: 0...9, using: &generator)), at: place)
                    }
                }
                let roots = (try? bytes.withUnsafeBytes { try ManifestYAML.roots(of: $0, all: true) }) ?? []
                for root in roots { _ = try? KSopsManifest(root) }
                let arena = SecretArena()
                let list = arena.store(Array("kind: ResourceList\nitems:\n- ".utf8) + bytes)
                if let list = try? ResourceList(list, in: arena) {
                    _ = list.manifests()
                    _ = try? list.failed("message")
                }
            }
        }
    }

    @Test func aliasesThatDoubleAndDeepNestingAreRefused() {
        var bomb = "x0: &x0 [a, a]\n"
        for level in 1..<40 { bomb += "x\(level): &x\(level) [*x\(level - 1), *x\(level - 1)]\n" }
        var merges = "x0: &x0 {a: b}\n"
        for level in 1..<40 { merges += "x\(level): &x\(level) {<<: [*x\(level - 1), *x\(level - 1)], c: *x\(level - 1)}\n" }
        for text in [bomb, merges, String(repeating: "[", count: 100_000), "files: " + String(repeating: "{a: ", count: 500), String(repeating: "- ", count: 50_000)] {
            #expect(throws: KSopsManifestError.self) { try Array(text.utf8).withUnsafeBytes { try ManifestYAML.roots(of: $0, all: false) } }
        }
    }

    private struct ScalarSample: Decodable {
        let scalar: String
        let text: String?
    }

    @Test func scalarsOfManifestsBecomeTheTextsThatGoMakesOfThem() throws {
        for sample in try Self.measured("manifest-scalars") as [ScalarSample] {
            let source = Array((sample.scalar.isEmpty ? "files:\n- " : "files: [\(sample.scalar)]").utf8)
            let root = try #require(try source.withUnsafeBytes { try ManifestYAML.roots(of: $0, all: false) }.first)
            #expect(try KSopsManifest(root).files.first == sample.text, "\(sample.scalar)")
        }
    }
}
