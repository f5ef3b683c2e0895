import FileReplacement
import Foundation
import SecretMemory
import Testing

/// Folders for other programs, and the FIFO in them.
@Suite struct MemoryFolderTests {
    private let arena = SecretArena()

    private func folder() throws -> MemoryFolder {
        try MemoryFolder(in: ["/nonexistent", "/dev/shm"], else: FileManager.default.temporaryDirectory.path)
    }

    @Test("a folder goes with all that is below it, and a link out of it leads nowhere")
    func removal() throws {
        let outside = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: outside, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: outside) }
        try Data("kept".utf8).write(to: outside.appendingPathComponent("file"))
        let made = try folder()
        let path = made.path
        try made.write(arena.store(Array("secret".utf8)), as: "a")
        try FileManager.default.createDirectory(atPath: path + "/b/c", withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(fileURLWithPath: path + "/b/c/d"))
        try FileManager.default.createSymbolicLink(atPath: path + "/b/link", withDestinationPath: outside.path)
        _ = consume made
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try Data(contentsOf: outside.appendingPathComponent("file")) == Data("kept".utf8))
    }

    @Test("one folder is made, in the first place that is memory")
    func places() throws {
        let memory = "/dev/shm/test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: memory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: memory) }
        let made = try MemoryFolder(in: ["/nonexistent", memory, "/dev/shm"], else: "/nonexistent")
        #expect(made.isMemory && made.path.hasPrefix(memory + "/"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: memory).count == 1)
        _ = consume made
        #expect(try FileManager.default.contentsOfDirectory(atPath: memory).isEmpty)
    }

    @Test("a folder that is kept stays")
    func keeping() throws {
        var made = try folder()
        let path = made.path
        made.isKept = true
        _ = consume made
        #expect(FileManager.default.fileExists(atPath: path))
        try FileManager.default.removeItem(atPath: path)
    }

    @Test("without memory it lies elsewhere, and says so")
    func elsewhere() throws {
        let made = try MemoryFolder(in: ["/nonexistent"], else: FileManager.default.temporaryDirectory.path)
        #expect(made.path.hasPrefix(FileManager.default.temporaryDirectory.path))
        #expect(throws: FileError.self) { _ = try MemoryFolder(in: [], else: "/nonexistent").path }
    }

    @Test("a FIFO gives its reader all, once", arguments: [0, 5, 4096, 65536, 65537, 1 << 20])
    func reading(_ count: Int) throws {
        let made = try folder()
        try made.makePipe("pipe")
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let writer = try PipeWriter(made.path(of: "pipe"), writing: arena.store(bytes))
        let reader = try FileHandle(forReadingFrom: URL(fileURLWithPath: made.path(of: "pipe")))
        #expect(try reader.readToEnd() ?? Data() == Data(bytes))
        writer.abandon()
        writer.abandon()
    }

    @Test("a FIFO that nobody reads, or not to its end, or that is gone, holds nobody up")
    func abandoning() throws {
        let made = try folder()
        let path = made.path(of: "pipe")
        try made.makePipe("pipe")
        let large = arena.store([UInt8](repeating: 7, count: 1 << 20))
        try PipeWriter(path, writing: large).abandon()

        let writer = try PipeWriter(path, writing: large)
        let reader = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        #expect(try reader.read(upToCount: 10)?.count == 10)
        writer.abandon()
        try reader.close()

        let lost = try PipeWriter(path, writing: large)
        try FileManager.default.removeItem(atPath: path)
        lost.abandon()
    }
}
