import AWSSigning
import ObjectStorage

/// The plan for people, in its fixed order (spec of rotation, §7).
struct RotationPlanText {
    let plan: RotationPlan
    let masksIDs: Bool

    func id(_ id: String) -> String { masksIDs ? KeyIDText.masked(id) : System.printable(id) }

    var text: String {
        var lines: [String] = []
        func line(_ name: String, _ value: String) { lines.append(name + String(repeating: " ", count: max(1, 14 - name.count)) + value) }
        line("identity", plan.owner.arn ?? plan.user ?? "not told by the back end")
        line("source", plan.settings.source.rawValue + (plan.settings.shownEndpoint.map { " at " + $0 } ?? ""))
        line("old key", oldKey)
        line("slots", slots)
        for (place, use) in plan.finding.uses.enumerated() { line(place == 0 ? "uses" : "", use.path + ": " + use.remote) }
        if plan.finding.blindSpots.isEmpty { line("blind spots", "none") }
        for (place, spot) in plan.finding.blindSpots.enumerated() { line(place == 0 ? "blind spots" : "", spot) }
        for (place, target) in plan.targets.enumerated() { line(place == 0 ? "verify at" : "", Self.words(for: target)) }
        for (place, step) in steps.enumerated() { line(place == 0 ? "steps" : "", String(place + 1) + ". " + step) }
        if plan.settings.source.actions.isEmpty { line("permissions", "none of a back end that rcsops knows") }
        for (place, action) in plan.settings.source.actions.enumerated() { line(place == 0 ? "permissions" : "", action + Self.proof(of: action, plan)) }
        if plan.warnings.isEmpty { line("warnings", "none") }
        for (place, warning) in plan.warnings.enumerated() { line(place == 0 ? "warnings" : "", warning.detail) }
        return lines.map { System.printable($0) + "\n" }.joined()
    }

    static func words(for target: VerificationTarget) -> String {
        target.endpoint + (target.address.map { " (" + $0 + ")" } ?? "") + ", region " + target.region + (target.bucket.map { ", bucket " + $0 } ?? "")
    }

    private var oldKey: String {
        var text = id(plan.pair.id)
        text += plan.age.map { ", " + String($0 / 86_400) + " days old" } ?? ", age not known"
        if let remark = plan.creation?.remark { text += " " + remark }
        if let record = plan.oldRecord, !record.isActive { text += ", inactive" }
        guard plan.traits.tellsLastUse, let use = plan.lastUse else { return text + ", last use not known" }
        guard let date = use.date else { return text + ", never used as far as the back end knows" }
        return text + ", last used " + SigningTime(date).internetDate + (use.service.map { " by " + $0 } ?? "")
    }

    private var slots: String {
        guard let keys = plan.keys?.keys else { return "not listed" }
        return String(keys.count) + "/" + (plan.traits.limit.map(String.init) ?? "no limit known")
    }

    /// Every call and every file, with its date.
    var steps: [String] {
        let source = plan.settings.source
        let old = id(plan.pair.id)
        let user = plan.user.map { " for " + $0 } ?? ""
        var steps: [String] = []
        steps.append("write the journal, encrypted, beside " + (plan.finding.uses.first?.path ?? plan.pair.file))
        if let evicted = plan.wishes.evicted {
            let wait = plan.wishes.evictWait > 0 ? ", wait " + TimeSpan.text(plan.wishes.evictWait) + "," : ""
            steps.append((plan.traits.canDeactivate ? "deactivate" + wait + " and " : "") + "delete " + id(evicted) + ", which --evict names")
        }
        switch source {
        case _ where plan.wishes.adopts: steps.append("keep the pair that you give, of a key that the user has already")
        case .manual: steps.append("keep the pair that you give")
        case .command: steps.append("run the program: create")
        case .minio: steps.append("make a pair, keep it in the journal, and send it: add-service-account" + user)
        case .cephAdmin: steps.append("PUT /admin/user?key" + user)
        case .aws, .iam, .seaweedfs, .cephIAM: steps.append("CreateAccessKey" + user)
        }
        steps.append(
            "try the new key, signed requests at " + String(plan.targets.count) + (plan.targets.count == 1 ? " place" : " places") + ", for "
                + TimeSpan.text(Int64(plan.traits.verifySeconds)) + " at most, until two in a row work")
        for use in plan.finding.uses {
            steps.append("write two values of " + use.remote + " into " + use.path + (plan.wishes.writing.rotatesDataKey ? ", with a new data key" : ""))
        }
        if plan.wishes.writing.commits { steps.append("commit these files alone") }
        if !plan.wishes.writing.render.isEmpty { steps.append("run " + plan.wishes.writing.render.joined(separator: " ")) }
        if source.isManual {
            steps.append("from " + date(plan.deactivation) + " you take " + old + " away, and rcsops credentials confirm-retired shows that it is rejected")
            return steps
        }
        if plan.traits.canDeactivate { steps.append("deactivate " + old + ", not before " + date(plan.deactivation) + ", and see it rejected") }
        steps.append("delete " + old + ", not before " + date(plan.traits.canDeactivate ? plan.deletion : plan.deactivation) + ", and see it rejected")
        return steps
    }

    private func date(_ seconds: Int64) -> String { SigningTime(seconds).internetDate }

    /// A list that was answered proves the right to list; the others show themselves when they are used.
    static func proof(of action: String, _ plan: RotationPlan) -> String {
        let isProven = plan.keys != nil && (action.hasSuffix("ListAccessKeys") || action == "caps users=read")
            || plan.lastUse != nil && action.hasSuffix("GetAccessKeyLastUsed")
        if isProven { return " (proven)" }
        return switch plan.judgement[action] {
        case true?: " (allowed by the policies)"
        case false?: " (denied by the policies)"
        case nil: " (not proven)"
        }
    }
}

/// Ids of keys, which are no secrets, where somebody wants less of them shown.
enum KeyIDText {
    /// The first and last four characters; nothing of one that this would show most of.
    static func masked(_ id: String) -> String {
        id.utf8.count >= 12 ? System.printable(String(id.prefix(4)) + "…" + String(id.suffix(4))) : "…"
    }
}

extension Failure {
    /// The same, with these ids in it masked; for the ways that go past what masks each id where it is shown.
    func masking(_ ids: [String]) -> Failure {
        var result = self
        for id in ids where !id.isEmpty {
            result.cause = result.cause.replacing(id, with: KeyIDText.masked(id))
            result.fix = result.fix.replacing(id, with: KeyIDText.masked(id))
        }
        return result
    }
}
