import Foundation
import RcloneConfig
import SecretMemory
import TestVectors
import Testing

@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine"))
struct BackendRegistryTests {
    private struct Provider: Decodable {
        struct Option: Decodable {
            struct Example: Decodable { var Value: String }
            var Name: String
            var `Type`: String
            var DefaultStr: String
            var IsPassword: Bool
            var Sensitive: Bool
            var Required: Bool
            var Exclusive: Bool
            var Provider: String?
            var Examples: [Example]?
        }
        var Name: String
        var Prefix: String
        var Hide: Bool
        var Options: [Option]
    }

    private static func providers() throws -> [Provider] {
        try JSONDecoder().decode([Provider].self, from: Data(try VectorFolder.bytes("rclone/providers-1.75.json")))
    }

    @Test func itIsWhatRcloneSaysOfItsBackends() throws {
        let providers = try Self.providers()
        #expect(BackendRegistry.rcloneVersion.hasPrefix("1.75"))
        #expect(BackendRegistry.backends.map(\.name) == providers.map(\.Name).sorted())
        var count = 0
        for provider in providers {
            let backend = try #require(BackendRegistry.backend(ofType: provider.Name))
            #expect(backend.prefix == provider.Prefix && backend.isHidden == provider.Hide)
            // A name that is there several times, for a provider each, is one option.
            let groups = Dictionary(grouping: provider.Options, by: \.Name)
            #expect(Set(backend.options.map(\.name)) == Set(groups.keys) && backend.options.count == groups.count)
            for (name, options) in groups {
                let mine = try #require(backend.option(name), "\(provider.Name) \(name)")
                let theirs = options[0]
                count += options.count
                #expect(theirs.Type.contains("|") ? mine.type == .choice : mine.type.word == theirs.Type)
                #expect(!theirs.Type.contains("|") || mine.choices == theirs.Type.split(separator: "|").map(String.init))
                #expect(mine.defaultText == theirs.DefaultStr)
                #expect(mine.isPassword == theirs.IsPassword && mine.isSensitive == theirs.Sensitive && mine.isRequired == theirs.Required)
                #expect(mine.providers == options.compactMap(\.Provider).joined(separator: ","))
                #expect(!theirs.Exclusive || mine.isExclusive)
                if mine.isExclusive { #expect(mine.choices == theirs.Examples?.map(\.Value)) }
            }
        }
        #expect(count == 968)
    }

    @Test func aBackendIsFoundByEverySpellingThatTypeTakes() {
        #expect(BackendRegistry.backend(ofType: "google cloud storage")?.name == "google cloud storage")
        #expect(BackendRegistry.backend(ofType: "gcs")?.name == "google cloud storage")
        #expect(BackendRegistry.backend(ofType: "googlephotos")?.name == "google photos")
        #expect(BackendRegistry.backend(ofType: "S3") == nil)
    }

    @Test func providerFiltersAreListsOrExclusions() throws {
        let s3 = try #require(BackendRegistry.backend(ofType: "s3"))
        let kms = try #require(s3.option("sse_kms_key_id"))
        #expect(kms.isFor(provider: "AWS") && kms.isFor(provider: "") && !kms.isFor(provider: "Wasabi") && !kms.isFor(provider: "aws"))
        let compartment = try #require(BackendRegistry.backend(ofType: "oracleobjectstorage")?.option("compartment"))
        #expect(compartment.isFor(provider: "env_auth") && !compartment.isFor(provider: "no_auth"))
    }

    @Test func whatIsRememberedOfAnOptionIsWhatTheRegistrySays() {
        let arena = SecretArena()
        let values = ["", "private", "https://user:pass@host", "a=b?c", "{\"access_token\": 1}"].map { arena.store(Array($0.utf8)) }
        var judgements = OptionJudgements()
        for _ in 0..<2 {
            for backend in BackendRegistry.backends.map(\.name) + ["nosuch", String(repeating: "s3", count: 40)] {
                let options = BackendRegistry.backend(ofType: backend)?.options.map(\.name) ?? ["region"]
                for key in (options + ["type", "description", "no_such_option"]).map({ ConfigName($0) }) {
                    for value in values {
                        #expect(
                            judgements.isSecret(type: arena.store(Array(backend.utf8)), key: key, value: value)
                                == SecretOption.isSecret(backend: backend, key: key, value: value), "\(backend) \(key.text)")
                    }
                }
            }
        }
        for value in values {
            #expect(
                judgements.isSecret(type: nil, key: ConfigName("region"), value: value)
                    == SecretOption.isSecret(backend: nil, key: ConfigName("region"), value: value))
        }
    }

    @Test func everySecretOptionIsSecret() throws {
        let data = Data(try VectorFolder.bytes("rclone/secret-options.json"))
        let lists = try JSONDecoder().decode([String: [String: [String]]].self, from: data)
        #expect(lists.count >= 50)
        let value = SecretArena().store(Array("plain".utf8))
        for (backend, kinds) in lists {
            for name in kinds.values.flatMap({ $0 }) {
                #expect(SecretOption.isSecret(backend: backend, key: ConfigName(name), value: value), "\(backend) \(name)")
                #expect(SecretOption.isKnownSecret(backend: backend, key: ConfigName(name), value: value), "\(backend) \(name)")
            }
        }
    }

    /// Switches, numbers and what is named like a secret by chance.
    @Test func whatIsNoSecretIsNone() throws {
        let value = SecretArena().store(Array("plain".utf8))
        let data = Data(try VectorFolder.bytes("rclone/secret-options.json"))
        let lists = try JSONDecoder().decode([String: [String: [String]]].self, from: data)
        var falseAlarms: [String] = []
        for provider in try Self.providers() {
            let secrets = Set(lists[provider.Name]?.values.flatMap { $0 } ?? [])
            for option in provider.Options where !secrets.contains(option.Name) {
                if SecretOption.isSecret(backend: provider.Name, key: ConfigName(option.Name), value: value) {
                    falseAlarms.append(provider.Name + " " + option.Name)
                }
            }
        }
        #expect(falseAlarms == [])
    }

    @Test(arguments: [
        "https://user:pass@host/", "-----BEGIN RSA PRIVATE KEY-----", "{\"access_token\":\"x\"}", " {\"private_key\": \"x\"}",
    ]) func aValueThatGivesItselfAwayIsSecretEverywhere(text: String) {
        let value = SecretArena().store(Array(text.utf8))
        #expect(SecretOption.isSecret(backend: "sftp", key: ConfigName("subsystem"), value: value))
        #expect(SecretOption.isKnownSecret(backend: "sftp", key: ConfigName("subsystem"), value: value))
        #expect(SecretOption.isKnownSecret(backend: nil, key: ConfigName("subsystem"), value: value))
    }

    @Test func whatNobodyKnowsIsSecret() {
        let value = SecretArena().store(Array("plain".utf8))
        #expect(SecretOption.isSecret(backend: "s3", key: ConfigName("secret_acces_key"), value: value))
        #expect(SecretOption.isSecret(backend: "nosuch", key: ConfigName("region"), value: value))
        #expect(SecretOption.isSecret(backend: nil, key: ConfigName("region"), value: value))
    }
}
