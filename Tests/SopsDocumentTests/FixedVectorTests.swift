import DocumentTree
import SecretMemory
import SopsDocument
import Testing

/// Values computed by an independent AES-GCM, which real sops documents agree with: data key 00…1f, IV 20…3f.
@Suite struct FixedVectorTests {
    private let arena = SecretArena()
    private static let key = (0..<32).map { UInt8($0) }
    private static let iv = (32..<64).map { UInt8($0) }

    private static let vectors: [(String, ScalarType, String, String)] = [
        ("hello", .string, "a:b:", "ENC[AES256_GCM,data:f6SdJOI=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:TEFu+ejkdT0ijPtelDWwfg==,type:str]"),
        ("True", .boolean, "l:", "ENC[AES256_GCM,data:Q7OELQ==,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:GQc7BEMtfqJc7yNmuaTgRQ==,type:bool]"),
        ("-1.5", .float, "x:", "ENC[AES256_GCM,data:OvDffQ==,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:RLDv4JQTLSDe8qyfplbjbQ==,type:float]"),
        (" c", .comment, ":", "ENC[AES256_GCM,data:N6I=,iv:ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=,tag:Hex67WQX+1JM9G2RHNP62A==,type:comment]"),
        ("hello", .string, "a:b:", "ENC[AES256_GCM,data:ul/KHAM=,iv:ICEiIyQlJicoKSor,tag:s5szBK8bgCq/g3Cij1W8+A==,type:str]"),
    ]

    private func slice(_ text: String) -> SecretSlice { arena.store(Array(text.utf8)) }

    private func decrypt(_ text: String, _ aad: String) throws(SopsError) -> (ScalarType, String) {
        var cipher = try ValueCipher(dataKey: SecretBytes(copying: Self.key), arena: arena, fill: { $0.copyBytes(from: Self.iv) })
        let (type, clear) = try cipher.decrypt(slice(text), aad: Array(aad.utf8), path: "p")
        return (type, String(decoding: clear.bytes, as: UTF8.self))
    }

    @Test func theVectorsDecryptAndEncryptToThemselves() throws {
        for (plaintext, type, aad, text) in Self.vectors {
            let found = try decrypt(text, aad)
            #expect(found == (type, plaintext))
            guard text.contains("Pj8=") else { continue }
            var cipher = try ValueCipher(dataKey: SecretBytes(copying: Self.key), arena: arena, fill: { $0.copyBytes(from: Self.iv) })
            let again = try cipher.encrypt(slice(plaintext), type: type, aad: Array(aad.utf8))
            #expect(String(decoding: again.bytes, as: UTF8.self) == text)
        }
    }

    @Test func bytesAfterTheBracketAreTolerated() throws {
        #expect(try decrypt(Self.vectors[0].3 + " tail", "a:b:").1 == "hello")
    }

    @Test func aValueUnderAnotherNameIsRefused() {
        #expect(throws: SopsError.authenticationFailed(path: "p")) { try decrypt(Self.vectors[0].3, "a:c:").1 }
        #expect(throws: SopsError.notAnEncryptedValue(path: "p")) { try decrypt("plain", "a:b:").1 }
        #expect(throws: SopsError.unknownDataType(path: "p", type: "foo")) {
            try decrypt(Self.vectors[0].3.replacing("type:str", with: "type:foo"), "a:b:").1
        }
    }

    @Test func aValueCutAtAnyByteIsAnError() {
        let text = Self.vectors[0].3
        for count in 1..<text.utf8.count {
            #expect(throws: SopsError.self) { try decrypt(String(text.prefix(count)), "a:b:").1 }
        }
    }

    @Test func theMACIsThatOfTheVectors() throws {
        var tree = DocumentTree(arena: arena)
        tree.openDocument()
        for (key, kind, text) in [("a", NodeKind.string, "hello"), ("b", .boolean, "True"), ("c", .float, "-1.5")] {
            tree.append(kind, tree.store(text), key: tree.store(key), keyKind: .string)
        }
        tree.close()
        for (isOnlyEncrypted, start) in [(false, "06978C06"), (true, "9F6857DA")] {
            var metadata = SopsMetadata(keyGroups: [], selector: .standard)
            metadata.macOnlyEncrypted = isOnlyEncrypted
            _ = try TreeCipher.encrypt(
                tree, metadata: &metadata, dataKey: SecretBytes(copying: Self.key), unixSeconds: 1_704_164_645,
                fill: { room in for index in room.indices { room[index] = Self.iv[index % 32] } })
            #expect(metadata.lastModified == "2024-01-02T03:04:05Z")
            #expect(try decrypt(metadata.mac, metadata.lastModified).1.hasPrefix(start))
        }
    }

    @Test func sharesOfAnyTwoGroupsGiveTheSecretBack() throws {
        let secret = SecretBytes(copying: Self.key)
        let shares = try ShamirSharing.split(secret, parts: 3, threshold: 2) { count in
            SecretBytes(copying: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) })
        }
        for pair in [[0, 1], [0, 2], [1, 2], [0, 1, 2]] {
            let joined = try ShamirSharing.combine(pair.map { shares[$0] }).withBytes { Array($0) }
            #expect(joined == Self.key)
        }
    }

    @Test(arguments: [
        ("2026-11-23T22:00:01Z", "2026-11-23T22:00:01Z"), ("2026-11-23T22:00:01+00:00", "2026-11-23T22:00:01Z"),
        ("2026-11-23T22:00:01.123Z", "2026-11-23T22:00:01Z"), ("2026-11-23T22:00:01+02:00", "2026-11-23T22:00:01+02:00"),
        ("2026-13-23T22:00:01Z", nil), ("", nil), ("2026-11-23", nil), ("2026-02-29T00:00:00Z", nil),
    ]) func timesAreNormalisedAsGoDoes(text: String, expected: String?) {
        #expect(RFC3339.normalised(text) == expected)
    }
}
