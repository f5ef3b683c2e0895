package import HTTPTransport
package import ObjectStorage

/// Everything that was asked and seen of one remote. A diagnosis is made of this and of nothing else.
package struct ProbeObservation: Sendable {
    package let target: S3Target
    package let isAnonymous: Bool
    package let hasToken: Bool
    package var role: ProbeRole?
    /// The caller forbade the control.
    package var isControlOff = false
    /// The object's key was the caller's, not one that surely does not exist.
    package var isObjectNamed = false
    /// The last answer to each question.
    package var answers: [ProbeStep: ProbeAnswer] = [:]
    package var explained: ExplainedAnswer?
    package var write: WriteObservation?
    package var known = KnownKey()
    /// The remote has a key for objects (SSE-C), and it goes with questions about them.
    package var isCustomerKeySent = false
    /// An object that is encrypted with it was shown.
    package var isCustomerKeyShown = false
    /// Server's clock minus ours, in seconds; nil when the server told none.
    package var skew: Int64?
    /// Our clock stands before this program was made.
    package var isClockBehindBuild = false

    package init(target: S3Target, isAnonymous: Bool, hasToken: Bool) {
        self.target = target
        self.isAnonymous = isAnonymous
        self.hasToken = hasToken
    }

    package var isService: Bool { target.bucket == nil }

    /// The question with the remote's own credentials: for a remote without keys the unsigned one.
    package var mainStep: ProbeStep { isAnonymous ? .anon : .signed }
    package var anon: ProbeEvidence? { answers[.anon]?.evidence }
    package var main: ProbeEvidence? { answers[mainStep]?.evidence }
    package var control: ProbeEvidence? { answers[.control]?.evidence }
    package var akid: ProbeEvidence? { answers[.akid]?.evidence }
    package var nobucket: ProbeEvidence? { answers[.nobucket]?.evidence }
    package var object: ProbeEvidence? { answers[.object]?.evidence }
    /// What shows the target last: where the way ended after the unsigned question, that one.
    package var last: ProbeEvidence? { main ?? (answers[mainStep] == nil ? anon : nil) }
    /// Why the target could not be asked.
    package var failure: HTTPFailure? { answers[.anon]?.failure ?? answers[mainStep]?.failure }

    /// The control's status, here or for the same key before.
    package var controlStatus: Int? { control?.status ?? known.control }
    package var isSignatureChecked: Bool { controlStatus == 403 || controlStatus == 400 }

    /// A 403 of the server proves nothing while the clocks differ by more than the window of signatures.
    package var isSkewed: Bool { skew.map { abs($0) > 900 } ?? false }

    /// The region of the bucket, from whichever answer told it.
    package var bucketRegion: String? {
        main?.bucketRegion ?? anon?.bucketRegion ?? control?.bucketRegion
    }

    /// The bucket's region where it is not the signed one.
    package var otherRegion: String? { bucketRegion.flatMap { $0 == target.region ? nil : $0 } }

    /// The region that a redirect's host is in: only between hosts of AWS and within one partition.
    package var locationRegion: String? {
        guard let host = last?.locationHost, let there = AWSRegionHost(host), let here = AWSRegionHost(target.origin.host),
            there.partition == here.partition, there.region != target.region
        else { return nil }
        return there.region
    }

    /// Both answers announced the length that an error's body would have.
    package func canCompare(_ left: ProbeEvidence?, _ right: ProbeEvidence?) -> Bool { left?.announcedLength != nil && right?.announcedLength != nil }

    /// Lengths of signed and control both known, both 403.
    package var isControlComparable: Bool { main?.status == 403 && control?.status == 403 && canCompare(main, control) }
    package var isMainLikeControl: Bool { isControlComparable && main?.announcedLength == control?.announcedLength }

    /// The list itself was asked for and denied.
    package var isListDenied: Bool {
        if case .error(let code, _, _)? = explained { DecisionTable.meanings[code] == .accessDenied } else { false }
    }

    package var kind: ProbeEvidence.Kind? {
        let found = ProbeStep.allCases.compactMap { answers[$0]?.evidence?.kind }
        return found.first { $0 == .radosgw } ?? found.first
    }
}
