import AWSSigning
import CredentialRotation
import ObjectStorage
import RotationFiles

/// Whether a user has room for a new key; which of its keys may go is for a person to say, and only as far as nobody needs it (spec of
/// rotation, §1a).
struct RotationRoom {
    let plan: RotationPlan
    let facts: RotationSurvey.Facts
    /// Another pair that signs; nil where the rotated one does.
    let administrator: AWSCredentials?

    /// An active key that was used since is one that somebody needs.
    private static let lateUse: Int64 = 30 * 86_400

    /// - Parameter pair: The one that is to be taken over (`--adopt`), where it was given already.
    func check(bringing pair: AWSCredentials?) throws(Failure) {
        guard !plan.wishes.givesGraceInactive || plan.wishes.graceInactive == 0 || plan.traits.canDeactivate else {
            throw Failure(
                "RC8511", exit: 64, plan.settings.source.rawValue + " switches no key off here, and there is no time for --grace-inactive",
                fix: "leave it out: the old key stays valid for the time of --grace, and is deleted then")
        }
        if plan.wishes.adopts { return try checkAdopted(pair) }
        if let evicted = plan.wishes.evicted { return try checkEvicted(evicted) }
        guard let limit = plan.traits.limit, let keys = plan.keys?.keys, keys.count >= limit else { return }
        throw Failure.of(RotationStop.limitReached(ids: keys.map(told)))
    }

    private func told(_ key: AccessKeyRecord) -> String {
        let use = key.id == plan.pair.id ? plan.lastUse : facts.others.first { $0.id == key.id }?.use
        let age = key.created.map { ", " + String(max(0, plan.clock - $0) / 86_400) + " days old" } ?? ""
        return key.id + " (" + (key.isActive ? "active" : "inactive") + age + (use?.date.map { ", last used " + SigningTime($0).internetDate } ?? "")
            + (key.id == plan.pair.id ? ", in " + plan.pair.file : "") + ")"
    }

    // MARK: --evict

    private func checkEvicted(_ id: String) throws(Failure) {
        guard id != plan.pair.id else {
            throw Failure("RC8511", exit: 64, "--evict names the key that is rotated", fix: "name the other one; it goes by itself when its time has come")
        }
        guard id != administrator?.accessKeyID else {
            throw Failure(
                "RC8511", exit: 64, "--evict names " + id + ", the key that signs" + (plan.wishes.signer.adminRemote.map { " (--admin-remote " + $0 + ")" } ?? ""),
                fix: "name a key that nobody uses, or sign with another pair")
        }
        guard plan.wishes.evictWait == 0 || plan.traits.canDeactivate else {
            throw Failure(
                "RC8511", exit: 64, plan.settings.source.rawValue + " switches no key off here, and a wait by --evict-wait would show nobody who needs it",
                fix: "ask around yourself; then leave --evict-wait out, and the key is deleted at once")
        }
        guard let keys = plan.keys?.keys else {
            throw Failure("RC8511", exit: 64, "--evict needs a back end that lists keys", fix: "delete that key yourself, and leave --evict out")
        }
        // Where the limit is not known, the back end tells of it only when a key is made.
        if let limit = plan.traits.limit, keys.count < limit {
            throw Failure("RC8511", exit: 64, "there is room for a new key, and nothing has to make way for it", fix: "leave --evict out; delete a key that nobody uses yourself")
        }
        guard let key = keys.first(where: { $0.id == id }) else {
            throw Failure("RC8514", exit: 7, "the user has no key " + id + " that --evict could take away", fix: "--dry-run without it lists the keys: " + keys.map(told).joined(separator: ", "))
        }
        try checkUnused(id)
        guard key.isActive, !plan.wishes.evictsActive else { return }
        let use = facts.others.first { $0.id == id }?.use
        guard let use, plan.traits.tellsLastUse else {
            throw Failure(
                "RC8514", exit: 7, id + " is active, and when it was used is not known",
                fix: "find out who has it; then --evict-active, perhaps with --evict-wait 24h, in which it is only switched off")
        }
        guard let date = use.date, plan.clock - date <= Self.lateUse else { return }
        throw Failure(
            "RC8514", exit: 7, id + " is active and was used at " + SigningTime(date).internetDate + (use.service.map { " by " + $0 } ?? ""),
            fix: "find out who has it; then --evict-active, perhaps with --evict-wait 24h, in which it is only switched off")
    }

    /// In no file that a rotation looks into, at whatever endpoint and with whatever secret: deleting is for good.
    private func checkUnused(_ id: String) throws(Failure) {
        let wishes = plan.wishes
        let files = ([plan.pair.file] + wishes.files).reduce(into: [String]()) { files, file in if !files.contains(file) { files.append(file) } }
        let found = try KeySearchPlaces(files: files, alone: wishes.signer.files, scanned: wishes.scanned, untracked: wishes.scansUntracked)
            .uses(of: KeyUseSearch.Key(id: id), access: RotationBench.access(wishes.writing))
        let uses = (found.uses + found.staleCopies + found.otherEndpoints).map { $0.path + ": [" + $0.remote + "]" }
        guard uses.isEmpty else {
            throw Failure("RC8514", exit: 7, id + " is used in " + uses.joined(separator: ", "), fix: "rotate that remote first, or name a key that nobody uses")
        }
        let spots = found.blindSpots.filter { $0.namesKey || !wishes.acceptsBlindSpots }
        guard spots.isEmpty else {
            throw Failure(
                "RC8514", exit: 7, id + " may be used where nobody could look, or stands there: " + spots.map(\.text).joined(separator: ", "),
                fix: spots.contains(where: \.namesKey) ? "name a key that nobody uses" : "look yourself; then --accept-blind-spots")
        }
    }

    // MARK: --adopt

    private func checkAdopted(_ pair: AWSCredentials?) throws(Failure) {
        guard let keys = plan.keys?.keys else {
            throw Failure(
                "RC8546", exit: 64, plan.settings.source.rawValue + " lists no keys, and so none of them can be taken over",
                fix: "--source manual takes a pair that you have, and leaves the old key to you")
        }
        guard let pair else { return }
        guard let key = keys.first(where: { $0.id == pair.accessKeyID }) else {
            throw Failure("RC8546", exit: 3, pair.accessKeyID + " is none of the user's keys", fix: "it has " + keys.map(told).joined(separator: ", "))
        }
        guard key.isActive else { throw Failure("RC8546", exit: 3, pair.accessKeyID + " is switched off", fix: "switch it on, or give another pair") }
    }
}
