import CommandDriver
import Cryptography
import Foundation
import SecretMemory

@testable import HTTPTransport

/// A client for one test, and what came of a request.
struct TestClient: Sendable {
    /// What a request came to, comparable.
    enum Result: Equatable, Sendable {
        case status(Int)
        case failure(HTTPFailure)

        /// Failures of a chain carry it along; most tests compare the cause.
        var withoutChain: Result {
            guard case .failure(.tls(let failure)) = self else { return self }
            return .failure(.tls(TLSFailure(failure.cause)))
        }
    }

    let client: HTTPClient
    var deadlines = HTTPDeadlines()

    init(
        roots: [String] = [], certificate: ClientCertificate? = nil, rule: AddressRule = AddressRule(), proxies: [String: String] = [:],
        usesSystemRoots: Bool = false
    ) throws {
        let texts = try roots.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
        client = try HTTPClient(
            roots: try TrustStore(usesSystemRoots: usesSystemRoots, environment: { _ in nil }, additional: texts), certificate: certificate, rule: rule,
            proxies: HTTPProxySettings(environment: { proxies[$0] }))
    }

    func response(
        _ method: String = "HEAD", _ scheme: HTTPOrigin.Scheme = .http, _ host: String = "127.0.0.1", _ port: UInt16, target: String = "/",
        fields: [HTTPField] = [], body: [UInt8] = []
    ) async throws -> HTTPResponse {
        let origin = HTTPOrigin(scheme: scheme, host: host, port: port)
        let request = HTTPRequest(method: method, target: target, fields: [HTTPField("Host", origin.authority)] + fields, body: body)
        return try await client.response(to: request, at: origin, within: deadlines)
    }

    func result(
        _ method: String = "HEAD", _ scheme: HTTPOrigin.Scheme = .http, _ host: String = "127.0.0.1", _ port: UInt16, target: String = "/"
    ) async throws -> Result {
        do {
            return .status(try await response(method, scheme, host, port, target: target).status)
        } catch let failure as HTTPFailure {
            return .failure(failure)
        }
    }
}

/// Certificates that the tests of this room share.
final class Certificates: Sendable {
    static let shared = Certificates()

    nonisolated(unsafe) let workshop: CertificateWorkshop
    let root: CertificateWorkshop.Authority
    let other: CertificateWorkshop.Authority
    /// For 127.0.0.1, ::1 and localhost.
    let good: String

    private init() {
        // Without openssl there is nothing to test.
        workshop = try! CertificateWorkshop()
        root = try! workshop.authority("root")
        other = try! workshop.authority("other")
        good = try! workshop.certificate("good", for: ["DNS:localhost", "IP:127.0.0.1", "IP:::1"], by: root)
    }

    func tls(_ certificate: String? = nil, version: String? = nil, clientAuthority: String? = nil) -> ScriptedServer.TLS {
        ScriptedServer.TLS(certificate: certificate ?? good, key: workshop.key, version: version, clientAuthority: clientAuthority)
    }

    func clientCertificate(by authority: CertificateWorkshop.Authority, _ name: String) throws -> ClientCertificate {
        let path = try workshop.certificate(name, for: ["DNS:client.test"], by: authority, usage: "clientAuth")
        return try ClientCertificate(chain: try workshop.bytes(path), key: SecretBytes(copying: try workshop.bytes(workshop.key)))
    }
}

let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
