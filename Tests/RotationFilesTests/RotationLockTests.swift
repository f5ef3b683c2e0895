import CommandDriver
import Foundation
import Glibc
import RotationFiles
import Testing

@Suite struct RotationLockTests {
    private let desk: RotationDesk
    private var path: String { desk.workspace.folder.resolvingSymlinksInPath().path + "/rclone.conf" }

    init() throws { desk = try RotationDesk() }

    @Test("a second rotation is told who holds the lock, and gets it when that ends")
    func held() throws {
        var first: RotationLock? = try RotationLock([path])
        #expect(throws: RotationFileError.locked(path: path, pid: getpid())) { _ = try RotationLock([path]) }
        withExtendedLifetime(first) {}
        first = nil
        #expect(throws: Never.self) { _ = try RotationLock([path]) }
        var status = stat()
        #expect(stat(path + ".lock", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("a rotation that shares one file gets none of the others")
    func shared() throws {
        for name in ["a", "b", "c"] { try desk.workspace.put("", name) }
        let paths = ["a", "b", "c"].map { desk.workspace.path($0) }
        let first = try RotationLock([paths[2], paths[1]])
        #expect(throws: RotationFileError.self) { _ = try RotationLock([paths[0], paths[1]]) }
        // What it had taken is free again.
        #expect(throws: Never.self) { _ = try RotationLock([paths[0]]) }
        #expect(first.paths.map { URL(fileURLWithPath: $0).lastPathComponent } == ["b", "c"])
    }

    @Test("a document whose folder is gone has no lock, and keeps nobody from the others")
    func noFolder() throws {
        let lock = try RotationLock([path, desk.workspace.path("gone/rclone.conf"), path + "/below.conf"])
        #expect(lock.paths.count == 3)
        #expect(throws: RotationFileError.self) { _ = try RotationLock([path]) }
    }

    @Test("a lock of another process counts, and ends with it")
    func otherProcess() throws {
        let script = "import fcntl,os,sys; f=open(sys.argv[1],'w'); fcntl.flock(f,fcntl.LOCK_EX); f.write(str(os.getpid())); f.flush(); open(sys.argv[1]+'.ready','w'); sys.stdin.read()"
        let pipe = Pipe()
        let child = try StartedProgram(
            URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script, path + ".lock"], environment: ["PATH": "/usr/bin:/bin"], folder: desk.workspace.folder,
            input: pipe.fileHandleForReading.fileDescriptor, output: STDOUT_FILENO, errors: STDERR_FILENO)
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: path + ".lock.ready") { usleep(10_000) }
        let error = #expect(throws: RotationFileError.self) { _ = try RotationLock([path]) }
        guard case .locked(_, let pid) = error else { throw try #require(error) }
        #expect(pid != nil && pid != getpid())
        try pipe.fileHandleForWriting.close()
        _ = child.wait(seconds: 10)
        #expect(throws: Never.self) { _ = try RotationLock([path]) }
    }

    @Test("a link in the place of a lock is not followed")
    func link() throws {
        try FileManager.default.createSymbolicLink(atPath: path + ".lock", withDestinationPath: "rclone.conf")
        #expect(throws: RotationFileError.unlockable(path: path + ".lock", errorNumber: ELOOP)) { _ = try RotationLock([path]) }
        #expect(try desk.workspace.text("rclone.conf") == Workspace.config)
    }
}
