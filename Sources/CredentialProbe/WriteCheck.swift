internal import Cryptography
internal import HTTPTransport
internal import ObjectStorage
internal import Synchronization

/// Whether a remote may write: by asking only, or by a small object that is deleted again on every way out.
struct WriteCheck: Sendable {
    typealias Outcome = (observation: WriteObservation, records: [StepRecord])

    let wire: ProbeWire
    let subject: ProbeSubject
    let options: ProbeOptions
    let surroundings: ProbeSurroundings
    /// The headers of SSE-C, where the remote's uploads have them.
    var encryption: [(name: String, value: String)] = []

    private static let body = Array("rcsops probe, safe to delete\n".utf8)
    /// Its MD5. A bucket that locks objects by default takes none without it (Amazon S3 API Reference, "PutObject").
    private static let digest = "rgybS8GTxd5aRZTp1UMTkw=="
    /// For deleting, whatever was left of the remote's own time.
    private static let cleaning: Duration = .seconds(10)

    // MARK: Nothing written

    /// Servers look at the right before they look for the upload (measured on radosgw and SeaweedFS): an upload that does not exist
    /// tells the two apart, and leaves no bytes, no object and no delete marker.
    func dry() async -> Outcome {
        var outcome: Outcome = (WriteObservation(), [])
        let upload = surroundings.hexadecimal(32)
        let key = path()
        let part = await ask(.writePart, S3Request("PUT", key: key, query: [("partNumber", "1"), ("uploadId", upload)]), &outcome)
        let abort = await ask(.writeAbort, S3Request("DELETE", key: key, query: [("uploadId", upload)]), &outcome)
        func right(_ reply: ProbeWire.Reply) -> ProbeRight {
            switch reply.answer.status {
            case 403: .no
            case 404 where surroundings.errorDocument(reply.body)?.code == "NoSuchUpload": .yes
            default: .unknown
            }
        }
        let (mayPut, mayAbort) = (right(part), right(abort))
        outcome.observation.put = mayPut
        outcome.observation.multipart = mayPut == .no || mayAbort == .no ? .no : mayPut == .yes && mayAbort == .yes ? .yes : .unknown
        return outcome
    }

    // MARK: An object written and deleted

    /// Runs beyond a cancellation, so that the object is deleted or named; the cancellation only leaves out what is not needed for that.
    func real() async -> Outcome {
        let isStopped = StopFlag()
        let task = Task { await write(unless: isStopped) }
        return await withTaskCancellationHandler { await task.value } onCancel: { isStopped.raise() }
    }

    private final class StopFlag: Sendable {
        private let flag = Atomic<Bool>(false)
        var isRaised: Bool { flag.load(ordering: .acquiring) }
        func raise() { flag.store(true, ordering: .releasing) }
    }

    private enum Written {
        case stored(versionID: String?)
        /// No answer tells whether it is there.
        case unclear
        case nothing
    }

    private func write(unless isStopped: StopFlag) async -> Outcome {
        var outcome: Outcome = (WriteObservation(), [])
        if isStopped.isRaised { return outcome }
        let lock = await ask(.writeLock, S3Request("GET", query: [("object-lock", nil)]), &outcome)
        let isLocked = lock.answer.evidence?.isSuccess == true && locksByDefault(lock.body)
        if isLocked, !options.allowsLockedBucket {
            outcome.observation.warnings.append(ProbeWarning(.objectLocked))
            return outcome
        }
        if isStopped.isRaised { return outcome }
        var key = path()
        var written = await put(key, isConditional: true, isLocked: isLocked, &outcome)
        if outcome.records.last?.status == 409, !isStopped.isRaised {
            key = path()
            written = await put(key, isConditional: true, isLocked: isLocked, &outcome)
        } else if case .nothing = written, isConditionUnknown(outcome.records.last), !isStopped.isRaised {
            outcome.observation.warnings.append(ProbeWarning(.conditionalPutUnsupported))
            let look = await ask(.writeLook, S3Request("HEAD", key: key), &outcome)
            guard look.answer.status == 404 else { return outcome }
            written = await put(key, isConditional: false, isLocked: isLocked, &outcome)
        }
        if case .stored = written {} else { noteUnwritten(&outcome) }
        switch written {
        case .nothing: return outcome
        case .unclear: await delete(key, version: nil, &outcome)
        case .stored(let version):
            outcome.observation.put = .yes
            if !isStopped.isRaised { await readBack(key, &outcome) }
            await delete(key, version: version, &outcome)
        }
        return outcome
    }

    private func put(_ key: String, isConditional: Bool, isLocked: Bool, _ outcome: inout Outcome) async -> Written {
        var fields: [(name: String, value: String)] = [("content-type", "text/plain")]
        if isLocked { fields.append(("content-md5", Self.digest)) }
        if isConditional { fields.append(("if-none-match", "*")) }
        fields += encryption
        if let method = subject.traits.serverSideEncryption { fields.append(("x-amz-server-side-encryption", method)) }
        if let key = subject.traits.kmsKeyID { fields.append(("x-amz-server-side-encryption-aws-kms-key-id", key)) }
        let reply = await ask(.writePut, S3Request("PUT", key: key, fields: fields, body: Self.body), &outcome)
        guard let evidence = reply.answer.evidence else {
            // These fail before a byte of the request is out.
            switch FailureCause.of(reply.answer.failure ?? .cancelled).id {
            case .responseTimeout, .connectionClosed, .notS3, .interrupted: return .unclear
            default: return .nothing
            }
        }
        switch evidence.status {
        case 200...299: return .stored(versionID: evidence.versionID)
        // Somebody else's object: it is not deleted.
        case 412:
            outcome.observation.warnings.append(ProbeWarning(.probeKeyTaken))
            return .nothing
        case 403:
            outcome.observation.put = .no
            return .nothing
        case 500...: return evidence.status == 501 ? .nothing : .unclear
        default: return .nothing
        }
    }

    /// Nothing is known of the right then, and a report that only leaves it out would pass for a good one.
    private func noteUnwritten(_ outcome: inout Outcome) {
        guard outcome.observation.put == .unknown, !outcome.observation.warnings.contains(where: { $0.id == .probeKeyTaken }),
            let put = outcome.records.last(where: { $0.step == .writePut })
        else { return }
        let answer = [put.status.map { String($0) }, put.error].compactMap { $0 }.joined(separator: " ")
        outcome.observation.warnings.append(ProbeWarning(.writeCheckSkipped, "the test object was not written: " + answer))
    }

    /// 501, or 400 whose code says the same.
    private func isConditionUnknown(_ record: StepRecord?) -> Bool {
        record?.status == 501 || record?.status == 400 && record?.error == "NotImplemented"
    }

    private func readBack(_ key: String, _ outcome: inout Outcome) async {
        let head = await ask(.writeHead, S3Request("HEAD", key: key, fields: encryption), &outcome)
        if let evidence = head.answer.evidence, evidence.isSuccess {
            if let length = evidence.contentLength, length != Self.body.count {
                outcome.observation.warnings.append(ProbeWarning(.objectDiffers))
            } else if hasOtherDigest(evidence) {
                outcome.observation.warnings.append(ProbeWarning(.objectDiffers, "its ETag is not the MD5 of what was written"))
            }
            outcome.observation.isCustomerKeyShown = !encryption.isEmpty && evidence.hasCustomerEncryption
        }
        if head.answer.status == 403, !subject.traits.skipsHead {
            outcome.observation.warnings.append(
                ProbeWarning(.objectDenied, "HEAD of the written object is denied: rclone asks for it after each upload unless no_head = true"))
        }
        guard options.role == .source else { return }
        let get = await ask(.writeGet, S3Request("GET", key: key, fields: encryption), &outcome)
        if get.answer.evidence?.isSuccess == true, get.body != Self.body { outcome.observation.warnings.append(ProbeWarning(.objectDiffers)) }
    }

    /// An ETag in the form of an MD5 is one, unless the object is encrypted with a key of KMS or of the customer (Amazon S3 API Reference,
    /// "Object"). MinIO's `-1` behind it and the like are another form.
    private func hasOtherDigest(_ evidence: ProbeEvidence) -> Bool {
        guard !subject.traits.usesKMS, encryption.isEmpty, !evidence.hasCustomerEncryption, evidence.encryption?.hasPrefix("aws:kms") != true,
            let tag = evidence.entityTag?.lowercased(), tag.utf8.count == 2 * MD5.size + 2, tag.hasPrefix("\""), tag.hasSuffix("\""),
            tag.utf8.dropFirst().dropLast().allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let digest = Self.body.withUnsafeBytes({ try? MD5.hash($0) })
        else { return false }
        let digits = Array("0123456789abcdef")
        return tag.dropFirst().dropLast() != String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private func delete(_ key: String, version: String?, _ outcome: inout Outcome) async {
        let cleaning = WriteCheck(wire: wire.ending(at: surroundings.elapsed() + Self.cleaning), subject: subject, options: options, surroundings: surroundings)
        if let version {
            // With its version no delete marker is left either.
            let reply = await cleaning.ask(.writeDelete, S3Request("DELETE", key: key, query: [("versionId", version)]), &outcome)
            if reply.answer.evidence?.isSuccess == true {
                outcome.observation.delete = .yes
                return
            }
            outcome.observation.residueVersion = version
        }
        let reply = await cleaning.ask(.writeDelete, S3Request("DELETE", key: key), &outcome)
        switch reply.answer.status {
        case 200?, 204?:
            outcome.observation.delete = .yes
            // Of a PUT whose answer was lost nobody knows the version, and the DELETE has only put a marker over it.
            if version == nil, reply.answer.evidence?.versionID != nil {
                outcome.observation.warnings.append(
                    ProbeWarning(.residue, "the bucket keeps versions, and one of " + ServerText.printable(key) + " may still be there"))
            }
        case 404?: break
        default:
            if reply.answer.status == 403 { outcome.observation.delete = .no }
            outcome.observation.residue = key
        }
        if outcome.observation.residue != nil || outcome.observation.residueVersion != nil {
            outcome.observation.warnings.append(
                ProbeWarning(.residue, outcome.observation.residue == nil ? "a version of " + ServerText.printable(key) + " is still in the bucket" : nil))
        }
    }

    // MARK: Asking

    private func path() -> String {
        (subject.prefix.isEmpty ? "" : subject.prefix + "/") + ".rcsops-probe-" + surroundings.hexadecimal(32)
    }

    private func locksByDefault(_ body: [UInt8]) -> Bool {
        let mark = Array("<DefaultRetention".utf8)
        return body.indices.contains { body[$0...].starts(with: mark) }
    }

    private func ask(_ step: ProbeStep, _ request: S3Request, _ outcome: inout Outcome) async -> ProbeWire.Reply {
        var reply = await wire.ask(step, request, credentials: subject.credentials)
        if let evidence = reply.answer.evidence, !evidence.isSuccess, let code = surroundings.errorDocument(reply.body)?.code {
            reply.records[reply.records.count - 1].error = ServerText.word(code, hiding: reply.hidden)
        }
        outcome.records += reply.records
        return reply
    }
}
