import AWSSigning
import CredentialProbe
import HTTPTransport
import ObjectStorage
import RcloneConfig
import SecretMemory

/// Makes of a remote's options what is to be asked: where, with which keys. What is wrong with them is an answer too.
struct ProbeResolution: Sendable {
    let chain: CredentialChain

    /// Services that give credentials are asked on the way: what takes longer than the run may is interrupted, as it is by Ctrl-C.
    func items(of candidates: [ProbeCandidate], within time: Duration) async -> [ProbeItem] {
        await withTaskGroup(of: [ProbeItem]?.self) { group in
            group.addTask {
                var items: [ProbeItem] = []
                for candidate in candidates { items.append(await item(of: candidate)) }
                return items
            }
            group.addTask {
                try? await Task.sleep(for: time)
                return nil
            }
            var items: [ProbeItem] = []
            for await found in group {
                if let found { items = found }
                group.cancelAll()
            }
            return items
        }
    }

    func item(of candidate: ProbeCandidate) async -> ProbeItem {
        let remote = candidate.remote.text
        let place: StoragePlace
        switch candidate.place {
        case .failure(let fault): return ProbeItem(remote: remote, origin: candidate.origin, Self.content(of: fault))
        case .success(let found): place = found
        }
        guard place.options.backend == "s3" else { return ProbeItem(remote: remote, origin: candidate.origin, .notProbed(reason: Self.reason(place.options.backend))) }
        var warnings = place.options.variables.map { ProbeWarning(.optionOverridden, $0 + " counts, and not what the file says") }
        if let through = candidate.through { warnings.append(ProbeWarning(.note, "asked through to " + through)) }
        if place.hidesNames, candidate.bucket == nil {
            warnings.append(ProbeWarning(.note, "the bucket's name is encrypted: name it by --bucket, of the S3 remote"))
        }
        let content: ProbeItem.Content
        do throws(S3ConfigurationError) {
            let options = try S3Options { place.options.value($0) }
            content = try await subject(of: options, candidate, &warnings)
        } catch {
            content = .refused(
                ProbeDiagnosis(DiagnosisID(rawValue: error.diagnosis) ?? .configInvalid, .certain, detail: error.cause, hints: [error.fix]))
        }
        return ProbeItem(remote: remote, origin: candidate.origin, content, warnings: warnings)
    }

    private func subject(
        of options: S3Options, _ candidate: ProbeCandidate, _ warnings: inout [ProbeWarning]
    ) async throws(S3ConfigurationError) -> ProbeItem.Content {
        do throws(CredentialError) {
            let settings = try chain.settings(for: options)
            let endpoint: S3Endpoint
            do throws(S3ConfigurationError) { endpoint = try S3Endpoint(of: options, bucket: candidate.bucket, settings: settings) } catch {
                throw .configuration(error)
            }
            warnings += endpoint.warnings.map { Self.warning($0, in: candidate) }
            let found = try await chain.credentials(for: options)
            warnings += found.warnings.map { Self.warning($0, in: candidate) }
            var traits = ProbeSubject.Traits()
            (traits.listsByVersion1, traits.usesCustomerKey) = (endpoint.listVersion == 1, options.customerKey != nil)
            (traits.serverSideEncryption, traits.kmsKeyID) = (options.serverSideEncryption, options.kmsKeyID)
            (traits.skipsBucketCheck, traits.isHostDependent) = (options.isBucketCheckOff, found.isHostDependent)
            (traits.skipsHead, traits.setsACL) = (options.isHeadOff, options.hasACL)
            return .subject(
                ProbeSubject(
                    remote: candidate.remote.text, target: endpoint.target, credentials: found.credentials, credentialSource: found.source.rawValue,
                    prefix: candidate.prefix, traits: traits, customerKey: options.customerKey))
        } catch {
            if case .configuration(let error) = error { throw error }
            if case .unreachable(_, .cancelled) = error { return .refused(ProbeDiagnosis(.interrupted, .certain)) }
            return .refused(
                ProbeDiagnosis(DiagnosisID(rawValue: error.diagnosis) ?? .credentialsUnavailable, .certain, detail: error.cause, hints: [error.fix]))
        }
    }

    private static func warning(_ warning: S3Warning, in candidate: ProbeCandidate) -> ProbeWarning {
        var detail = warning.detail
        if case .suspicious(let option, _) = warning, case .success(let place) = candidate.place, let line = place.options.line(option) {
            detail += ", line " + String(line)
        }
        return ProbeWarning(ProbeWarning.ID(rawValue: warning.id) ?? .note, detail)
    }

    private static func reason(_ backend: String) -> String {
        backend.isEmpty ? "it has no type" : "its type is " + ConfigName(backend).text + ", and only s3 can be probed"
    }

    private static func content(of fault: StorageFault) -> ProbeItem.Content {
        func invalid(_ detail: String, _ hint: String) -> ProbeItem.Content {
            .refused(ProbeDiagnosis(.configInvalid, .certain, detail: detail, hints: [hint]))
        }
        switch fault {
        case .circle(let names):
            return invalid(
                "remotes refer to each other in a circle: " + names.map(\.text).joined(separator: " → "), "let one of them refer to a storage")
        case .missing(let name, let referrer):
            return invalid(
                (referrer.map { $0.text + " refers to " } ?? "") + name.text + ", which is not in the file", "correct the reference, or add the remote")
        case .malformed(let name, let key): return invalid(key + " of " + name.text + " names no remote and no folder", "write " + key + " = NAME:PATH")
        case .local(let name): return .notProbed(reason: name.text + " keeps its files in a folder of this machine")
        case .noFolder(let name): return invalid(name.text + " combines other folders than the one that is asked for", "name one of its upstreams' folders")
        case .tooMany(let name): return invalid(name.text + " wraps more remotes than can be followed", "take it apart: probe the remotes that it wraps")
        case .value(.loop(let section, let key)), .value(.tooLarge(let section, let key)):
            return invalid(key.text + " of " + section.text + " refers to itself by way of %(…)s", "write the value itself")
        }
    }
}
