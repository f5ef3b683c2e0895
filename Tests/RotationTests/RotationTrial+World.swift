import CommandDriver
import Foundation

/// What others do to a rotation's files and to its process meanwhile.
extension RotationTrial {
    static func wait(_ words: String, seconds: Double = 60, until isReached: () throws -> Bool) throws {
        let end = Date() + seconds
        while try !isReached() {
            guard Date() < end else { throw CocoaError(.fileReadUnknown, userInfo: ["messages": words]) }
            usleep(50_000)
        }
    }

    /// Until the back end has answered that many requests of a kind, or held them back; the answers may not have come through.
    func waitForRequest(_ action: String, count: Int = 1) throws {
        try Self.wait("no \(action)") { try proxy.requests.count { $0.action == action && ($0.status != nil || $0.fault == "late") } >= count }
    }

    func count(of action: String) throws -> Int { try proxy.requests.count { $0.action == action } }

    /// As the table has it: both keys are there and active.
    func faultsOfBoth() throws -> [String] {
        let keys = try user.keys
        return (keys.filter(\.active).count == 2 && keys.contains { $0.id == user.first.id } ? [] : ["keys: \(keys)"]) + (try faults())
    }

    /// The journal stands there.
    func faults(ofState wanted: String) throws -> [String] { try state == wanted ? [] : ["the journal's state is \(try state ?? "none"), not \(wanted)"] }

    /// The file is as it was, byte for byte.
    func faults(ofBytes before: Data, in file: String? = nil) throws -> [String] {
        try workspace.data(file ?? files[0]) == before ? [] : [(file ?? files[0]) + " has changed"]
    }

    @discardableResult func git(_ arguments: String...) throws -> String { try workspace.git(arguments) }

    /// The files, in a repository with one commit.
    func commitFiles(_ more: String...) throws {
        try git("init", "-q", "-b", "main")
        try git("config", "user.name", "T")
        try git("config", "user.email", "t@example.com")
        for file in files + more { try git("add", file) }
        try git("commit", "-q", "-m", "begin")
    }

    // MARK: A user whom permissions hold

    /// Who runs the tests of permissions: nobody, where the tests are root's, who may write everything.
    static let ordinary = geteuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : []

    /// All that is there becomes that user's.
    func giveAway() throws {
        guard geteuid() == 0 else { return }
        let made = try Program.run(URL(fileURLWithPath: "/usr/bin/chown"), ["-R", "65534:65534", workspace.folder.path], in: workspace.folder)
        guard made.isSuccess else { throw CocoaError(.fileWriteNoPermission, userInfo: ["messages": made.messages]) }
    }

    /// Removes the lock files: from here on a lock keeps nobody out, as on file systems without locks.
    func voidLocks() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path) where name.hasSuffix(".lock") {
            try FileManager.default.removeItem(atPath: workspace.path(name))
        }
    }
}
