import RcloneConfig
import SecretMemory
import Testing

/// What a remote needs beside itself.
@Suite struct RemoteClosureTests {
    private let arena = SecretArena()

    private func document(_ text: String) -> RcloneDocument { RcloneDocument(parsing: arena.store(Array(text.utf8))) }

    private func names(_ text: String, _ wanted: String...) throws -> Set<String> {
        Set(try RemoteClosure.names(of: wanted.map { ConfigName($0) }, in: document(text).reading, arena: arena).map(\.text))
    }

    private static let storages = "[s]\ntype = s3\n[t]\ntype = s3\n[other]\ntype = local\n"

    @Test(arguments: [
        ("[a]\ntype = alias\nremote = s:x\n", ["a", "s"]), ("[a]\ntype = crypt\nremote = s:\n", ["a", "s"]),
        ("[a]\ntype = chunker\nremote = s,k=v:x\n", ["a", "s"]), ("[a]\ntype = compress\nremote = s:x\n", ["a", "s"]),
        ("[a]\ntype = hasher\nremote = s:\n", ["a", "s"]), ("[a]\ntype = cache\nremote = s:\ntmp_upload_path = t:x\n", ["a", "s", "t"]),
        ("[a]\ntype = archive\nremote = s:x.zip\n", ["a", "s"]), ("[a]\ntype = archive\nremote =\n", ["a"]),
        ("[a]\ntype = union\nupstreams = s:x:ro \"t:my dir\" /local\n", ["a", "s", "t"]),
        ("[a]\ntype = union\nremotes = s: t:\n", ["a", "s", "t"]), ("[a]\ntype = combine\nupstreams = x=s:a \"y=t:b c\"\n", ["a", "s", "t"]),
        ("[a]\ntype = alias\nremote = :crypt,password='x''y',remote=\"s:z\":w\n", ["a", "s"]),
        ("[a]\ntype = alias\nremote = b,remote='t:z':\n[b]\ntype = alias\nremote = s:\n", ["a", "b", "s", "t"]),
        ("[a]\ntype = alias\nremote = /s:x\n", ["a"]), ("[a]\ntype = alias\nremote = :s3,env_auth:x\n", ["a"]),
        ("[a]\ntype = alias\nremote = `s:x` tail\n", ["a", "s"]), ("[a]\ntype = s3\nremote = s:x\n", ["a"]),
        ("[p]\ntype = alias\nremote = s:\n[a]\ntype = alias\nremote = p.c:\n[p.c]\nx = y\n", ["a", "p", "p.c", "s"]),
        ("base = s\n[a]\ntype = alias\nremote = %(base)s:x\n", ["a", "s", "DEFAULT"]),
        ("base = s\n[a]\ntype = alias\nremote = s:x\n", ["a", "s"]),
    ]) func aReferenceBringsWhatItNames(text: String, expected: [String]) throws {
        #expect(try names(text + Self.storages, "a") == Set(expected))
    }

    @Test func aChainIsFollowedToItsEnd() throws {
        let text = "[top]\ntype = alias\nremote = e:\n[e]\ntype = crypt\nremote = u:x\n[u]\ntype = union\nupstreams = s: t:\n" + Self.storages
        #expect(try names(text, "top") == ["top", "e", "u", "s", "t"])
        #expect(try names(text, "s", "other") == ["s", "other"])
    }

    @Test func circlesAndMissingRemotesAreErrors() {
        let circle = "[a]\ntype = alias\nremote = b:\n[b]\ntype = crypt\nremote = c:\n[c]\ntype = union\nupstreams = /x a:\n"
        #expect(throws: ClosureError.self) { try names(circle, "a") }
        #expect(throws: ClosureError.self) { try names("[a]\ntype = alias\nremote = a:\n", "a") }
        #expect(throws: ClosureError.self) { try names("[a]\ntype = alias\nremote = b:\n", "a") }
        #expect(throws: ClosureError.self) { try names("[a]\ntype = alias\nremote = %(x)s:\nx = %(x)s\n", "a") }
        #expect(throws: ClosureError.self) { try names(Self.storages, "S") }
        // Nobody asked for it.
        #expect(throws: Never.self) { try names(circle + Self.storages, "s") }
    }

    @Test func twoWaysToOneStorageAreNoCircle() throws {
        let text = "[a]\ntype = union\nupstreams = b: c:\n[b]\ntype = alias\nremote = s:\n[c]\ntype = alias\nremote = s:\n" + Self.storages
        #expect(try names(text, "a") == ["a", "b", "c", "s"])
    }

    @Test func theTextKeepsOrderAndComments() throws {
        let text = "\u{feff}# head\n\nsalt = x\n# about b\n[b]\r\ntype = s3\r\n# in b\r\nk=%(salt)s\r\n\n# general\n\n# about a\n[a]\ntype = alias\nremote = b:\n[c]\ntype = local\n"
        let document = document(text)
        let names = try RemoteClosure.names(of: [ConfigName("a")], in: document.reading, arena: arena)
        let narrowed = RemoteClosure.document(of: names, in: document, arena: arena)
        let expected = text.replacingOccurrences(of: "# general\n\n", with: "").replacingOccurrences(of: "[c]\ntype = local\n", with: "")
        #expect(String(decoding: narrowed.source.bytes, as: UTF8.self) == expected)
    }
}
