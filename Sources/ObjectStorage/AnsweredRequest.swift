internal import HTTPTransport
internal import Synchronization

/// By which name a back end knows the last request that was to change something: for whoever looks it up in the back end's own log.
final class AnsweredRequest: Sendable {
    private let id = Mutex<String?>(nil)

    /// Before a request is sent: without an answer it has no name.
    func begin() { id.withLock { $0 = nil } }

    func answered(_ response: HTTPResponse, _ answer: AccessKeyAnswer, action: String) {
        let found = Self.id(of: response, answer, action: action)
        id.withLock { $0 = found }
    }

    /// Once.
    func take() -> String? {
        id.withLock { id in
            defer { id = nil }
            return id
        }
    }

    private static func id(of response: HTTPResponse, _ answer: AccessKeyAnswer, action: String) -> String? {
        for name in ["x-amzn-requestid", "x-amz-request-id"] { if let text = response.fields[name], isPlain(text) { return text } }
        let name = action.split(separator: ":").last.map(String.init) ?? action
        // IAM and STS, their errors, S3's, EC2's.
        let places = [name + "Response/ResponseMetadata/RequestId", "ErrorResponse/RequestId", "Error/RequestId", "Response/RequestID"]
        guard let xml = answer.xml(Set(places)) else { return nil }
        return places.lazy.compactMap { xml.plain($0) }.first(where: isPlain)
    }

    /// Printable, so that a journal and a log can show it.
    private static func isPlain(_ text: String) -> Bool { (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) } }
}
