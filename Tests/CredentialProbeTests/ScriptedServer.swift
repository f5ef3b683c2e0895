import HTTPTransport
import Synchronization

@testable import CredentialProbe

/// A server whose answers are written down beforehand, and which remembers what it was asked.
final class ScriptedServer: HTTPExchange {
    struct Asked: Sendable {
        let step: ProbeStep
        let request: HTTPRequest
        let origin: HTTPOrigin
    }

    typealias Answer = @Sendable (Asked, Int) async -> Result<HTTPResponse, HTTPFailure>

    private struct State {
        var asked: [Asked] = []
        var running: [HTTPOrigin: Int] = [:]
        var mostAtOneOrigin = 0
        var mostAtAll = 0
    }

    private let state = Mutex(State())
    private let answer: Answer

    /// - Parameter answer: Given a request and how often its step was asked before.
    init(_ answer: @escaping Answer) { self.answer = answer }

    var asked: [Asked] { state.withLock { $0.asked } }
    var steps: [ProbeStep] { asked.map(\.step) }
    var mostAtOneOrigin: Int { state.withLock { $0.mostAtOneOrigin } }
    var mostAtAll: Int { state.withLock { $0.mostAtAll } }

    func response(to request: HTTPRequest, at origin: HTTPOrigin, within deadlines: HTTPDeadlines) async throws(HTTPFailure) -> HTTPResponse {
        let step = ProbeStep(rawValue: request.fields["x-test-step"] ?? "")!
        let asked = Asked(step: step, request: request, origin: origin)
        let before = state.withLock { state in
            let before = state.asked.count { $0.step == step && $0.request.target == request.target }
            state.asked.append(asked)
            state.running[origin, default: 0] += 1
            state.mostAtOneOrigin = max(state.mostAtOneOrigin, state.running[origin]!)
            state.mostAtAll = max(state.mostAtAll, state.running.values.reduce(0, +))
            return before
        }
        let result = await answer(asked, before)
        state.withLock { $0.running[origin]! -= 1 }
        switch result {
        case .success(let response): return response
        case .failure(let failure): throw failure
        }
    }
}

/// An answer in the notation of the acceptance cases: `403:232`, `403:c` for chunked, `200`, with headers and a body.
struct Canned: Sendable, ExpressibleByStringLiteral {
    var status: Int
    var fields: [HTTPField]
    var body: [UInt8]
    var failure: HTTPFailure?

    init(stringLiteral text: String) { self.init(text) }

    init(_ text: String, _ fields: [String: String] = [:], body: String = "", hasID: Bool = true) {
        let parts = text.split(separator: ":")
        status = Int(parts[0])!
        self.fields = fields.sorted { $0.key < $1.key }.map { HTTPField($0.key, $0.value) }
        if parts.count > 1 { self.fields.append(parts[1] == "c" ? HTTPField("Transfer-Encoding", "chunked") : HTTPField("Content-Length", String(parts[1]))) }
        if hasID { self.fields.append(HTTPField("x-amz-request-id", "17A2B3C4D5E6F708")) }
        self.body = Array(body.utf8)
        failure = nil
    }

    init(failing failure: HTTPFailure) {
        self.init("500")
        self.failure = failure
    }

    var result: Result<HTTPResponse, HTTPFailure> {
        if let failure { return .failure(failure) }
        return .success(HTTPResponse(status: status, fields: fields, body: body, roundTrip: .milliseconds(10)))
    }
}
