import CommandDriver
import Cryptography
import Foundation
import Testing

@Suite struct CertificateChainTests {
    static let shop = Shop()

    /// Shared: openssl makes each certificate once.
    final class Shop: Sendable {
        nonisolated(unsafe) let workshop: CertificateWorkshop
        let root: CertificateWorkshop.Authority
        let other: CertificateWorkshop.Authority

        init() {
            // Without openssl there is nothing to test.
            workshop = try! CertificateWorkshop()
            root = try! workshop.authority("root")
            other = try! workshop.authority("other")
        }

        func roots(_ paths: [String]) throws -> TrustStore {
            try TrustStore(usesSystemRoots: false, environment: { _ in nil }, additional: paths.map { try workshop.bytes($0) })
        }

        func judge(_ chain: [String], for host: String, at time: Date = Date(), roots: TrustStore) throws -> CertificateChain.Judgement {
            CertificateChain(der: try chain.map { try workshop.der($0) }).judge(for: host, at: Int64(time.timeIntervalSince1970), roots: roots)
        }
    }

    private var shop: Shop { Self.shop }

    /// The code that the openssl command gives to the same chain.
    private func opensslCode(_ leaf: String, _ others: [String], roots: [String], host: String) throws -> Int32 {
        let isAddress = host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
        var arguments = ["verify", "-no-CAfile", "-no-CApath", "-no-CAstore", "-purpose", "sslserver", "-auth_level", "1", "-partial_chain"]
        for root in roots { arguments += ["-trusted", root] }
        for other in others { arguments += ["-untrusted", other] }
        arguments += [isAddress ? "-verify_ip" : "-verify_hostname", host, leaf]
        let outcome = try Program.run(CertificateWorkshop.openssl, arguments, in: shop.workshop.folder)
        if outcome.isSuccess { return 0 }
        let all = outcome.messages + outcome.text
        let words = all.split(separator: "\n").first { $0.hasPrefix("error ") }?.split(separator: " ") ?? []
        return words.count > 1 ? Int32(words[1]) ?? -1 : -1
    }

    @Test("each fault of a chain has libcrypto's code, and the openssl command gives the same one")
    func codes() throws {
        let day = 86_400.0
        let workshop = shop.workshop
        let root = shop.root
        let between = try workshop.authority("between", by: root)
        let small = workshop.path("small.key")
        try workshop.makeKey(small, bits: 512)
        let good = try workshop.certificate("good", for: ["DNS:s3.example.com", "DNS:*.wild.example.com", "IP:127.0.0.1", "IP:::1"], by: root)
        let below = try workshop.certificate("below", for: ["DNS:s3.example.com"], by: between)
        let cases: [(name: String, chain: [String], host: String, code: Int32)] = [
            ("good", [good], "s3.example.com", 0),
            ("wildcard", [good], "a.wild.example.com", 0),
            ("wildcard, two labels", [good], "a.b.wild.example.com", 62),
            ("address", [good], "127.0.0.1", 0),
            ("IPv6", [good], "::1", 0),
            ("other name", [good], "other.example.com", 62),
            ("other address", [good], "127.0.0.2", 64),
            ("with its intermediate", [below, between.certificate], "s3.example.com", 0),
            ("without its intermediate", [below], "s3.example.com", 20),
            ("unknown CA", [try workshop.certificate("unknown", for: ["DNS:s3.example.com"], by: shop.other)], "s3.example.com", 20),
            ("unknown CA shown", [workshop.path("unknown.pem"), shop.other.certificate], "s3.example.com", 19),
            ("self-signed", [try workshop.certificate("own", for: ["DNS:s3.example.com"], by: nil)], "s3.example.com", 18),
            ("common name alone", [try workshop.certificate("s3.example.com", for: [], by: root)], "s3.example.com", 0),
            ("for clients", [try workshop.certificate("client", for: ["DNS:s3.example.com"], by: root, usage: "clientAuth")], "s3.example.com", 26),
            ("small key", [try workshop.certificate("small", for: ["DNS:s3.example.com"], by: root, key: small)], "s3.example.com", 66),
            ("SHA-1", [try workshop.certificate("sha1", for: ["DNS:s3.example.com"], by: root, hash: "sha1")], "s3.example.com", 68),
            (
                "expired",
                [try workshop.certificate("expired", for: ["DNS:s3.example.com"], by: root, to: Date(timeIntervalSinceNow: -day))],
                "s3.example.com", 10
            ),
            (
                "not yet valid",
                [try workshop.certificate("early", for: ["DNS:s3.example.com"], by: root, from: Date(timeIntervalSinceNow: day))],
                "s3.example.com", 9
            ),
        ]
        let roots = try shop.roots([root.certificate])
        for test in cases {
            let judgement = try shop.judge(test.chain, for: test.host, roots: roots)
            // The one deliberate difference: openssl takes the common name for a host name.
            let own: Int32 = test.name == "common name alone" ? 62 : test.code
            #expect(judgement == (own == 0 ? .trusted : .refused(own)), "\(test.name)")
            #expect(
                try opensslCode(test.chain[0], Array(test.chain.dropFirst()), roots: [root.certificate], host: test.host) == test.code,
                "openssl: \(test.name)")
        }
    }

    @Test("the time is the caller's")
    func time() throws {
        let leaf = try shop.workshop.certificate("timed", for: ["DNS:a.test"], by: shop.root)
        let roots = try shop.roots([shop.root.certificate])
        #expect(try shop.judge([leaf], for: "a.test", roots: roots) == .trusted)
        #expect(try shop.judge([leaf], for: "a.test", at: Date(timeIntervalSinceNow: 30 * 86_400), roots: roots) == .refused(10))
        #expect(try shop.judge([leaf], for: "a.test", at: Date(timeIntervalSinceNow: -30 * 86_400), roots: roots) == .refused(9))
    }

    @Test("any certificate among the roots ends a chain, as in Go")
    func partialChain() throws {
        let leaf = try shop.workshop.certificate("pinned", for: ["DNS:a.test"], by: shop.root)
        #expect(try shop.judge([leaf], for: "a.test", roots: try shop.roots([leaf])) == .trusted)
    }

    @Test("no root at all is told apart from one that doesn't fit")
    func noRoots() throws {
        let leaf = try shop.workshop.certificate("rootless", for: ["DNS:a.test"], by: shop.root)
        #expect(try shop.judge([leaf], for: "a.test", roots: try shop.roots([])) == .noRoots)
        let missing = try TrustStore(environment: { $0 == "SSL_CERT_FILE" ? "/nonexistent" : $0 == "SSL_CERT_DIR" ? "/nonexistent" : nil })
        #expect(try shop.judge([leaf], for: "a.test", roots: missing) == .noRoots)
        // The machine's own, of which none has signed it.
        #expect(try shop.judge([leaf], for: "a.test", roots: try TrustStore(environment: { _ in nil })) == .refused(20))
    }

    @Test("SSL_CERT_FILE and SSL_CERT_DIR stand in for the system's roots, whatever else is in the files")
    func environment() throws {
        let workshop = shop.workshop
        let leaf = try workshop.certificate("environment", for: ["DNS:a.test"], by: shop.root)
        let root = String(decoding: try workshop.bytes(shop.root.certificate), as: UTF8.self)
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
        try workshop.put("text\n" + broken + root, "bundle.pem")
        let file = workshop.path("bundle.pem")
        #expect(try shop.judge([leaf], for: "a.test", roots: try TrustStore(environment: { $0 == "SSL_CERT_FILE" ? file : nil })) == .trusted)
        let folder = workshop.folder.appendingPathComponent("roots")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(root.utf8).write(to: folder.appendingPathComponent("any-name"))
        let path = "/nonexistent:" + folder.path
        let inFolder = try TrustStore(environment: { $0 == "SSL_CERT_FILE" ? "/nonexistent" : $0 == "SSL_CERT_DIR" ? path : nil })
        #expect(try shop.judge([leaf], for: "a.test", roots: inFolder) == .trusted)
    }

    @Test("given roots have to be certificates")
    func givenRoots() throws {
        let key = try shop.workshop.bytes(shop.workshop.key)
        let broken = Array("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
        // An encrypted block makes libcrypto ask for a passphrase, unless it is told that there is none.
        let locked = Array("-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00000000000000000000000000000000\n\nAAAA\n-----END CERTIFICATE-----\n".utf8)
        for text in [[], key, broken, locked] {
            #expect(throws: CryptographyError.invalidParameter("certificate")) { try TrustStore(usesSystemRoots: false, environment: { _ in nil }, additional: [text]) }
        }
    }

    @Test("what can't be read is no chain")
    func garbage() throws {
        let roots = try shop.roots([shop.root.certificate])
        for der: [[UInt8]] in [[], [[]], [[0x30, 0x80]], [Array(repeating: 0xFF, count: 300)]] {
            let chain = CertificateChain(der: der)
            #expect(chain.judge(for: "a.test", at: 0, roots: roots) == .refused(1))
            #expect(chain.details.isEmpty)
        }
        let leaf = try shop.workshop.der(try shop.workshop.certificate("many", for: ["DNS:a.test"], by: shop.root))
        let many = CertificateChain(der: Array(repeating: leaf, count: 100))
        #expect(many.judge(for: "a.test", at: Int64(Date().timeIntervalSince1970), roots: roots) == .refused(1))
        #expect(many.details.count == CertificateChain.limit)
    }

    @Test("what a certificate says of itself is printable ASCII, and short")
    func details() throws {
        let workshop = shop.workshop
        let names = ["DNS:a.test", "IP:10.0.0.1", "IP:2001:db8::1", "DNS:\(String(repeating: "x", count: 200))"] + (0..<40).map { "DNS:n\($0).test" }
        let leaf = try workshop.certificate("J\u{fc}rgen, \u{1b}[31mred", for: names, by: shop.root)
        let details = try #require(CertificateChain(der: [try workshop.der(leaf)]).details.first)
        #expect(details.subject.contains("CN=J\\xC3\\x83\\xC2\\xBCrgen\\, \\x1B[31mred"))
        #expect(details.issuer == "CN=root, O=rcsops")
        #expect(details.names.count == 20)
        #expect(details.names[..<3] == ["a.test", "10.0.0.1", "2001:db8::1"])
        #expect(details.names[3].utf8.count == 131)
        #expect(abs(details.notAfter - Int64(Date().timeIntervalSince1970) - 10 * 86_400) < 600)
    }
}
