import AWSSigning
import CredentialProbe
import Cryptography
import FileReplacement
import HTTPTransport
import ObjectStorage
import SecretMemory

/// `probe`: asks the servers of S3 remotes, and says which part of a remote does not work.
struct ProbeOperation {
    private let arguments: ProbeArguments
    private let arena = SecretArena()

    init(_ arguments: ProbeArguments) { self.arguments = arguments }

    /// The exit code of what was found.
    func run() throws(Failure) -> Int32 {
        let candidates = try ProbeCandidates.read(arguments, in: arena)
        try checkBuckets(of: candidates)
        try confirm(candidates)
        let roots = try roots()
        let certificate = try clientCertificate()
        let client: HTTPClient
        let metadata: HTTPClient?
        do throws(HTTPFailure) {
            client = try HTTPClient(
                roots: roots, certificate: certificate, rule: AddressRule(isPublicOnly: arguments.isPublicOnly),
                proxies: HTTPProxySettings(environment: { System.environment($0) }))
            // Only this one may reach the addresses that hand out a machine's keys, and no proxy may stand in between.
            metadata = arguments.allowsMetadata ? try HTTPClient(roots: roots, rule: AddressRule(allowsMetadata: true)) : nil
        } catch {
            throw Failure("RC8411", exit: 1, "the limit of open files is too low to ask a server", fix: "raise it, ulimit -n 256, and try again")
        }
        let resolution = ProbeResolution(
            chain: CredentialChain(
                environment: CredentialEnvironment(variable: { System.environmentBytes($0) }, now: { System.now }), exchange: client,
                metadata: metadata, allowsSTS: arguments.allowsSTS, userAgent: arguments.probe.userAgent))
        let progress = ProbeProgress(isShown: !arguments.isQuiet)
        var surroundings = ProbeSurroundings.machine(
            now: { System.now }, errorDocument: { S3ErrorDocument(xml: $0) }, isList: { S3ErrorDocument.kind(of: $0) == .listing })
        let patience = arguments.probe.deadlines.names
        surroundings.hostPlace = { host in await Self.place(of: host, client, patience) }
        let report = try AwaitedTask.value(tick: { progress.draw() }) { [surroundings, probe = arguments.probe] in
            let items = await resolution.items(of: candidates, within: probe.runDeadline)
            var rest = probe
            rest.runDeadline -= surroundings.elapsed()
            let run = ProbeRun(options: rest, exchange: client, surroundings: surroundings, progress: { progress.set($0, of: $1) })
            let report = await run.report(on: items, tool: Version.text)
            await metadata?.shutdown()
            await client.shutdown()
            return report
        }
        progress.finish()
        try put(report)
        return report.exitCode(isStrict: arguments.isStrict)
    }

    /// Where a name leads by its addresses. What is refused, or has no address, needs no guard: the request itself tells why it
    /// can't be sent.
    private static func place(of host: String, _ client: HTTPClient, _ patience: Duration) async -> HostPlace {
        let byText = HostPlace(host)
        guard case .elsewhere = byText, let reach = await client.reach(of: HTTPOrigin(scheme: .http, host: host), within: patience) else { return byText }
        return switch reach {
        case .machine: .loopback
        case .privateNetwork, .refused: .privateNetwork
        case .publicNetwork: .elsewhere
        }
    }

    // MARK: Before anything is asked

    private func checkBuckets(of candidates: [ProbeCandidate]) throws(Failure) {
        guard arguments.probe.object != nil || arguments.probe.writeCheck != .none, !candidates.contains(where: { $0.isS3 && $0.bucket != nil }) else { return }
        throw Failure(
            "RC8403", exit: 64, (arguments.probe.object != nil ? "--object" : "--check-write") + " asks about what is in a bucket, and none is named",
            fix: "name it: --bucket BUCKET, or --bucket REMOTE:BUCKET/FOLDER")
    }

    private func confirm(_ candidates: [ProbeCandidate]) throws(Failure) {
        guard arguments.probe.writeCheck == .real, !arguments.isConfirmed else { return }
        guard System.isStandardInputATerminal, System.isStandardErrorATerminal else {
            throw Failure(
                "RC8404", exit: 64, "--check-write writes an object and asks before, and here is no terminal to ask on",
                fix: "give --yes, or --check-write=dry, which writes nothing")
        }
        // A path may come from the file, and must not write over the question.
        let places = candidates.filter { $0.isS3 && $0.bucket != nil }.map { ServerText.controlled($0.through ?? $0.remote.text + ":" + $0.path) }
        guard try YesNoQuestion.ask("write a test object to " + places.joined(separator: ", ") + ", and delete it? [y/n] ", actsAsSops: false) else {
            throw Failure("RC8407", exit: 1, "nothing was written, and nothing asked", fix: "--check-write=dry asks for the right and writes nothing")
        }
    }

    private func roots() throws(Failure) -> TrustStore {
        var additional: [[UInt8]] = []
        if let path = arguments.authorities { additional.append(try Input(path).read(into: arena).bytes) }
        do throws(CryptographyError) {
            return try TrustStore(usesSystemRoots: !arguments.onlyTheseAuthorities, environment: { System.environment($0) }, additional: additional)
        } catch {
            throw Failure(
                "RC8405", exit: 64, "\"" + (arguments.authorities ?? "") + "\" holds no certificate that can be read",
                fix: "give certificates as PEM: -----BEGIN CERTIFICATE-----")
        }
    }

    private func clientCertificate() throws(Failure) -> ClientCertificate? {
        guard let path = arguments.clientCertificate, let keyPath = arguments.clientKey else { return nil }
        let chain = try Input(path).read(into: arena).bytes
        let key = try Input(keyPath).read(into: arena).withBytes { SecretBytes(copying: $0) }
        if FileReading.isReadableByOthers(keyPath), !arguments.isQuiet {
            System.warn("\"" + keyPath + "\" is a private key, and others than its owner may read it: chmod 600 it")
        }
        do throws(ClientCertificate.Failure) { return try ClientCertificate(chain: chain, key: key) } catch {
            let cause = switch error {
            case .certificate: "\"" + path + "\" holds no certificate that can be read"
            case .key: "\"" + keyPath + "\" holds no private key that can be read, or one with a passphrase"
            case .mismatch: "the key in \"" + keyPath + "\" is not that of the certificate in \"" + path + "\""
            }
            throw Failure("RC8406", exit: 64, cause, fix: "give the PEM files of one pair; openssl pkey takes a passphrase off")
        }
    }

    // MARK: The answer

    private func put(_ report: ProbeReport) throws(Failure) {
        var form = ReportForm()
        (form.isDeterministic, form.showsFullKeyID, form.isStrict) = (arguments.isDeterministic, arguments.showsKeyIDs, arguments.isStrict)
        switch arguments.form {
        case .json: try System.put(report.json(form))
        case .jsonLines: try System.put(report.jsonLines(form))
        case .junit: try System.put(report.junit(form))
        case .text:
            try System.put(report.text(form, isColoured: System.showsColours, isQuiet: arguments.isQuiet))
            if !arguments.isQuiet { System.say(report.summary + "\n") }
        }
    }
}
