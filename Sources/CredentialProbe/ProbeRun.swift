package import HTTPTransport
internal import AWSSigning
internal import Cryptography
internal import ObjectStorage
internal import SecretMemory

/// Probes many remotes: some at once, a server never twice at once, and what is the same only once.
package struct ProbeRun: Sendable {
    package let options: ProbeOptions
    private let exchange: any HTTPExchange
    private let surroundings: ProbeSurroundings
    /// Told after each remote: how many are done, and of how many.
    private let progress: @Sendable (Int, Int) -> Void

    package init(
        options: ProbeOptions, exchange: any HTTPExchange, surroundings: ProbeSurroundings, progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) {
        self.options = options
        self.exchange = exchange
        self.surroundings = surroundings
        self.progress = progress
    }

    /// One subject to probe, and the items that it stands for.
    private struct Job: Sendable {
        let subject: ProbeSubject
        let key: HostStanding.Key?
        var places: [Int]
        /// Servers and keys that no other job may use meanwhile.
        var claims: Set<String>
    }

    /// What makes two remotes the same: everything that decides a request or its signature.
    private struct Sameness: Hashable {
        let target: S3Target
        let key: HostStanding.Key?
        let prefix: String
        let customerKey: [UInt8]
        let traits: ProbeSubject.Traits
        let source: String
    }

    /// The results in the order of the items. Cancelling the task ends the run: what is known by then is reported.
    package func report(on items: [ProbeItem], tool: String) async -> ProbeReport {
        let started = surroundings.now()
        let start = surroundings.elapsed()
        var results = [ProbeResult?](repeating: nil, count: items.count)
        for (place, item) in items.enumerated() {
            switch item.content {
            case .subject: break
            case .refused(let diagnosis): results[place] = ProbeResult(item, diagnosis)
            case .notProbed(let reason): results[place] = ProbeResult(item, ProbeDiagnosis(.notProbed, .certain, detail: reason))
            }
        }
        let jobs = jobs(of: items)
        let secrets = Self.secrets(of: items)
        let outcomes = await outcomes(of: jobs, secrets: secrets)
        for (job, outcome) in zip(jobs, outcomes) {
            for place in job.places {
                guard case .subject(let subject) = items[place].content else { continue }
                results[place] = outcome.map { ProbeResult(items[place], subject, $0, options: options) }
                    ?? ProbeResult(items[place], ProbeDiagnosis(.interrupted, .certain))
            }
        }
        return ProbeReport(
            results: results.compactMap { $0 }, tool: tool, started: started, duration: surroundings.elapsed() - start, isInterrupted: Task.isCancelled,
            secrets: secrets)
    }

    private static func secrets(of items: [ProbeItem]) -> SecretFilter {
        let subjects = items.compactMap { item in if case .subject(let subject) = item.content { subject } else { nil } }
        return SecretFilter(subjects.compactMap(\.credentials), customerKeys: subjects.compactMap(\.customerKey))
    }

    // MARK: What is to be done

    private func jobs(of items: [ProbeItem]) -> [Job] {
        let salt = surroundings.randomBytes(32)
        var places: [Sameness: Int] = [:]
        var jobs: [Job] = []
        for (place, item) in items.enumerated() {
            guard case .subject(let subject) = item.content else { continue }
            let token = subject.credentials?.withToken { Self.code(of: $0, salt) } ?? []
            // What a key is good for with a token says nothing of it without.
            let key = subject.credentials.map {
                HostStanding.Key(endpoint: subject.endpointOrigin, accessKeyID: $0.accessKeyID, secret: Self.code(of: $0.secretAccessKey, salt), token: token)
            }
            var customerKey: [UInt8] = []
            for field in subject.customerKey?.fields ?? [] where field.name != S3CustomerKey.keyField { customerKey += Array((field.name + field.value).utf8) }
            subject.customerKey?.withKey { key in customerKey += salt.withUnsafeBytes { HMACSHA256.code(key: $0, key) } }
            let sameness = Sameness(
                target: subject.target, key: key, prefix: subject.prefix, customerKey: customerKey, traits: subject.traits, source: subject.credentialSource)
            if let known = places[sameness] {
                jobs[known].places.append(place)
                continue
            }
            places[sameness] = jobs.count
            let origin = subject.target.origin
            var claims: Set = [origin.scheme.rawValue + "://" + origin.authority]
            // The control is sent once a key: a second remote waits for what the first one learns.
            if let key { claims.insert(key.endpoint.scheme.rawValue + "://" + key.endpoint.authority + " " + key.accessKeyID) }
            jobs.append(Job(subject: subject, key: key, places: [place], claims: claims))
        }
        return jobs
    }

    /// Tells secrets apart without keeping what could be tried out: the salt goes with the run.
    private static func code(of secret: borrowing SecretBytes, _ salt: [UInt8]) -> [UInt8] {
        secret.withBytes { bytes in salt.withUnsafeBytes { HMACSHA256.code(key: $0, bytes) } }
    }

    // MARK: Doing it

    /// Nil for those that were not come to.
    private func outcomes(of jobs: [Job], secrets: SecretFilter) async -> [ProbeOutcome?] {
        let turns = OriginTurns()
        let standing = HostStanding()
        return await withTaskGroup(of: (job: Int, outcome: ProbeOutcome)?.self) { group in
            var outcomes = [ProbeOutcome?](repeating: nil, count: jobs.count)
            var pending = Array(jobs.indices)
            var taken: Set<String> = []
            var running = 0
            var done = 0
            group.addTask {
                await surroundings.deadline(options.runDeadline)
                return nil
            }
            func startMore() {
                while running < max(1, options.jobs), !Task.isCancelled, let next = pending.firstIndex(where: { taken.isDisjoint(with: jobs[$0].claims) }) {
                    let job = pending.remove(at: next)
                    taken.formUnion(jobs[job].claims)
                    running += 1
                    group.addTask { (job, await probe(jobs[job], turns, standing, secrets)) }
                }
            }
            startMore()
            while running > 0, let finished = await group.next() {
                guard let (job, outcome) = finished else {
                    // The run's time is over, or all of it is cancelled: what runs ends soon, and nothing more begins.
                    group.cancelAll()
                    pending = []
                    continue
                }
                running -= 1
                taken.subtract(jobs[job].claims)
                outcomes[job] = outcome
                done += jobs[job].places.count
                progress(done, jobs.reduce(0) { $0 + $1.places.count })
                startMore()
            }
            group.cancelAll()
            return outcomes
        }
    }

    private func probe(_ job: Job, _ turns: OriginTurns, _ standing: HostStanding, _ secrets: SecretFilter) async -> ProbeOutcome {
        let time = surroundings.now()
        let start = surroundings.elapsed()
        var steps = ProbeSteps(
            of: job.subject, options: options, exchange: exchange, surroundings: surroundings, turns: turns, standing: standing, key: job.key,
            secrets: secrets)
        let diagnosis = await steps.run()
        var outcome = ProbeOutcome(diagnosis: diagnosis, seen: steps.seen, records: steps.records, warnings: steps.warnings, time: time)
        guard options.followsRegion, diagnosis.id == .wrongRegion, !Task.isCancelled, let moved = FollowedRegion.subject(job.subject, steps.seen) else {
            return outcome
        }
        let key = job.key.map { $0.at(moved.endpointOrigin) }
        // It is the same remote still, with what is left of its time.
        var rest = options
        rest.remoteDeadline -= surroundings.elapsed() - start
        var again = ProbeSteps(
            of: moved, options: rest, exchange: exchange, surroundings: surroundings, turns: turns, standing: standing, key: key, secrets: secrets)
        let there = await again.run()
        outcome.records += again.records
        outcome.warnings += again.warnings
        outcome.warnings.append(ProbeWarning(.followedRegion, "asked again in " + moved.target.region + ": " + there.id.rawValue))
        outcome.seen.write = again.seen.write
        if there.id == .residueLeft { outcome.diagnosis = there }
        return outcome
    }
}
