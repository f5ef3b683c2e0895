import CredentialRotation
import Diagnostics
import ObjectStorage

/// What was done to the key that --evict names, for whoever has that key. A rotation that goes back, or ends without a new key, leaves it as it
/// is: whether it is needed is for a person to say.
struct EvictedKeyText {
    let journal: RotationJournal
    let masksIDs: Bool

    /// Follows what is said of the rotation; empty where nothing was done to another key.
    var suffix: String {
        guard let evicted = journal.evictedKey else { return "" }
        let id = shown(evicted.id)
        return switch evicted.standing {
        case .deleted: "; " + id + ", which --evict named, was deleted"
        case .off: "; " + id + ", which --evict named, is switched off" + (way(id).map { ", and " + $0 + " switches it on again" } ?? "")
        case .unknown: "; " + id + ", which --evict named, may be switched off or deleted: the back end's list of keys shows it"
        }
    }

    /// The member of the report.
    var json: String {
        guard let evicted = journal.evictedKey else { return "null" }
        let status = switch evicted.standing {
        case .deleted: "\"Deleted\""
        case .off: "\"Inactive\""
        case .unknown: "null"
        }
        return JSONList.object([("id", FindingText.quoted(shown(evicted.id))), ("status", status)])
    }

    private func shown(_ id: String) -> String { masksIDs ? KeyIDText.masked(id) : System.printable(id) }

    /// The command by which a person switches the key on; nil of a back end that switches none off.
    private func way(_ id: String) -> String? {
        switch KeySource(rawValue: journal.source) {
        case .aws: amazons(id, at: journal.endpoint.flatMap { isAmazons($0) ? nil : $0 })
        case .iam, .seaweedfs, .cephIAM: amazons(id, at: journal.endpoint)
        case .minio: "mc admin user svcacct enable ALIAS " + id
        case .command: ((journal.settings?.program?.argv ?? ["the program"]) + ["activate", id]).joined(separator: " ")
        case .cephAdmin, .manual, nil: nil
        }
    }

    private func amazons(_ id: String, at endpoint: String?) -> String {
        "aws iam update-access-key" + (endpoint.map { " --endpoint-url " + $0 } ?? "") + (journal.user.map { " --user-name " + $0 } ?? "") + " --access-key-id " + id
            + " --status Active"
    }

    private func isAmazons(_ endpoint: String) -> Bool {
        let host = ProviderAdvice.host(of: endpoint)
        return AWSPartition.domains.contains { host.hasSuffix("." + $0) }
    }
}
