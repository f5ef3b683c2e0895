/// What a server said when it refused a request: numbers and words that can be shown, never its text.
package struct RefusedAnswer: Sendable, Equatable {
    package let status: Int
    package let code: String?
    package let requestID: String?

    package init(status: Int, code: String?, requestID: String?) {
        (self.status, self.code, self.requestID) = (status, code, requestID)
    }

    init(_ answer: AccessKeyAnswer) { self.init(status: answer.status, code: answer.code, requestID: answer.requestID) }
}
