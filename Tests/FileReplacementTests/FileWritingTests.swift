import Foundation
import Testing
import SecretMemory
import FileReplacement

@Suite struct FileWritingTests {
    let folder: URL
    let arena = SecretArena()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    private func put(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
    private func text(_ name: String) throws -> String { try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) }
    private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? [] }

    @Test func aNewFileIsReadableByItsOwnerOnly() throws {
        try FileWriting.replace(path("new"), with: arena.store(Array("secret".utf8)))
        #expect(try text("new") == "secret")
        let mode = try FileManager.default.attributesOfItem(atPath: path("new"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(names == ["new"])
    }

    @Test func anExistingFileKeepsItsMode() throws {
        try put("old", "kept")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path("kept"))
        try FileWriting.replace(path("kept"), with: arena.store(Array("new".utf8)))
        #expect(try FileManager.default.attributesOfItem(atPath: path("kept"))[.posixPermissions] as? Int == 0o640)
        #expect(try text("kept") == "new")
    }

    @Test func aSymbolicLinkStaysAndItsTargetIsReplaced() throws {
        try put("old", "target")
        try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: "target")
        try FileWriting.replace(path("link"), with: arena.store(Array("new".utf8)))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path("link")) == "target")
        #expect(try text("target") == "new")
    }

    @Test func aFileWithTwoNamesIsRefused() throws {
        try put("old", "one")
        try FileManager.default.linkItem(atPath: path("one"), toPath: path("two"))
        #expect(throws: FileError.severalHardLinks(path: path("one"), count: 2)) {
            try FileWriting.replace(path("one"), with: arena.store(Array("new".utf8)))
        }
        #expect(try text("one") == "old")
    }

    @Test func aMissingFolderIsAnErrorThatNamesThePath() {
        #expect(throws: FileError.self) { try FileWriting.replace(path("none/file"), with: arena.store([1])) }
    }

    @Test func readingSaysMissingAndFolderApart() {
        #expect(throws: FileError.notFound(path: path("nothing"))) { _ = try FileReading.read(path("nothing"), into: arena) }
        #expect(throws: FileError.isFolder(path: folder.path)) { _ = try FileReading.read(folder.path, into: arena) }
    }
}
