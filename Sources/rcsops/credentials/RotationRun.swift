import CredentialRotation

/// Drives an open rotation to where it stands still, and tells how it stands.
struct RotationRun {
    let rotation: any OpenRotation
    let reporting: ReportingWishes
    var warnings: [RotationPlan.Warning] = []

    /// Prints the report; the exit code.
    func drive(to goal: RotationJournal.Goal, _ options: RotationMachine.Options) throws(Failure) -> Int32 {
        let rotation = rotation
        let isOurs = BegunRotation.isOurs(rotation.journal)
        let stop = try AwaitedTask.value(tick: { rotation.progress.draw() }) { await rotation.drive(to: goal, options) }
        if isOurs, !BegunRotation.isOurs(rotation.journal) { BegunRotation.noteAgain(rotation.journal) }
        return try finish(stop)
    }

    func confirmRetired(_ options: RotationMachine.Options) throws(Failure) -> Int32 {
        let rotation = rotation
        return try finish(try AwaitedTask.value(tick: { rotation.progress.draw() }) { await rotation.confirmRetired(options) })
    }

    private func finish(_ stop: RotationStop) throws(Failure) -> Int32 {
        rotation.progress.finish()
        if rotation.journal.state.isFinal { BegunRotation.forget(rotation.journal) }
        let place = rotation.journalPath
        let failure = failure(of: stop.shown(at: place))
        let report = RotationReport(
            journal: rotation.journal.shown(at: place), place: RotationPaths.shown(place), stop: stop, failure: failure, sightings: rotation.sightings,
            limit: rotation.limit, warnings: warnings, masksIDs: reporting.masksIDs)
        if reporting.isJSON {
            try System.put(report.json)
        } else if !reporting.isQuiet || failure != nil {
            try System.put(report.text)
        }
        guard let failure else { return 0 }
        System.say(failure.rendered)
        return failure.exitCode
    }

    /// What the report and the process say alike; nil where it stands well.
    private func failure(of stop: RotationStop) -> Failure? {
        let code = Self.exitCode(of: stop, signal: EndSignals.last)
        guard code != 0 else { return nil }
        let journal = rotation.journal.shown(at: rotation.journalPath)
        var failure = Failure.of(code > 128 ? .interrupted : stop, in: journal).exiting(code)
        // What begins with --evict or --adopt is another rotation, and one of a key at a time is under way.
        if stop.hasNoRoom, code == stop.exitCode, !journal.state.isFinal { failure.fix = "rcsops credentials abort ends this rotation; then " + failure.fix }
        return failure.masking(reporting.masksIDs ? stop.namedIDs + [journal.oldID, journal.newID].compactMap { $0 } : [])
    }

    /// 130 for SIGINT, 143 for SIGTERM, as shells have it.
    static func exitCode(of stop: RotationStop, signal: Int32?) -> Int32 {
        guard let signal else { return stop.exitCode }
        switch stop {
        // What came to its end before the signal did.
        case .done, .aborted, .waiting: return stop.exitCode
        // A request that the signal cut off looks like one that was not answered.
        case .interrupted, .remoteUnknown, .decision(.notVerified), .decision(.notConfirmed), .unconfirmed: return 128 + signal
        default: return stop.exitCode
        }
    }
}

extension RotationStop {
    fileprivate var hasNoRoom: Bool {
        switch self {
        case .limitReached, .decision(.evictionObjected): true
        default: false
        }
    }

    /// The keys that its message names, besides those of the journal.
    fileprivate var namedIDs: [String] {
        switch self {
        case .limitReached(let ids), .decision(.orphans(let ids)): ids
        case .decision(.evictionObjected(let id)), .decision(.madeForAnother(let id)): [id]
        default: []
        }
    }
}
