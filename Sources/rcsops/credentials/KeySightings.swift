import CredentialRotation
import ObjectStorage
import Synchronization

/// What a run has seen of a user's keys and heard of the servers, for its report: nothing is asked for that alone.
final class KeySightings: Sendable {
    private struct State {
        var keys: [AccessKeyRecord]?
        var uses: [String: AccessKeyUse] = [:]
        var refusals: [(error: AccessKeyError, answer: RefusedAnswer?)] = []
        var targets: [VerificationTarget: RefusedAnswer] = [:]
    }

    private let state = Mutex(State())

    // MARK: Keys

    func listed(_ keys: [AccessKeyRecord]) { state.withLock { $0.keys = keys } }

    /// A key that was made, switched on or off.
    func changed(_ id: String, isActive: Bool) {
        state.withLock { state in
            guard let keys = state.keys else { return }
            let created = keys.first { $0.id == id }?.created
            state.keys = keys.filter { $0.id != id } + [AccessKeyRecord(id: id, isActive: isActive, created: created)]
        }
    }

    func deleted(_ id: String) { state.withLock { state in state.keys?.removeAll { $0.id == id } } }

    func used(_ id: String, _ use: AccessKeyUse) { state.withLock { $0.uses[id] = use } }

    /// As they were seen last; nil where no list was.
    var keys: [AccessKeyRecord]? { state.withLock { $0.keys } }

    func use(of id: String) -> AccessKeyUse? { state.withLock { $0.uses[id] } }

    // MARK: Refusals

    func refused(_ error: AccessKeyError, _ answer: RefusedAnswer?) { state.withLock { $0.refusals.append((error, answer)) } }

    func refused(at target: VerificationTarget, _ answer: RefusedAnswer) { state.withLock { $0.targets[target] = answer } }

    /// The last answer that was taken for something like this; nil where none came.
    func refusal(where isMeant: (AccessKeyError) -> Bool) -> RefusedAnswer? {
        state.withLock { state in state.refusals.last { isMeant($0.error) }?.answer }
    }

    func refusal(at target: VerificationTarget) -> RefusedAnswer? { state.withLock { $0.targets[target] } }
}

extension KeySightings {
    /// The answer behind a failure that came before there was a rotation.
    func refusal(of failure: Failure) -> RefusedAnswer? {
        ["RC8512", "RC8513", "RC8515", "RC8543"].contains(failure.code) ? refusal { _ in true } : nil
    }

    /// The answer that a rotation stopped at, where it was one.
    func refusal(of stop: RotationStop) -> RefusedAnswer? {
        switch stop {
        case .remoteUnknown(let error): refusal { $0 == error }
        case .decision(.denied(let action)): refusal { if case .denied(action, _) = $0 { true } else { false } }
        case .limitReached: refusal { $0 == .limitReached }
        case .decision(.notVerified(let target, _)), .decision(.fewerRights(let target)): refusal(at: target)
        default: nil
        }
    }
}
