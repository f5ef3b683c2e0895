import CredentialRotation
import ObjectStorage

extension SimulatedState {
    /// What a person has done shows in that for which the rotation stops: a stop for anything else is one that nobody would understand.
    func accounts(for stop: RotationStop) -> Bool {
        let isNewValid = newSecret.map(isValid) ?? false
        switch stop {
        case .decision(.filesLeft): return files.contains { $0.pair != newSecret }
        case .decision(.newKeyUsed): return files.contains { $0.pair == newSecret }
        case .decision(.newKeyGone), .decision(.notVerified(_, .unknown)), .decision(.ignoredCreate): return !isNewValid
        case .decision(.neitherKeyWorks): return !isNewValid && !isValid(PairTable.old)
        case .decision(.orphans): return keys.contains { $0.pair >= PairTable.othersFirst && $0.pair != evicted } || keys.count(where: \.isOurs) > 1
        case .limitReached: return keys.contains { $0.pair >= PairTable.othersFirst }
        case .unconfirmed: return isValid(PairTable.old)
        case .conflict(.missing): return files.contains { $0.pair == nil }
        case .conflict(.conflict):
            // Before the files are written, and on the way back, it wants the old pair in them.
            let wantsOld = journal.map { $0.goal == .aborted || $0.state.rank < RotationState.writing.rank } ?? true
            return files.contains { $0.pair != (wantsOld ? PairTable.old : newSecret) }
        default: return false
        }
    }
}
