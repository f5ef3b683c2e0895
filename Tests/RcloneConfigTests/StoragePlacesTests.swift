import RcloneConfig
import SecretMemory
import Testing

/// Where remotes that wrap others keep their files.
@Suite struct StoragePlacesTests {
    private let arena = SecretArena()

    private static let storages = """
        [s]
        type = s3
        endpoint = https://s.example.test
        region = r1
        [t]
        type = s3
        [d]
        type = drive

        """

    /// `NAME:PATH` of each place, or the kind of the fault.
    private func places(_ text: String, of name: String, path: String = "", variables: [String: String]? = nil) -> [String] {
        let reading = RcloneDocument(parsing: arena.store(Array((text + Self.storages).utf8))).reading
        let environment: RemoteOptions.Environment? = variables.map { variables in { variables[$0].map { arena.store(Array($0.utf8)) } } }
        var places = StoragePlaces(in: reading, environment: environment, arena: arena)
        return places.places(of: ConfigName(name), path: path).map { result in
            switch result {
            case .success(let place): (place.options.name?.text ?? ":" + place.options.backend) + ":" + place.path
            case .failure(.circle): "circle"
            case .failure(.missing(let name, _)): "missing " + name.text
            case .failure(.malformed): "malformed"
            case .failure(.local): "local"
            case .failure(.noFolder): "no folder"
            case .failure(.tooMany): "too many"
            case .failure(.value): "value"
            }
        }
    }

    @Test(arguments: [
        ("", "", ["s:"]), ("", "/bucket/x/", ["s:bucket/x"]),
        ("[a]\ntype = alias\nremote = s:bucket/x\n", "", ["s:bucket/x"]),
        ("[a]\ntype = alias\nremote = s:bucket/x/\n", "y", ["s:bucket/x/y"]),
        ("[a]\ntype = alias\nremote = s:\n", "bucket/y", ["s:bucket/y"]),
        ("[a]\ntype = chunker\nremote = s:b\n", "y", ["s:b/y"]), ("[a]\ntype = compress\nremote = s:b\n", "y", ["s:b/y"]),
        ("[a]\ntype = hasher\nremote = s:b\n", "", ["s:b"]), ("[a]\ntype = cache\nremote = s:b\n", "", ["s:b"]),
        ("[a]\ntype = archive\nremote = s:b/x.zip\n", "", ["s:b/x.zip"]),
        ("[a]\ntype = union\nupstreams = s:x:ro \"t:my dir:nc\" /local\n", "", ["s:x", "t:my dir", "local"]),
        ("[a]\ntype = union\nremotes = s: t:\n", "b", ["s:b", "t:b"]),
        ("[a]\ntype = combine\nupstreams = x=s:a \"y=t:b c\"\n", "", ["s:a", "t:b c"]),
        ("[a]\ntype = combine\nupstreams = x=s:a \"y=t:b c\"\n", "y/z", ["t:b c/z"]),
        ("[a]\ntype = combine\nupstreams = x=s:a\n", "y", ["no folder"]),
        ("[a]\ntype = alias\nremote = d:x\n", "", ["d:x"]), ("[a]\ntype = alias\nremote = /tmp\n", "", ["local"]),
        ("[a]\ntype = alias\nremote = nosuch:x\n", "", ["missing nosuch"]), ("[a]\ntype = alias\n", "", ["malformed"]),
        ("[a]\ntype = alias\nremote = s,region='a''b':x\n", "", ["s:x"]),
        ("[a]\ntype = alias\nremote = s,region='a:x\n", "", ["malformed"]),
        ("[a]\ntype = alias\nremote = :s3,env_auth:b/c\n", "", [":s3:b/c"]),
        ("[a]\ntype = alias\nremote = :crypt,password='x''y',remote=\"s:z\":w\n", "", ["s:z"]),
        ("[a]\ntype = alias\nremote = b,remote='t:z':\n[b]\ntype = alias\nremote = s:\n", "", ["t:z"]),
        ("[a]\ntype = alias\nremote = b:y\n[b]\ntype = union\nupstreams = s:x t:x\n", "", ["s:x/y", "t:x/y"]),
        ("base = s\n[a]\ntype = alias\nremote = %(base)s:x\n", "", ["s:x"]),
    ]) func aWrapperIsFollowedToItsStorage(text: String, path: String, expected: [String]) {
        #expect(places(text, of: text.isEmpty ? "s" : "a", path: path) == expected)
    }

    @Test("what a crypt holds has other names below, unless it leaves names alone")
    func cryptHidesNames() {
        let crypt = "[a]\ntype = crypt\nremote = s:bucket\npassword = x\n"
        #expect(places(crypt, of: "a", path: "folder") == ["s:bucket"])
        #expect(places(crypt + "filename_encryption = off\n", of: "a", path: "folder") == ["s:bucket/folder"])
        #expect(places(crypt + "directory_name_encryption = false\n", of: "a", path: "folder") == ["s:bucket/folder"])
    }

    @Test("circles end, whether remotes or connection strings make them, and unions of unions do")
    func nothingHangs() {
        #expect(places("[a]\ntype = alias\nremote = b:\n[b]\ntype = crypt\nremote = a:\n", of: "a") == ["circle"])
        #expect(places("[a]\ntype = alias\nremote = a,x=y:\n", of: "a") == ["circle"])
        #expect(places("[a]\ntype = union\nupstreams = s:x a:\n", of: "a") == ["s:x", "circle"])
        let doubling = (0..<20).map { "[u\($0)]\ntype = union\nupstreams = u\($0 + 1): u\($0 + 1):\n" }.joined()
        #expect(places(doubling + "[u20]\ntype = alias\nremote = s:\n", of: "u0").contains("too many"))
        #expect(places("[a]\ntype = alias\nremote = %(x)s:\nx = %(x)s\n", of: "a") == ["value"])
    }

    @Test("variables and connection strings have rclone's order, and count only when asked for")
    func variablesCount() throws {
        let text = "[a]\ntype = alias\nremote = s,region=inline:x\n"
        let reading = RcloneDocument(parsing: arena.store(Array((text + Self.storages).utf8))).reading
        func options(of name: String, _ variables: [String: String]?) throws -> RemoteOptions {
            let environment: RemoteOptions.Environment? = variables.map { variables in { variables[$0].map { arena.store(Array($0.utf8)) } } }
            var places = StoragePlaces(in: reading, environment: environment, arena: arena)
            return try places.places(of: ConfigName(name))[0].get().options
        }
        func shown(_ value: SecretSlice?) -> String? { value.map { String(decoding: $0.bytes, as: UTF8.self) } }
        let variables = ["RCLONE_CONFIG_S_REGION": "own", "RCLONE_S3_REGION": "all", "RCLONE_S3_ACL": "", "RCLONE_CONFIG_S_ENDPOINT": "e"]
        let bare = try options(of: "s", nil)
        #expect(shown(bare.value("region")) == "r1" && bare.source("region") == .file && bare.variables.isEmpty)
        let changed = try options(of: "s", variables)
        #expect(shown(changed.value("region")) == "all" && changed.source("region") == .variable("RCLONE_S3_REGION"))
        #expect(shown(changed.value("endpoint")) == "e" && shown(changed.value("acl")) == "")
        #expect(changed.variables == ["RCLONE_CONFIG_S_ENDPOINT", "RCLONE_S3_ACL", "RCLONE_S3_REGION"])
        let inline = try options(of: "a", variables)
        #expect(shown(inline.value("region")) == "inline" && inline.source("region") == .connectionString)
        #expect(places(text, of: "a", variables: ["RCLONE_CONFIG_A_REMOTE": "t:other"]) == ["t:other"])
        #expect(places("", of: "d", variables: ["RCLONE_CONFIG_D_TYPE": "alias", "RCLONE_CONFIG_D_REMOTE": "s:q"]) == ["s:q"])
    }
}
