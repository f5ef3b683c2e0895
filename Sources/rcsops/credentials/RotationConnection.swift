import Cryptography
import HTTPTransport
import SecretMemory

/// Connections of the commands that ask back ends about keys.
enum RotationConnection {
    static func client(authorities path: String?) throws(Failure) -> HTTPClient {
        var additional: [[UInt8]] = []
        if let path { additional.append(try Input(path).read(into: SecretArena()).bytes) }
        let roots: TrustStore
        do throws(CryptographyError) {
            roots = try TrustStore(usesSystemRoots: true, environment: { System.environment($0) }, additional: additional)
        } catch {
            throw Failure(
                "RC8405", exit: 64, "\"" + (path ?? "") + "\" holds no certificate that can be read", fix: "give certificates as PEM: -----BEGIN CERTIFICATE-----")
        }
        do throws(HTTPFailure) {
            return try HTTPClient(
                roots: roots, certificate: nil, rule: AddressRule(), proxies: HTTPProxySettings(environment: { System.environment($0) }))
        } catch {
            throw Failure("RC8411", exit: 1, "the limit of open files is too low to ask a server", fix: "raise it, ulimit -n 256, and try again")
        }
    }
}
