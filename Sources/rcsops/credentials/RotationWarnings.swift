import CredentialRotation

/// What a plan warns of.
enum RotationWarnings {
    /// Of files outside of Git.
    static let unscanned = "not_scanned"

    /// Of files that get the new pair and stay out of the commit.
    static let uncommitted = "not_committed"

    static func of(_ plan: RotationPlan) -> [RotationPlan.Warning] {
        var warnings: [RotationPlan.Warning] = []
        func warn(_ code: String, _ detail: String) { warnings.append(RotationPlan.Warning(code: code, detail: detail)) }
        if !plan.finding.blindSpots.isEmpty, !plan.wishes.acceptsBlindSpots {
            warn("blind_spot", "the old key is not taken away before --accept-blind-spots says that you have looked there yourself")
        }
        if !plan.finding.unscanned.isEmpty {
            warn(
                unscanned,
                "no Git tree is around " + plan.finding.unscanned.joined(separator: ", ")
                    + ": only the files that were named were looked at for other uses of the key; --scan FOLDER looks further")
        }
        if plan.wishes.writing.commits {
            let left = try? RotationCommit.leftOut(of: plan.finding.uses.map(\.real), named: plan.wishes.named(with: plan.pair.file))
            for use in plan.finding.uses where left?.contains(use.real) == true {
                warn(uncommitted, use.path + " is not in Git: it gets the new pair, and does not come into the commit, unless you name it too")
            }
        }
        for copy in plan.finding.staleCopies { warn("stale_copy", copy + " has the key's id with another secret, and is left as it is") }
        for other in plan.finding.otherEndpoints {
            warn("other_endpoint", other + " has the key's id with another secret at another endpoint, and is taken for another key")
        }
        if plan.settings.source == .minio {
            warn("experimental", "MinIO's API was not tried against a real server")
            // Nothing tells whether the old one has such a policy, but for an answer that is sealed with Argon2id.
            warn("user_rights", "the new key may do all that its user may: a policy that the old service account has of its own is not carried over")
        }
        if !plan.traits.canList, plan.settings.source != .manual { warn("no_list", "the back end lists no keys: one whose answer is lost is not found") }
        for (action, isAllowed) in plan.judgement.sorted(by: { $0.key < $1.key }) where !isAllowed {
            warn("denied", "by the policies of the user it may not do " + action + ", which the rotation needs")
        }
        warnings += RecipientDifference.warnings(of: plan.finding.uses)
        if let record = plan.oldRecord, !record.isActive { warn("inactive", "the old key is switched off already") }
        if plan.wishes.isImmediate { warn("immediate", "whoever has the old key in memory fails at once") }
        if plan.targets.contains(where: { $0.endpoint.hasPrefix("http://") }) { warn("plain_http", "requests go over plain http") }
        return warnings
    }

    /// What an abort does to others; nil where the new pair was in no file that they may have had.
    static func ofReturn(from journal: RotationJournal) -> RotationPlan.Warning? {
        switch journal.state {
        case .written, .committed, .grace, .deactivated:
            RotationPlan.Warning(
                code: "new_pair_in_use",
                detail: "who has fetched or deployed the files since they were written uses the new pair, and fails once it is deleted: "
                    + "deploy the files again when the old pair is back in them")
        case .planned, .creating, .created, .verified, .writing, .deleting, .deleted, .done, .aborted: nil
        }
    }
}
