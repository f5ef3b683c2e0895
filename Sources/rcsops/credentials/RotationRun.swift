import CredentialRotation

/// Drives an open rotation to where it stands still, and tells how it stands.
struct RotationRun {
    let rotation: any OpenRotation
    let reporting: ReportingWishes
    var warnings: [RotationPlan.Warning] = []
    var confirmation: RotationConfirmation?

    /// Prints the report; the exit code.
    func drive(to goal: RotationJournal.Goal, _ options: RotationMachine.Options) throws(Failure) -> Int32 {
        let rotation = rotation
        return try finish(try AwaitedTask.value(tick: { rotation.progress.draw() }) { await rotation.drive(to: goal, options) })
    }

    func confirmRetired(_ options: RotationMachine.Options) throws(Failure) -> Int32 {
        let rotation = rotation
        return try finish(try AwaitedTask.value(tick: { rotation.progress.draw() }) { await rotation.confirmRetired(options) })
    }

    private func finish(_ stop: RotationStop) throws(Failure) -> Int32 {
        rotation.progress.finish()
        let code = Self.exitCode(of: stop, signal: EndSignals.last)
        switch stop {
        case .done, .aborted: BegunRotation.forget(rotation.journal)
        default: break
        }
        let report = RotationReport(journal: rotation.journal, stop: stop, exit: code, warnings: warnings, masksIDs: reporting.masksIDs)
        if reporting.isJSON {
            try System.put(report.json)
        } else if !reporting.isQuiet || code != 0 {
            try System.put(report.text)
        }
        guard code != 0 else { return 0 }
        if confirmation?.wasRefused ?? false {
            System.say(
                Failure("RC8510", exit: 5, "not confirmed: both keys are valid, and the files hold the new one", fix: "rcsops credentials resume takes the old one away").rendered)
            return 5
        }
        System.say(Failure.of(code > 128 ? .interrupted : stop).rendered)
        return code
    }

    /// 130 for SIGINT, 143 for SIGTERM, as shells have it.
    static func exitCode(of stop: RotationStop, signal: Int32?) -> Int32 {
        guard let signal else { return stop.exitCode }
        switch stop {
        // What came to its end before the signal did.
        case .done, .aborted, .waiting: return stop.exitCode
        // A request that the signal cut off looks like one that was not answered.
        case .interrupted, .remoteUnknown, .decision(.notVerified), .unconfirmed: return 128 + signal
        default: return stop.exitCode
        }
    }
}
