/// What the credentials may do, as far as it was seen.
package struct ProbeRights: Sendable, Equatable {
    package var list: ProbeRight = .unknown
    package var get: ProbeRight = .unknown
    package var put: ProbeRight = .unknown
    package var delete: ProbeRight = .unknown
    package var multipart: ProbeRight = .unknown

    package init() {}

    init(of seen: ProbeObservation, _ diagnosis: ProbeDiagnosis) {
        guard !seen.isService else { return }
        let isThere = seen.object?.isSuccess == true
        // Without the right to list, a missing object is 403 (Amazon S3 API Reference, "HeadObject").
        let isMissing = seen.object?.status == 404
        if seen.explained == .list {
            list = .yes
        } else if seen.isListDenied {
            list = .no
        } else if isMissing || seen.main?.isSuccess == true && seen.explained == nil {
            // SeaweedFS wants the right to read for both, and another for lists (measured on 4.48).
            list = seen.kind == .seaweedfs ? .unknown : .yes
        } else if diagnosis.id == .accessDenied || diagnosis.id == .writeOnly {
            list = .no
        }
        if isThere || isMissing { get = .yes }
        guard let write = seen.write else { return }
        put = write.put
        delete = write.delete
        multipart = write.multipart
        if seen.answers[.writeGet]?.evidence?.isSuccess == true || seen.answers[.writeHead]?.evidence?.isSuccess == true { get = .yes }
    }
}
