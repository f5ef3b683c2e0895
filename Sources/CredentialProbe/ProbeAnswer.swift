package import HTTPTransport

/// What came of one question.
package enum ProbeAnswer: Sendable, Equatable {
    case response(ProbeEvidence)
    case failure(HTTPFailure)

    package var evidence: ProbeEvidence? {
        if case .response(let evidence) = self { evidence } else { nil }
    }

    package var failure: HTTPFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }

    package var status: Int? { evidence?.status }
}
