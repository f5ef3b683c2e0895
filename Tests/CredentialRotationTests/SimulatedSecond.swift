import CredentialRotation

/// Two processes at once: what a lock that does nothing lets happen (§6, case 31), an abort beside a write among it.
extension Simulation {
    static let suspending = ["the second is suspended"]
    private static let goingOn = ["the second goes on"]
    private static let starting = ["a second process resumes", "a second process aborts"]

    /// At each call of the first process the second may begin, or go on.
    func interleave(_ place: String) {
        guard let second else { return }
        if !hasSecond {
            switch script.choose(place, Self.starting) {
            case "a second process resumes": startSecond(aborts: false)
            case "a second process aborts": startSecond(aborts: true)
            default: break
            }
        } else if second.isSuspended, script.choose(place, Self.goingOn) != nil {
            continueSecond()
        }
    }

    /// Nothing goes wrong in it but that it has to wait for the first; a death is a wait without end, from which another process begins.
    private func startSecond(aborts: Bool) {
        guard let second, durable != nil else { return }
        hasSecond = true
        isSecond = true
        // Without faults to come it can't be stopped: no stack of its own is needed.
        if script.budget == 0, longest[0] == 0 {
            InlineExecutor.run { [self] in await runSecond(steps: 4, aborts: aborts) }
        } else {
            second.start { [self] in await runSecond(steps: 4, aborts: aborts) }
        }
        isSecond = false
    }

    func suspendSecond() {
        isSecond = false
        second?.suspend()
        isSecond = true
    }

    private func continueSecond() {
        isSecond = true
        second?.goOn()
        isSecond = false
    }

    /// The other process ends what it is at while this one waits.
    func letOthersEnd(within milliseconds: Int) {
        let other = longest[isSecond ? 0 : 1]
        guard other > 0, other <= milliseconds else { return }
        if isSecond { suspendSecond() } else { continueSecond() }
    }

    /// After the first has ended its step.
    func endSecond() {
        while second?.isSuspended == true { continueSecond() }
    }

    private func runSecond(steps: Int, aborts: Bool) async {
        guard var rotation = durable else { return }
        let machine = machine(options)
        do throws(RotationStop) {
            if aborts {
                secondPosition.begin(rotation.journal.state.rank, command: 1)
                rotation = try await machine.intendAbort(rotation)
            }
            for _ in 0..<steps {
                secondPosition.begin(rotation.journal.state.rank, command: rotation.journal.goal == .done ? 0 : 4)
                try await machine.step(&rotation)
            }
        } catch {}
    }

    /// One that begins and ends within a call of the first, in single cases.
    func runSecondProcess() async {
        guard !isSecond, !isDead else { return }
        hasSecond = true
        isSecond = true
        defer { isSecond = false }
        await runSecond(steps: 4, aborts: false)
    }
}
