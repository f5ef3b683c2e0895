import Diagnostics
import ObjectStorage

/// A failure that came before there was a journal, as `rcsops-report/1`: nothing was changed, and all members but `error` are empty.
struct RotationFailureReport {
    let failure: Failure
    /// Whose rotation did not begin, where that is known.
    var use: (path: String, remote: String)?
    var oldID: String?
    var refusal: RefusedAnswer?

    var json: String {
        func string(_ text: String) -> String { FindingText.quoted(text) }
        let uses = use.map {
            [JSONList.object([("path", string($0.path)), ("remote", string($0.remote)), ("status", string("waiting")), ("sha256_after", "null")])]
        }
        let unknown = ["account", "user", "endpoint"].map { (name: $0, value: "null") }
        var members: [(name: String, value: String)] = [("format", string("rcsops-report/1")), ("rotation_id", "null"), ("journal", "null"), ("state", "null")]
        members += [("exit", String(failure.exitCode)), ("source", "null")] + unknown
        members += [("old", oldID.map { JSONList.object([("id", string($0)), ("status", "null"), ("last_used", "null")]) } ?? "null"), ("new", "null")]
        members += [("slots", "null"), ("uses", JSONList.array(uses ?? [])), ("blind_spots", "[]"), ("verify", "[]")]
        members += [("retire", JSONList.object([("deactivate_not_before", "null"), ("delete_not_before", "null"), ("rejection", string("pending"))]))]
        members += [("next", "null"), ("commit", "null"), ("warnings", "[]"), ("evicted", "null"), ("orphans", "[]"), ("error", failure.json(refusal))]
        return JSONList.object(members) + "\n"
    }
}

extension Failure {
    /// The `error` of a report. `refusal`: the answer of a server that it comes from.
    func json(_ refusal: RefusedAnswer? = nil, isRetryable: Bool = false) -> String {
        func string(_ text: String?) -> String { text.map(FindingText.quoted) ?? "null" }
        return JSONList.object([
            ("code", string(code)), ("detail", string(cause)), ("http", refusal.map { $0.status == 0 ? "null" : String($0.status) } ?? "null"),
            ("backend_code", string(refusal?.code)), ("request_id", string(refusal?.requestID)),
            ("retryable", isRetryable || self.isRetryable ? "true" : "false"),
        ])
    }

    /// What the commands of rotation end with (§7): what the others have for files and keys is a precondition here, and a MAC that does not
    /// fit a conflict.
    var ofRotation: Failure {
        let own: [Int32] = [0, 1, 3, 4, 5, 6, 7, 8, 64, 130, 143]
        return own.contains(exitCode) ? self : exiting(exitCode == 51 ? 4 : 3)
    }

    /// The same, once its report is printed where reports are wanted.
    func reported(_ reporting: ReportingWishes, _ report: (Failure) -> String) throws(Failure) -> Failure {
        guard reporting.isJSON, !isReported else { return self }
        var told = ofRotation
        try System.put(report(told))
        told.isReported = true
        return told
    }
}
