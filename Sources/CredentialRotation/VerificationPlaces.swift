import ObjectStorage

/// Where keys are tried (§2.6).
extension RotationMachine {
    /// The targets as they are now: of an endpoint that is tried at each address, those that its name has today. One that it has no more is
    /// nobody's gateway, and a new one has to accept the key too. Where no name server answers, the former ones stay.
    func presentTargets(_ journal: RotationJournal) async -> [VerificationTarget] {
        var targets: [VerificationTarget] = []
        var known: [String: [String]] = [:]
        for target in journal.targets {
            var present = [target]
            if target.address != nil {
                let addresses: [String]
                if let found = known[target.endpoint] { addresses = found } else { addresses = await world.addresses(target.endpoint) }
                known[target.endpoint] = addresses
                if !addresses.isEmpty { present = addresses.map { target.at(address: $0) } }
            }
            targets += present.filter { !targets.contains($0) }
        }
        return targets
    }

    /// Takes the places that a person has named (``Options/targets``). Where the new pair was proved at the others already, it is proved at
    /// these before they count (I3); and the old one is to be seen refused where that was not looked at yet.
    func takeTargets(_ rotation: inout Rotation) async throws(RotationStop) {
        guard !options.targets.isEmpty, rotation.journal.goal == .done, !rotation.journal.state.isFinal, options.targets != rotation.journal.targets else { return }
        var next = rotation
        next.journal.targets = options.targets
        if rotation.journal.state.rank >= RotationState.verified.rank { next.journal.prove(try await verify(next)) }
        if next.journal.rejection == .confirmed, !Set(next.journal.targets).isSubset(of: rotation.journal.targets) { next.journal.rejection = .pending }
        rotation = try saved(next, as: rotation.journal.state, note: "targets")
    }
}

extension VerificationTarget {
    /// Whatever the address: what a key may is the user's, and the same at each gateway behind a name.
    func isSamePlace(as other: VerificationTarget) -> Bool { at(address: nil) == other.at(address: nil) }

    func at(address: String?) -> VerificationTarget {
        VerificationTarget(endpoint: endpoint, region: region, isPathStyle: isPathStyle, bucket: bucket, address: address)
    }
}
