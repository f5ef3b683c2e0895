import AWSSigning
import Diagnostics
import ObjectStorage

/// The plan as `rcsops-report/1`, with the state `planned`: nothing was done, and there is no journal.
struct RotationPlanReport {
    let plan: RotationPlan
    let masksIDs: Bool

    var json: String {
        JSONList.object([
            ("format", string("rcsops-report/1")), ("rotation_id", "null"), ("journal", "null"), ("state", string("planned")), ("exit", "0"),
            ("source", string(plan.settings.source.rawValue)), ("account", string(plan.owner.account)), ("user", string(plan.user)),
            ("endpoint", string(plan.settings.shownEndpoint)),
            (
                "old",
                JSONList.object([
                    ("id", string(masksIDs ? KeyIDText.masked(plan.pair.id) : plan.pair.id)),
                    ("status", string(plan.oldRecord.map { $0.isActive ? "Active" : "Inactive" })), ("last_used", date(plan.lastUse?.date)),
                ])
            ),
            ("new", "null"),
            (
                "slots",
                plan.keys.map { JSONList.object([("used", String($0.keys.count)), ("limit", plan.traits.limit.map(String.init) ?? "null")]) } ?? "null"
            ),
            (
                "uses",
                JSONList.array(plan.finding.uses.map { use in
                    JSONList.object([("path", string(use.path)), ("remote", string(use.remote)), ("status", string("waiting")), ("sha256_after", "null")])
                })
            ),
            ("blind_spots", JSONList.strings(plan.finding.blindSpots)),
            (
                "verify",
                JSONList.array(plan.targets.map { target in
                    JSONList.object([
                        ("target", string(target.endpoint)), ("address", string(target.address)), ("ok", "false"), ("attempts", "0"), ("seconds", "null"),
                        ("at", "null"), ("request_id", "null"),
                    ])
                })
            ),
            (
                "retire",
                JSONList.object([
                    // As the journal has it: without switching off, the first is when the key may go at all.
                    ("deactivate_not_before", date(plan.deactivation)), ("delete_not_before", plan.traits.canDeactivate ? date(plan.deletion) : "null"),
                    ("rejection", string("pending")),
                ])
            ),
            ("next", JSONList.object([("action", string("rotate")), ("not_before", "null")])), ("commit", "null"),
            ("warnings", JSONList.array(plan.warnings.map { JSONList.object([("code", string($0.code)), ("detail", string($0.detail))]) })),
            ("evicted", "null"),
            ("orphans", "[]"), ("error", "null"), ("steps", JSONList.strings(RotationPlanText(plan: plan, masksIDs: masksIDs).steps)),
            ("permissions", JSONList.strings(plan.settings.source.actions.map { $0 + RotationPlanText.proof(of: $0, plan) })),
        ]) + "\n"
    }

    private func string(_ text: String?) -> String { text.map(FindingText.quoted) ?? "null" }
    private func date(_ seconds: Int64?) -> String { string(seconds.map { SigningTime($0).internetDate }) }
}
