import AWSSigning
import AgeEncryption
import CommandDriver
import CredentialRotation
import Cryptography
import EncryptedFiles
import Foundation
import MasterKeys
import RotationFiles
import SecretMemory
import SopsDocument
import Testing

/// A workspace with what the room needs to work in it.
final class RotationDesk: Sendable {
    nonisolated(unsafe) let workspace: Workspace
    let access: PairDocument.Access
    static let oldPair = ("AKIAINVENTED00000000", "TOPSECRET#with;marks")
    static let newID = "AKIANEWNEWNEWNEW0000"
    static let newSecret = "new/secret+of=40&amp;characters0123456789"

    /// Of a rotation of its encrypted file.
    var place: LiveRotationStore.Place {
        let document = workspace.path("rclone.enc.ini")
        return LiveRotationStore.Place(document: document, oldID: Self.oldPair.0, recipients: .document(path: document), stateFolder: workspace.path("state"))
    }

    init() throws {
        let workspace = try Workspace()
        self.workspace = workspace
        access = Self.access(to: workspace.path("key.txt"))
    }

    static func access(to keyFile: String) -> PairDocument.Access {
        let keys = MasterKeyAccess(age: AgeKeyReader(), pgp: PGPKeys(environment: { _ in nil }), now: { Int64(time(nil)) })
        let identities = IdentitySources(
            environment: { $0 == "SOPS_AGE_KEY_FILE" ? keyFile : nil }, secretEnvironment: { _, _ in nil }, keys: keys)
        let effects = Effects(now: { Int64(time(nil)) }, fill: { SecureRandom.fill($0) }, keys: keys)
        return PairDocument.Access(identities: identities, effects: effects)
    }

    func documents(_ change: (inout PairDocument.Access) -> Void = { _ in }) -> LiveRotationDocuments {
        var access = access
        change(&access)
        return LiveRotationDocuments(
            folder: workspace.folder.path, access: access, ids: [Self.oldPair.0, Self.newID], search: { _ in FoundUses() }, publication: { _ in nil })
    }

    func use(_ path: String = "rclone.enc.ini", _ remote: String = "source") -> RotationUse { RotationUse(path: path, remote: remote, hashBefore: "") }

    static func pair(_ id: String = newID, _ secret: String = newSecret) -> AWSCredentials {
        AWSCredentials(accessKeyID: id, secretAccessKey: SecretBytes(copying: Array(secret.utf8)))
    }

    static var old: AWSCredentials { pair(oldPair.0, oldPair.1) }

    /// The names in the workspace that are not there from its beginning.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path).filter { $0 != "key.txt" && $0 != "rclone.conf" }.sorted()
    }

    func lines(_ name: String) throws -> [String] { try workspace.text(name).components(separatedBy: "\n") }

    /// The lines of the first that differ from the second's at their places; nil when they have not as many.
    static func changed(_ before: [String], _ after: [String]) -> [String]? {
        before.count == after.count ? zip(before, after).filter { $0 != $1 }.map(\.1) : nil
    }

    /// What the real sops decrypts it to.
    func sopsDecrypted(_ name: String) throws -> String {
        let run = try workspace.peer("sops", "decrypt", name)
        #expect(run.isSuccess, "\(run.messages)")
        return run.text
    }

    func rcsopsDecrypted(_ name: String) throws -> String {
        let run = try workspace.rcsops("decrypt", name)
        #expect(run.isSuccess, "\(run.messages)")
        return run.text
    }
}
