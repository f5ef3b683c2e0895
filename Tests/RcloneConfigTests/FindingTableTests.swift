import Diagnostics
import RcloneConfig
import SecretMemory
import Testing

/// Wrong files, and all that is said of each: the codes in order.
@Suite struct FindingTableTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var text: String
        var codes: [String]
        var testDescription: String { text }
    }

    private static let obscured = "zKYXXYN2J9YOXAhWSAD3e-qt-hiBfSU"
    private static let keys = "access_key_id = AKIAINVENTED00000000\nsecret_access_key = S\n"
    private static func s3(_ more: String, provider: String = "AWS") -> String {
        "[s]\ntype = s3\nprovider = " + provider + "\n" + keys + more + "\n"
    }
    private static let local = "[b]\ntype = local\n[r]\ntype = alias\n"
    private static func remote(_ type: String, _ more: String...) -> String {
        "[r]\ntype = " + type + "\n" + more.map { $0 + "\n" }.joined()
    }
    private static let token = "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"expiry\":\"2020-01-01T00:00:00Z\"}"
    private static let refreshed = "{\"access_token\":\"x\",\"refresh_token\":\"y\",\"expiry\":\"2020-01-01T00:00:00.123+02:00\"}"

    static let cases: [Case] = [
        // Names and types of options, in every backend.
        .init(text: remote("sftp", "host = h", "prot = 22"), codes: ["RC1017"]),
        .init(text: remote("sftp", "host = h", "disable-hashcheck = true"), codes: ["RC1017"]),
        .init(text: remote("sftp", "host = h", "Port = 22"), codes: ["RC1017"]),
        .init(text: remote("sftp", "host = h", "port = ssh"), codes: ["RC1016"]),
        .init(text: remote("sftp", "host = h", "port = 22 "), codes: []),
        .init(text: remote("sftp", "host = h", "disable_hashcheck = yes"), codes: ["RC1016"]),
        .init(text: remote("sftp", "host = h", "idle_timeout = 1x"), codes: ["RC1016"]),
        .init(text: remote("sftp", "host = h", "idle_timeout = 1d2h"), codes: ["RC1016"]),
        .init(text: remote("sftp", "host = h", "idle_timeout = 1h2m3.5s"), codes: []),
        .init(text: remote("sftp", "host = h", "idle_timeout = 2026-01-31 12:00:00"), codes: []),
        .init(text: remote("sftp", "host = h", "chunk_size = 5MB"), codes: ["RC1016"]),
        .init(text: remote("sftp", "host = h", "chunk_size = 1.5M"), codes: []),
        .init(text: remote("sftp", "host = h", "ssh = a \"b\"c"), codes: ["RC1016"]),
        .init(text: remote("local", "encoding = slash"), codes: ["RC1016"]),
        .init(text: remote("local", "encoding = Slash,,Dot"), codes: ["RC1016"]),
        .init(text: remote("local", "encoding = Slash, Dot"), codes: []),
        .init(text: remote("local", "encoding = 0x2"), codes: []),
        .init(text: remote("local", "time_type = xtime"), codes: ["RC1030"]),
        .init(text: remote("local", "time_type = CTime"), codes: []),
        .init(text: remote("azureblob", "account = a", "delete_snapshots = all"), codes: ["RC1030"]),
        .init(text: remote("b2", "account = a", "key = k", "version_at = yesterday"), codes: ["RC1016"]),
        .init(text: remote("b2", "account = a", "key = k", "version_at = 2026-01-31"), codes: []),
        .init(text: remote("zoho", "tpslimit = many"), codes: ["RC1016"]),
        .init(text: remote("drive", "metadata_owner = read,wirte"), codes: ["RC1016"]),
        .init(text: remote("drive", "metadata_owner = Read, write,"), codes: []),
        .init(text: remote("hdfs", "namenode = \"a\"b:8020"), codes: ["RC1016"]),
        .init(text: s3("might_gzip = maybe"), codes: ["RC1016"]),
        .init(text: s3("might_gzip = UNSET"), codes: []),
        .init(text: s3("upload_concurrency = 4.5"), codes: ["RC1016"]),
        .init(text: s3("upload_concurrency = 0x1_0"), codes: []),
        .init(text: s3("env_auth = tRue"), codes: ["RC1016"]),
        .init(text: remote("crypt", "remote = /x", "password = " + obscured, "filename_encryption = strong"), codes: ["RC1030"]),
        .init(text: remote("chunker", "remote = /x", "hash_type = sha3"), codes: ["RC1030"]),
        .init(text: remote("s33"), codes: ["RC1007"]),
        .init(text: remote("S3"), codes: ["RC1007"]),
        .init(text: remote("gcs"), codes: []),
        // What is needed, and for whom.
        .init(text: remote("sftp"), codes: ["RC1031"]),
        .init(text: remote("crypt", "password = " + obscured), codes: ["RC1031"]),
        .init(text: remote("koofr", "provider = koofr", "user = u", "password = " + obscured), codes: []),
        .init(text: remote("koofr", "provider = other", "user = u", "password = " + obscured), codes: ["RC1031"]),
        .init(text: s3("ibm_api_key = k"), codes: ["RC1029"]),
        .init(text: s3("endpoint = https://h\nregion = x", provider: "Storj"), codes: ["RC1029"]),
        .init(text: remote("oos", "provider = no_auth", "namespace = n", "region = r", "compartment = c"), codes: ["RC1029"]),
        // Passwords.
        .init(text: remote("sftp", "host = h", "pass = hunter2"), codes: ["RC1032"]),
        .init(text: remote("sftp", "host = h", "pass = " + obscured), codes: []),
        .init(text: remote("sftp", "host = h", "pass = 6oaJpPIXZI57SphV44OJ6A"), codes: []),
        .init(text: remote("sftp", "host = h", "pass = AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), codes: ["RC1033"]),
        .init(text: remote("sftp", "host = h", "pass = a+b/c==zKYXXYN2J9YOXAhWSAD3e"), codes: ["RC1032"]),
        .init(text: remote("ftp", "host = h", "pass = CHANGEME"), codes: ["RC1034"]),
        // Placeholders.
        .init(text: remote("ftp", "host = <host>"), codes: ["RC1034"]),
        .init(text: remote("ftp", "host = h", "user = your-user"), codes: ["RC1034"]),
        .init(text: remote("b2", "account = xxxx", "key = XXXX-XXXX"), codes: ["RC1034", "RC1034"]),
        .init(text: remote("b2", "account = ${B2_ACCOUNT}", "key = TODO"), codes: ["RC1034", "RC1034"]),
        .init(text: "[s]\ntype = s3\nprovider = AWS\naccess_key_id = AKIAIOSFODNN7EXAMPLE\nsecret_access_key = S\n", codes: ["RC1034"]),
        // Remotes that refer to remotes.
        .init(text: remote("alias", "remote = q:x"), codes: ["RC1035"]),
        .init(text: remote("alias", "remote = :alias,remote='q:x':"), codes: ["RC1035"]),
        .init(text: remote("alias", "remote = q,env_auth=true:x"), codes: ["RC1035"]),
        .init(text: remote("alias", "remote = r:x"), codes: ["RC1036"]),
        .init(text: "[a]\ntype = alias\nremote = b:\n[b]\ntype = alias\nremote = c:x\n[c]\ntype = alias\nremote = a:\n", codes: ["RC1036"]),
        .init(text: "[a]\ntype = alias\nremote = b,description=\"x:y\":\n[b]\ntype = local\n", codes: []),
        // Parameters are options of the remote that the string stands for.
        .init(text: local + "remote = b,acl=private:x\n", codes: ["RC1017"]),
        .init(text: local + "remote = b,copy_links,encoding='Slash,Dot':x\n", codes: []),
        .init(text: local + "remote = b,copy_links=yes:x\n", codes: ["RC1016"]),
        .init(text: local + "remote = b,copy_links=:x\n", codes: []),
        .init(text: local + "remote = b,time_type=xtime,copy_link:x\n", codes: ["RC1030", "RC1017"]),
        .init(text: local + "remote = b,type=s3,provider=AWS,chunk_size=5Mi:x\n", codes: []),
        .init(text: local + "remote = b,global.checkers=3,override.transfers=4:x\n", codes: []),
        .init(text: local + "remote = b,copy-links:x\n", codes: ["RC1037"]),
        .init(text: local + "remote = b,description='x:y\n", codes: ["RC1037"]),
        .init(text: local + "remote = b,description='x'y:z\n", codes: ["RC1037"]),
        .init(text: local + "remote = b,,copy_links:x\n", codes: ["RC1037"]),
        .init(text: local + "remote = b,copy_links\n", codes: []),
        .init(text: remote("alias", "remote = :local,copy_links"), codes: ["RC1037"]),
        .init(text: remote("alias", "remote = :lokal:/x"), codes: ["RC1007"]),
        .init(text: remote("alias", "remote = :Sftp,host=h:/x"), codes: ["RC1007"]),
        .init(text: remote("alias", "remote = :sftp,host=h,pass=plain:/x"), codes: ["RC1032"]),
        .init(text: remote("alias", "remote = :s3,provider=AWS,secret_access_key=changeme:x"), codes: ["RC1034"]),
        .init(text: remote("combine", "upstreams = a=/x b=:local,copy_lnks:/y"), codes: ["RC1017"]),
        .init(text: remote("union", "upstreams = /x \":local,description=\"\"a b\"\",nunc:/y:ro\""), codes: ["RC1017"]),
        .init(text: remote("alias", "remote = :alias,remote=':local,description=''a b'',nunc:/y':"), codes: ["RC1017"]),
        .init(text: remote("alias", "remote = /srv/with:colon"), codes: []),
        .init(text: remote("alias", "remote = :s3,provider=AWS:bucket"), codes: []),
        .init(text: remote("alias", "remote = C:\\Users"), codes: []),
        .init(text: remote("alias", "remote = a*b:x"), codes: ["RC1037"]),
        .init(text: remote("combine", "upstreams = a=/x /y"), codes: ["RC1037"]),
        .init(text: remote("combine", "upstreams = a=/x a=/y"), codes: ["RC1037"]),
        .init(text: remote("combine", "upstreams = a=/x \"b=q:dir one\""), codes: ["RC1035"]),
        .init(text: remote("union", "upstreams = /x"), codes: ["RC1037"]),
        .init(text: remote("union", "upstreams = /x  /y"), codes: ["RC1037"]),
        .init(text: remote("union", "upstreams = /x q::ro"), codes: ["RC1035"]),
        .init(text: remote("union", "upstreams = \"my dir\":ro /y"), codes: ["RC1037"]),
        .init(text: remote("union", "remotes = /x /y"), codes: []),
        // Characters, and the public.
        .init(text: remote("ftp", "host = h", "user = a\u{A0}b"), codes: ["RC1038"]),
        .init(text: remote("ftp", "host = h", "user = \u{201C}ab\u{201D}"), codes: ["RC1038"]),
        .init(text: remote("ftp", "host = h\u{200B}"), codes: ["RC1038"]),
        .init(text: remote("ftp", "host = h", "user = `ab `"), codes: ["RC1021", "RC1038"]),
        .init(text: remote("ftp", "host = h", "user = 'ab'"), codes: ["RC1022", "RC1025"]),
        .init(text: s3("acl = public-read"), codes: ["RC1039"]),
        .init(text: remote("gcs", "object_acl = publicRead"), codes: ["RC1039"]),
        .init(text: remote("azureblob", "account = a", "public_access = container"), codes: ["RC1039"]),
        // S3.
        .init(text: "[s]\ntype = s3\nprovider = AWS\naccess_key_id = AKIA\nsecret_access_key = S\n", codes: ["RC1040"]),
        .init(text: "[s]\ntype = s3\nprovider = AWS\naccess_key_id = ASIAINVENTED00000000\nsecret_access_key = S\n", codes: ["RC1042"]),
        .init(text: s3("env_auth = true"), codes: ["RC1041"]),
        .init(text: s3("v2_auth = true\nsession_token = t"), codes: ["RC1042"]),
        .init(text: s3("endpoint = h.example.com", provider: "Ceph"), codes: ["RC1043"]),
        .init(text: s3("endpoint = https://h/bucket", provider: "Ceph"), codes: ["RC1044"]),
        .init(text: s3("endpoint = https://b.s3.eu-west-1.amazonaws.com"), codes: ["RC1044"]),
        .init(text: s3("endpoint = https://s3.eu-west-1.amazonaws.com/"), codes: []),
        .init(text: s3("versions = true\nversion_at = 7d"), codes: ["RC1015"]),
        .init(text: s3("endpoint = https://h", provider: "us3"), codes: []),
        // Addresses of other backends.
        .init(text: remote("webdav", "url = http://h.example/dav"), codes: ["RC1027"]),
        .init(text: remote("webdav", "url = h.example/dav"), codes: ["RC1014"]),
        .init(text: remote("http", "url = http://h.example/"), codes: []),
        // OAuth.
        .init(text: remote("drive", "token = abc"), codes: ["RC1045"]),
        .init(text: remote("drive", "token = {\"access_token\":\"x\""), codes: ["RC1045"]),
        .init(text: remote("drive", "token = " + token), codes: ["RC1046"]),
        .init(text: remote("drive", "token = " + refreshed), codes: []),
        // Comments.
        .init(text: remote("local", "# secret_access_key = abcdefgh12345"), codes: ["RC1048", "RC1059"]),
        .init(text: remote("local", ";; the old one: AKIAINVENTED00000000"), codes: ["RC1048", "RC1059"]),
        .init(text: remote("local", "# token: ask the storage team"), codes: ["RC1059"]),
        .init(text: remote("local", "# region = eu-central-1"), codes: ["RC1059"]),
        // References inside values, and DEFAULT.
        .init(text: "[DEFAULT]\na = x%(a)s\n[r]\ntype = local\n", codes: ["RC1049"]),
        .init(text: "[DEFAULT]\na = %(b)s\nb = %(a)s\n[r]\ntype = local\n", codes: ["RC1049", "RC1049"]),
        .init(text: remote("local", "description = %(description)s"), codes: ["RC1019", "RC1049"]),
        .init(text: "[DEFAULT]\nb = 1\n[r]\ntype = local\ndescription = %(b)s\n", codes: ["RC1019"]),
        .init(text: "[p]\ntype = local\n[p.c]\ndescription = x\n", codes: ["RC1050"]),
        .init(text: "[r]\ntype = local\n[DEFAULT]\na = x\n", codes: ["RC1051"]),
    ]

    private func codes(_ text: String) -> [String] {
        let document = RcloneDocument(parsing: SecretArena().store(Array(text.utf8)))
        return RcloneCheck.findings(in: document, file: "f", now: 1_800_000_000).map(\.code)
    }

    @Test(arguments: cases) func eachWrongFileGetsItsCodes(_ wrong: Case) {
        #expect(codes(wrong.text) == wrong.codes)
    }

    @Test func theTableIsLongEnough() { #expect(Self.cases.filter { !$0.codes.isEmpty }.count >= 60) }

    @Test func valuesThatGrowAtEachStepAreToldAndNeverMade() {
        var text = "[DEFAULT]\nk0 = 0123456789\n"
        for index in 1...60 { text += "k\(index) = %(k\(index - 1))s%(k\(index - 1))s\n" }
        #expect(codes(text + "[r]\ntype = local\n").contains("RC1049"))
    }

    @Test func aLongChainOfRemotesIsFollowedToItsEnd() {
        var text = ""
        for index in 0..<20_000 { text += "[a\(index)]\ntype = alias\nremote = a\((index + 1) % 20_000):\n" }
        #expect(codes(text) == ["RC1036"])
    }

    @Test func noFindingShowsAValue() {
        for wrong in Self.cases {
            let document = RcloneDocument(parsing: SecretArena().store(Array(wrong.text.utf8)))
            for finding in RcloneCheck.findings(in: document, file: "f", now: 1_800_000_000) {
                for secret in ["hunter2", "CHANGEME", "AKIAIOSFODNN7EXAMPLE", "abcdefgh12345", Self.token] {
                    #expect(!finding.rendered().contains(secret))
                }
            }
        }
    }

    @Test func everyCodeIsExplained() {
        for code in FindingCode.allCases {
            #expect(code.text.hasPrefix(code.rawValue + ": ") && code.text.contains("Harm: ") && code.text.contains("Remedy: "))
            #expect(FindingCode(spelling: code.rawValue.lowercased()) == code)
        }
    }

    @Test func everyCodeOfTheTableIsKnown() {
        for code in Self.cases.flatMap(\.codes) { #expect(FindingCode(rawValue: code) != nil) }
    }
}
