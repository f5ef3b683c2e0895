import AWSSigning
import HTTPTransport
import SecretMemory

@testable import ObjectStorage

/// A back end of one answer after another, and what a service made of them.
struct ScriptedKeyService {
    static let now: Int64 = 1_795_472_100
    static let signer = AWSCredentials(accessKeyID: "AKIDOLD0000000000000", secretAccessKey: SecretBytes(copying: Array("old-secret".utf8)))

    /// Answers with the texts in turn; the last one goes on.
    static func exchange(_ answers: [(status: Int, body: String)], fields: [HTTPField] = []) -> ScriptedExchange {
        ScriptedExchange(answers: answers, fields: fields)
    }

    static func wire(_ exchange: any HTTPExchange, allowsPlainHTTP: Bool = false) -> AccessKeyWire {
        AccessKeyWire(exchange: exchange, userAgent: "rcsops/test", allowsPlainHTTP: allowsPlainHTTP, now: { now })
    }

    static let endpoint = try! ServiceEndpoint(url: "https://iam.example.com", region: "us-east-1")

    static func iam(_ exchange: any HTTPExchange) -> IAMAccessKeys { iam(.aws, exchange) }

    static func iam(_ flavour: IAMAccessKeys.Flavour, _ exchange: any HTTPExchange) -> IAMAccessKeys {
        IAMAccessKeys(flavour, at: endpoint, by: wire(exchange))
    }

    static func error<R>(_ body: () async throws(AccessKeyError) -> R) async -> AccessKeyError? {
        do throws(AccessKeyError) {
            _ = try await body()
            return nil
        } catch { return error }
    }
}

/// What is compared of a pair.
func text(_ pair: AWSCredentials) -> [String] { [pair.accessKeyID, pair.secretAccessKey.withBytes { String(decoding: $0, as: UTF8.self) }] }
