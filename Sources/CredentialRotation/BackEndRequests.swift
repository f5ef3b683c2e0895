import AWSSigning
import ObjectStorage

extension RotationMachine {
    /// How often what does no harm twice is asked again.
    static let mostTries = 5

    /// Asks what may be asked twice, again and again where no clear answer comes: list, update, delete; never create (§0.6).
    /// `rotation`: only while its journal is what this process has written.
    func asked<Answer>(
        guarding rotation: Rotation? = nil, _ request: () async throws(AccessKeyError) -> Answer
    ) async throws(RotationStop) -> Result<Answer, AccessKeyError> {
        var backoff = Backoff()
        var tries = 1
        while true {
            if let rotation { try guardJournal(rotation) }
            do {
                return .success(try await request())
            } catch {
                switch error {
                case .noAnswer, .unusableAnswer, .unavailable, .notReached, .busy:
                    guard tries < Self.mostTries else { return .failure(error) }
                default: return .failure(error)
                }
            }
            tries += 1
            try await pause(backoff.next(world.clock))
        }
    }

    /// Whether a pair is accepted; asked again while nothing is known, and a stop when that stays so.
    func decidedAcceptance(of pair: AWSCredentials, at target: VerificationTarget) async throws(RotationStop) -> KeyAcceptance {
        var backoff = Backoff()
        var tries = 1
        while true {
            switch await world.acceptance.acceptance(of: pair, at: target) {
            case .undecided(let status, let failure):
                guard tries < Self.mostTries else {
                    throw .remoteUnknown(failure.map { .noAnswer($0) } ?? .unavailable(status: status ?? 0, code: nil))
                }
            case .clockSkew: throw .remoteUnknown(.clockSkew(seconds: nil))
            case let acceptance: return acceptance
            }
            tries += 1
            try await pause(backoff.next(world.clock))
        }
    }

    func list(_ rotation: Rotation, signedBy signer: AWSCredentials) async throws(RotationStop) -> Result<AccessKeyList, AccessKeyError> {
        try await asked { () async throws(AccessKeyError) in
            try await world.service.keys(of: rotation.journal.user, signedBy: signer)
        }
    }

    /// Signs what makes the new key, and what takes it away again.
    func creator(_ rotation: Rotation) throws(RotationStop) -> AWSCredentials {
        guard let signer = world.administrator ?? rotation.secrets.old else { throw .invariant("I1 the journal has no old pair") }
        return signer
    }

    /// Signs what retires the old key: a new pair that does not work can't destroy the old one (§0.4).
    func retirer(_ rotation: Rotation) throws(RotationStop) -> AWSCredentials {
        guard let signer = world.administrator ?? rotation.secrets.new else { throw .invariant("I1 the journal has no new pair") }
        return signer
    }

    func newPair(_ rotation: Rotation) throws(RotationStop) -> AWSCredentials {
        guard let pair = rotation.secrets.new else { throw .invariant("I1 the journal has no new pair") }
        return pair
    }

    func oldPair(_ rotation: Rotation) throws(RotationStop) -> AWSCredentials {
        guard let pair = rotation.secrets.old else { throw .invariant("I1 the journal has no old pair") }
        return pair
    }

    func isManual(_ rotation: Rotation) -> Bool { rotation.journal.source == "manual" }

    /// True where a person brought the new pair, so that none is created, and none that an abort may delete.
    func isGiven(_ rotation: Rotation) -> Bool { isManual(rotation) || rotation.journal.settings?.adopts == true }

    func canList(_ rotation: Rotation) -> Bool { world.service.traits.canList && !isManual(rotation) }

    /// The same of a request that ``retirer(_:)`` has signed. That a back end does not know the new pair means that the new key is gone; that
    /// it does not know an administrator's says nothing of the new key.
    func stopOfRetirer(for error: AccessKeyError) -> RotationStop {
        if case .unknownSigner = error, world.administrator == nil { return .decision(.newKeyGone) }
        return stop(for: error)
    }

    /// The same of a request that either pair, or an administrator's, may have signed.
    func stop(for error: AccessKeyError, signedBy signer: AWSCredentials, in rotation: Rotation) -> RotationStop {
        guard let new = rotation.secrets.new, signer.isSamePair(as: new) else { return stop(for: error) }
        return stopOfRetirer(for: error)
    }

    /// What an answer means that ends the work for now.
    func stop(for error: AccessKeyError) -> RotationStop {
        switch error {
        case .denied(let action, _): .decision(.denied(action: action))
        default: .remoteUnknown(error)
        }
    }
}
