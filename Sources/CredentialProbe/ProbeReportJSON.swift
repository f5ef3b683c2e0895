internal import HTTPTransport
internal import ObjectStorage

extension ProbeReport {
    /// `rcsops.probe/1`: names, types and ids are stable, new ones may come; every key is there, null where nothing is known.
    package static let schema = "rcsops.probe/1"

    /// One document, with a line break at its end.
    package func json(_ form: ReportForm) -> String {
        ReportValue.object(head(form) + [("results", .array(results.map { value(of: $0, form) }))]).text(hiding: secrets) + "\n"
    }

    /// One result a line.
    package func jsonLines(_ form: ReportForm) -> String {
        results.map { result in
            ReportValue.object([("schema", .string(Self.schema))] + members(of: result, form)).text(hiding: secrets) + "\n"
        }.joined()
    }

    private func head(_ form: ReportForm) -> [(name: String, value: ReportValue)] {
        let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        return [
            ("schema", .string(Self.schema)), ("tool", .string(tool)), ("started", form.isDeterministic ? .null : .string(CalendarDate.text(started))),
            ("duration_ms", form.isDeterministic ? .null : .number(milliseconds)), ("exit_code", .number(Int64(exitCode(isStrict: form.isStrict)))),
        ]
    }

    private func value(of result: ProbeResult, _ form: ReportForm) -> ReportValue { .object(members(of: result, form)) }

    private func members(of result: ProbeResult, _ form: ReportForm) -> [(name: String, value: ReportValue)] {
        let target = result.target
        let rights = result.rights
        return [
            ("file", .string(result.origin.file)), ("remote", .string(result.remote)), ("via", .strings(result.origin.via)),
            ("storage", .string(result.origin.storage)), ("provider", .string(target?.provider)), ("endpoint", .string(result.endpoint)),
            ("host", .string(target?.origin.host)), ("bucket", .string(target?.bucket)),
            ("prefix", .string(result.prefix.isEmpty ? nil : result.prefix)),
            ("scope", .string(target.map { $0.bucket == nil ? "service" : "bucket" })), ("style", .string(target?.style.rawValue)),
            ("region", .string(target?.region)), ("signer", .string(target?.signer.rawValue)),
            ("credential_source", .string(result.credentialSource)), ("host_dependent", .bool(result.isHostDependent)),
            ("access_key_id", .string(form.accessKey(result.accessKeyID))),
            ("expires_in_s", form.isDeterministic ? .null : .number(result.expiresIn.map { Int($0) })),
            ("diagnosis", .string(result.diagnosis.id.rawValue)), ("verdict", .string(result.diagnosis.verdict.rawValue)),
            ("confidence", .string(result.diagnosis.confidence.rawValue)), ("row", .string(result.diagnosis.row)),
            ("message", .string(result.diagnosis.message)), ("hints", .strings(result.diagnosis.hints)),
            (
                "warnings",
                .array(result.warnings.map { .object([("id", .string($0.id.rawValue)), ("detail", .string($0.detail))]) })
            ),
            ("unverified", .strings(result.unverified)),
            (
                "rights",
                .object([
                    ("list", .string(rights.list.rawValue)), ("get", .string(rights.get.rawValue)), ("put", .string(rights.put.rawValue)),
                    ("delete", .string(rights.delete.rawValue)), ("multipart", .string(rights.multipart.rawValue)),
                ])
            ),
            (
                "server",
                .object([
                    ("kind", .string(result.kind?.rawValue)), ("software", .string(result.software)),
                    ("skew_s", form.isDeterministic ? .null : .number(result.skew.map { Int($0) })), ("bucket_region", .string(result.bucketRegion)),
                ])
            ),
            (
                "tls",
                .object([
                    ("version", .string(result.tlsVersion)), ("peer_not_after", .string(result.peerNotAfter.map(CalendarDate.text))),
                    ("refused_chain", .array(result.refusedChain.map(value(of:)))),
                ])
            ),
            ("residue", .string(result.residue)), ("residue_version", .string(result.residueVersion)),
            ("steps", .array(result.steps.map { value(of: $0, form) })),
        ]
    }

    private func value(of certificate: TLSFailure.Certificate) -> ReportValue {
        .object([
            ("subject", .string(ServerText.printable(certificate.subject))), ("issuer", .string(ServerText.printable(certificate.issuer))),
            ("names", .strings(certificate.names.map(ServerText.printable))), ("not_before", .string(CalendarDate.text(certificate.notBefore))),
            ("not_after", .string(CalendarDate.text(certificate.notAfter))),
        ])
    }

    private func value(of step: StepRecord, _ form: ReportForm) -> ReportValue {
        .object([
            ("step", .string(step.step.rawValue)), ("method", .string(step.method)), ("status", .number(step.status)),
            ("content_length", .number(step.contentLength)), ("request_id", form.isDeterministic ? .null : .string(step.requestID)),
            ("ms", form.isDeterministic ? .null : .number(step.milliseconds)), ("error", .string(step.error)),
        ])
    }
}
