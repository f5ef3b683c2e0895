import AWSSigning
import CredentialRotation
import HTTPTransport
import ObjectStorage
import RotationFiles

extension Failure {
    /// What a back end said about keys, with the exit codes of §7.
    static func of(_ error: AccessKeyError, doing what: String, _ settings: KeyServiceSettings, key: String) -> Failure {
        var failure = words(for: error, doing: what, settings, key: key)
        failure.isRetryable = error.mayPass
        return failure
    }

    private static func words(for error: AccessKeyError, doing what: String, _ settings: KeyServiceSettings, key: String) -> Failure {
        let place = settings.shownEndpoint ?? settings.source.rawValue
        switch error {
        case .notReached(.beyondReach):
            return Failure(
                "RC8512", exit: 6, place + " is plain http on another machine: requests about keys, and answers with secrets, could be read on the way",
                fix: "give an https endpoint; or --insecure-http, where the way is safe")
        case .notReached(let failure), .noAnswer(let failure):
            return Failure(
                "RC8512", exit: 6, place + " was not reached for " + what + (reason(failure).map { ": " + $0 } ?? ""),
                fix: "see that it is there: rcsops probe FILE; then run the same again")
        case .unusableAnswer(let status):
            return Failure(
                "RC8512", exit: 6, place + " gave an answer for " + what + " that can't be used (" + String(status) + ")",
                fix: "check --source and the endpoint: this is not how that back end answers"
                    + (status == 401 || status == 403 ? "; or the key that signs may not do it, and something in between says so in its own words" : ""))
        case .unavailable(let status, let code):
            let told = [status == 0 ? nil : String(status), code].compactMap { $0 }.joined(separator: ", ")
            return Failure("RC8512", exit: 6, place + " can't serve " + what + " now" + (told.isEmpty ? "" : " (" + told + ")"), fix: "try again later")
        case .busy(let code): return Failure("RC8512", exit: 6, place + " is busy (" + code + ")", fix: "try again in a minute")
        case .unknownSigner(let code):
            return Failure(
                "RC8543", exit: 5, place + " does not know the key that signs (" + code + ")",
                fix: "rcsops probe FILE tells more; where another pair signs (--admin-remote), give one that is known there; a key that is gone can't be rotated: make one, and --source manual")
        case .wrongSecret:
            return Failure("RC8543", exit: 5, place + " refuses the signature: the secret in the file is not that of " + key, fix: "rcsops probe FILE tells more")
        case .clockSkew(let seconds):
            return Failure(
                "RC8515", exit: 6, "this machine's clock and the server's differ" + (seconds.map { " by " + String(abs($0)) + " seconds" } ?? ""),
                fix: "set the clock (timedatectl), and run the same again")
        case .denied(let action, _): return .of(RotationStop.Decision.denied(action: action))
        case .limitReached: return .of(RotationStop.limitReached(ids: []))
        case .notFound: return Failure("RC8518", exit: 3, place + " has no such user or key", fix: "name the user by --user")
        case .unsupported(let action):
            let way = switch settings.source {
            // It came with Squid, and is for users of an account.
            case .cephIAM: "this gateway has no IAM for keys, which came with Ceph 19: --source ceph-admin --admin-remote NAME; or --source manual"
            case .command: "have the program do it, which may have no describe alone; or --source manual"
            case .aws, .iam, .seaweedfs, .minio, .cephAdmin, .manual: "choose another --source, or --source manual"
            }
            return Failure("RC8512", exit: 6, place + " has no request for " + action, fix: way)
        case .redirected(let host):
            return Failure("RC8512", exit: 6, place + " sends the request to " + (host ?? "another host") + ", which is not followed", fix: "give that endpoint by --iam-endpoint")
        case .refused(let status, let code):
            return Failure(
                "RC8512", exit: 6, place + " refuses " + what + " (" + String(status) + (code.map { ", " + $0 } ?? "") + ")", fix: "check --source, --user and the endpoint")
        case .unusablePair, .othersPair: return .of(RotationStop.Decision.unusablePair)
        }
    }

    /// Why no answer came, where that helps.
    static func reason(_ failure: HTTPFailure) -> String? {
        switch failure {
        case .nameNotFound: "there is no such name"
        case .nameServiceFailed, .nameTimeout: "no name server answers"
        case .connectionRefused: "nothing listens there"
        case .connectTimeout, .unreachable: "no way leads there"
        case .tls, .tlsTimeout: "its certificate, or TLS with it, failed (--ca-cert FILE trusts another authority)"
        case .plainServer: "it speaks http, not https"
        case .tlsServer: "it speaks https, not http"
        case .proxyRefused, .proxyAuthenticationRequired, .proxyUnreachable: "the proxy lets nothing through"
        case .responseTimeout, .closedEarly: "the answer did not come, or not whole"
        default: nil
        }
    }

    /// Where a rotation stands still. A signal's own exit code is set by the caller.
    static func of(_ stop: RotationStop) -> Failure {
        switch stop {
        case .done, .aborted, .waiting: return Failure("RC8533", exit: 1, "a rotation that stands well was told as a failure", fix: "report it; it should not happen")
        case .decision(let decision): return .of(decision)
        case .remoteUnknown(let error):
            let settings = KeyServiceSettings(source: .iam, endpoint: "the back end", region: nil, partition: nil, storageEndpoint: "", storageRegion: "", allowsHTTP: false)
            return Failure.of(error, doing: "the keys", settings, key: "the key").exiting(6)
        case .limitReached(let ids):
            return Failure(
                "RC8514", exit: 7, "the user has as many keys as it may have" + (ids.isEmpty ? "" : ": " + ids.joined(separator: ", ")),
                fix: "delete the one that nobody uses, and run rcsops credentials rotate again, which does it itself where you name it: --evict ID; where you have the pair of the other one, --adopt takes it over")
        case .conflict(let error): return .of(error)
        case .store(let error): return .of(error)
        case .unconfirmed:
            return Failure(
                "RC8532", exit: 8, "the old pair was not seen rejected: whoever has it may still get in",
                fix: "rcsops credentials resume asks again; where it stays so, look at the back end yourself")
        case .invariant(let name):
            return Failure("RC8533", exit: 1, "a rule that keeps keys safe would be broken (" + name + "), and so nothing more is done", fix: "report it; both keys are as they were")
        case .interrupted:
            return Failure("RC8534", exit: 130, "interrupted; the journal has where it stands", fix: "rcsops credentials resume goes on, abort goes back")
        }
    }

    static func of(_ decision: RotationStop.Decision) -> Failure {
        let onward = "rcsops credentials resume goes on, abort goes back"
        switch decision {
        case .notVerified(let target, _):
            return Failure(
                "RC8520", exit: 5, "the new key is not accepted at " + RotationPlanText.words(for: target), fix: "rcsops credentials resume tries again, abort goes back")
        case .fewerRights(let target):
            return Failure(
                "RC8521", exit: 5, "the new key has fewer rights than the old one at " + RotationPlanText.words(for: target),
                fix: "give the user, or the key, the same rights; then " + onward)
        case .ignoredCreate:
            return Failure(
                "RC8522", exit: 5, "the back end said that it made a key, and does not list it",
                fix: "rcsops credentials abort ends this rotation; identities of a static file (SeaweedFS' -s3.config) can't be rotated: change the file, "
                    + "or make the user by its IAM API")
        case .unusablePair:
            return Failure("RC8522", exit: 5, "the back end made a pair that no rclone.conf can keep", fix: "run the same again: it makes another one")
        case .orphans(let ids):
            return Failure(
                "RC8523", exit: 6, "a key may have been made whose secret nobody has: " + ids.joined(separator: ", "),
                fix: "find out whose it is; rcsops credentials resume --orphan ID deletes it (of ceph-admin takes it over), and --not-orphan ID leaves it as somebody else's")
        case .madeForAnother(let id):
            return Failure(
                "RC8523", exit: 6, "the back end made a key for another user than was asked for, and nobody has its secret: " + id,
                fix: "have it deleted there, by its user's name; rcsops credentials abort ends this rotation. See whether --user, --source and the endpoint are right")
        case .evictionObjected(let id):
            return Failure(
                "RC8514", exit: 7, id + ", which --evict named, was switched on again meanwhile: somebody needs it, and it stays",
                fix: "run rcsops credentials rotate again with --evict of a key that nobody uses; where you have the pair of this one, --adopt takes it over")
        case .denied(let action):
            return Failure(
                "RC8513", exit: 5, "the key that signs may not do " + action,
                fix: "allow it " + action + ", or sign with another pair: --admin-remote NAME. A server that keeps its identities read-only (SeaweedFS' -s3.iam.readOnly) refuses it too")
        case .filesLeft(let written, let count, let places):
            return Failure(
                "RC8524", exit: 5, String(written) + " of " + String(count) + " uses hold the new pair; the old key stays until all do: " + places.joined(separator: ", "),
                fix: "put that right; into files that came later with the old pair, rcsops credentials resume --late-files writes the new one. Then " + onward)
        case .newKeyUsed(let places):
            return Failure(
                "RC8566", exit: 4, "the new key stays, since it stands where this rotation can't take it back: " + places.joined(separator: ", "),
                fix: "have it taken out there; then rcsops credentials resume ends the abort")
        case .blindSpots(let spots):
            return Failure(
                "RC8525", exit: 5, "what can't be looked into may use the old key: " + spots.joined(separator: ", "),
                fix: "look yourself; then rcsops credentials resume --accept-blind-spots, or confirm-retired with it where the key is yours to take away")
        case .stillUsed(let use):
            return Failure(
                "RC8526", exit: 5,
                "the old key was used after the files were changed" + (use.service.map { ", by " + $0 } ?? "") + (use.date.map { " at " + SigningTime($0).internetDate } ?? ""),
                fix: "find who still has it; rcsops credentials resume --force-retire takes it away all the same")
        case .newKeyGone:
            return Failure("RC8527", exit: 5, "the new key is gone, or not accepted any more; the old one stays", fix: "rcsops credentials abort writes the old pair back")
        case .neitherKeyWorks:
            return Failure(
                "RC8565", exit: 5, "neither key is accepted: the new one is gone, and the old one is switched off, or gone too",
                fix: "switch the old key on at the back end, then rcsops credentials abort --rollback-after-deactivate; where it is gone, put a new pair "
                    + "into the files, and rcsops credentials abort --leave-as-is ends the rotation")
        case .pastReturn:
            return Failure("RC8528", exit: 4, "past the point of no return: the old key is being deleted, or is", fix: "rcsops credentials resume ends it")
        case .needsRollbackFlag:
            return Failure(
                "RC8529", exit: 5, "the old key is switched off already: going back switches it on again", fix: "rcsops credentials abort --rollback-after-deactivate")
        case .notPublished(let reason):
            return Failure("RC8530", exit: 5, "the files were not published: " + reason, fix: "put that right; then rcsops credentials resume")
        case .notToRetire:
            return Failure(
                "RC8545", exit: 5, "the old key is not to be taken away by hand, or not yet: the rotation is not so far",
                fix: "rcsops credentials resume goes on; status says what comes next")
        case .manualSteps:
            return Failure(
                "RC8531", exit: 5, "the old key is yours to take away",
                fix: "delete it where it was made; then rcsops credentials confirm-retired FILE REMOTE sees that it is rejected")
        case .notConfirmed:
            return Failure(
                "RC8510", exit: 5, "not confirmed: both keys are valid, and the files hold the new one",
                fix: "rcsops credentials resume --id ID asks again on a terminal, and takes the old one away unasked with --yes; abort goes back")
        case .cannotDeactivate:
            return Failure(
                "RC8560", exit: 5, "the back end can't switch the old key off, which is still valid",
                fix: "for --source command put \"deactivates\": false into the program's file; then rcsops credentials resume --key-command FILE deletes it when its time has come")
        }
    }

    static func of(_ error: RotationDocumentError) -> Failure {
        switch error {
        case .missing(let path, let remote, let candidates):
            return Failure(
                "RC8517", exit: 4, "\"" + path + "\" has no remote [" + remote + "] any more" + (candidates.isEmpty ? "" : "; the same key is in " + candidates.joined(separator: ", ")),
                fix: "put the file, or the remote, back; then rcsops credentials resume goes on, abort goes back")
        case .conflict(let path, let remote):
            return Failure(
                "RC8517", exit: 4, "[" + remote + "] in \"" + path + "\" holds another pair than the rotation's: somebody has changed it, and nothing was overwritten",
                fix: "find out who; rcsops credentials abort deletes the new key")
        case .changing(let path):
            return Failure("RC8517", exit: 4, "\"" + path + "\" was changed again and again while it was to be written", fix: "let the others end; then rcsops credentials resume")
        case .unreadable(let path, let reason):
            return Failure("RC8519", exit: 3, "\"" + path + "\" can't be read: " + reason, fix: "have an identity that opens it; then rcsops credentials resume")
        case .unwritable(let path, let step, let number):
            return Failure(
                "RC8519", exit: 5, "\"" + path + "\" can't be written (" + step + ")" + SystemWords.after(number)
                    // By then it has its name.
                    + (step == "sync the folder" ? "; it may hold the new pair already" : "; it is as it was"),
                fix: "make room, get the right, or let go whoever has it; then rcsops credentials resume")
        case .severalLinks(let path):
            return Failure("RC8519", exit: 3, "\"" + path + "\" has several names (hard links)", fix: "leave it one, or give --break-links; then run the same again")
        case .notPublished(let reason): return .of(RotationStop.Decision.notPublished(reason: reason))
        }
    }

    static func of(_ error: RotationStoreError) -> Failure {
        switch error {
        case .notDurable(let path, let step, let number):
            return Failure(
                "RC8538", exit: 5, "\"" + path + "\" could not be made durable (" + step + ")" + SystemWords.after(number),
                fix: "make room, or get the right to write there; then rcsops credentials resume")
        case .changed(let path):
            return Failure("RC8535", exit: 4, "\"" + path + "\" was written by another rcsops", fix: "let one rotation run at a time; rcsops credentials status shows it")
        case .notEncrypted(let path):
            return Failure("RC8538", exit: 5, "the journal of \"" + path + "\" can't be encrypted for its recipients", fix: "see that each recipient is usable: rcsops key check FILE")
        case .seenByGit(let path, let rule):
            return Failure(
                "RC8538", exit: 3,
                "git add would take in \"" + path + "\", the journal with both secrets"
                    + (rule.map { ", by the rule \"" + $0 + "\"" } ?? ": Git has a file of that name"),
                fix: (rule == nil ? "have Git forget it (git rm --cached)" : "put the line *.rotate-*.json at the end of that file")
                    + " and run the same again; or let Git have it, by --journal-in-git. Nothing was done, and no key made")
        }
    }

    static func of(_ error: RotationFileError) -> Failure {
        switch error {
        case .locked(let path, let pid):
            var failure = Failure(
                "RC8535", exit: 4, "\"" + path + "\" is locked by " + (pid.map { "process " + String($0) } ?? "another rotation"),
                fix: "let it end: rcsops credentials status shows it")
            failure.isRetryable = true
            return failure
        case .malformedJournal(let path):
            return Failure("RC8536", exit: 4, "\"" + path + "\" is no journal of a rotation, or not whole",
                fix: "take it from a backup. Without one: old.id and new.id in it, in clear, name its keys; see by rcsops credentials list which of them "
                    + "the files hold, and by rcsops probe FILE that it works; delete the other one where it was made, then this file")
        case .tamperedJournal(let path):
            return Failure(
                "RC8536", exit: 4, "\"" + path + "\" was changed by hand: its MAC does not fit; nothing was asked or changed",
                fix: "undo the change; sops decrypt --ignore-mac shows what it holds")
        case .closedJournal(let path, let recipients):
            return Failure(
                "RC8540", exit: 4, "no key here opens \"" + path + "\", which is for " + recipients.joined(separator: ", "),
                fix: "use an identity of one of these; rcsops credentials status needs none")
        case .noJournal(let path):
            return Failure("RC8537", exit: 3, "\"" + path + "\" is not there any more", fix: "rcsops credentials status FOLDER shows those that there are")
        case .unreadableJournal(let path, let number):
            return Failure(
                "RC8519", exit: 3, "\"" + path + "\" can't be read" + SystemWords.after(number), fix: "get the right to read it; then run the same again")
        case .unlockable(let path, let number):
            return Failure(
                "RC8519", exit: 3, "the lock \"" + path + "\" can't be taken: " + SystemWords.of(number),
                fix: (SystemWords.isNoRoom(number) ? "make room there" : "get the right to write in that folder") + "; nothing was asked or changed")
        case .git(let reason): return Failure("RC8604", exit: 3, reason, fix: "see what git status says there; git fsck looks at the whole repository")
        }
    }
}
