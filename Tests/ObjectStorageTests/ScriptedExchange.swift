import HTTPTransport
import Synchronization

/// Plays servers: answers by origin, method and path, and writes down what was asked.
final class ScriptedExchange: HTTPExchange {
    struct Asked: Sendable {
        let origin: HTTPOrigin
        let request: HTTPRequest
        let deadlines: HTTPDeadlines
    }

    private let answers: @Sendable (HTTPOrigin, HTTPRequest) -> (status: Int, body: String)?
    private let fields: [HTTPField]
    private let log = Mutex<[Asked]>([])

    /// Nil is a refused connection.
    init(_ answers: @escaping @Sendable (HTTPOrigin, HTTPRequest) -> (status: Int, body: String)?) {
        self.answers = answers
        fields = []
    }

    /// One answer after another, whatever is asked; the last one goes on.
    init(answers: [(status: Int, body: String)], fields: [HTTPField] = []) {
        let next = Counter()
        self.answers = { _, _ in answers[min(next.take(), answers.count - 1)] }
        self.fields = fields
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func take() -> Int {
            count.withLock { count in
                defer { count += 1 }
                return count
            }
        }
    }

    var asked: [Asked] { log.withLock { $0 } }

    func response(to request: HTTPRequest, at origin: HTTPOrigin, within deadlines: HTTPDeadlines) async throws(HTTPFailure) -> HTTPResponse {
        log.withLock { $0.append(Asked(origin: origin, request: request, deadlines: deadlines)) }
        guard let (status, body) = answers(origin, request) else { throw .connectionRefused }
        return HTTPResponse(status: status, fields: fields, body: Array(body.utf8))
    }
}
