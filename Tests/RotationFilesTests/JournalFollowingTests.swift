import CommandDriver
import CredentialRotation
import Foundation
import RotationFiles
import Testing

/// What the commands that change a document's keys do with the journal beside it.
@Suite struct JournalFollowingTests {
    private let desk: RotationDesk
    private let place: LiveRotationStore.Place
    private let other: String

    init() throws {
        desk = try RotationDesk()
        other = try desk.workspace.rcsops("key", "generate", "--output", "other.txt").text.trimmingCharacters(in: .newlines)
        try desk.workspace.put(Workspace.config, "rclone.conf")
        let made = try desk.workspace.rcsops("encrypt", "--age", desk.workspace.recipient + "," + other, "--output", "rclone.enc.ini", "rclone.conf")
        #expect(made.isSuccess, "\(made.messages)")
        place = desk.place
        try LiveRotationStore(new: place, effects: desk.access.effects).save(SampleJournal.full, SampleJournal.secrets)
        try desk.workspace.put("creation_rules:\n  - age: " + desk.workspace.recipient + "\n", ".sops.yaml")
    }

    private func opens(_ key: String) -> Bool {
        let access = RotationDesk.access(to: desk.workspace.path(key))
        return (try? LiveRotationStore.open(place, identities: access.identities, effects: access.effects)) != nil
    }

    private static let commands = [
        ["updatekeys", "--yes", "rclone.enc.ini"], ["updatekeys", "--yes", "."], ["rotate", "-i", "--rm-age", "OTHER", "rclone.enc.ini"],
        ["recipients", "remove", "OTHER", "rclone.enc.ini", "--yes"], ["recipients", "remove", "OTHER", ".", "--yes"],
    ]

    private func run(_ command: [String], as name: String = "rcsops") throws -> Outcome {
        let words = command.map { $0 == "OTHER" ? other : $0 }
        if name == "sops" { return try SopsTool.rcsops.run(words, in: desk.workspace) }
        return try desk.workspace.rcsops(words)
    }

    @Test("who loses the document loses the journal too", arguments: commands, ["rcsops", "sops"])
    func follows(command: [String], name: String) throws {
        guard name == "rcsops" || command.last != "." && command[0] != "recipients" else { return }
        #expect(opens("key.txt") && opens("other.txt"))
        let before = try Data(contentsOf: URL(fileURLWithPath: place.path))
        let done = try run(command, as: name)
        #expect(done.isSuccess, "\(done.messages)")
        #expect(opens("key.txt") && !opens("other.txt"))
        #expect(try !desk.workspace.rcsops("decrypt", "rclone.enc.ini", environment: ["SOPS_AGE_KEY_FILE": desk.workspace.path("other.txt")]).isSuccess)
        // Another data key: who has kept the former one opens nothing new.
        func secrets(_ data: Data) -> Set<String> { Set(String(decoding: data, as: UTF8.self).components(separatedBy: "\n").filter { $0.contains("secret_access_key") }) }
        #expect(secrets(before).isDisjoint(with: secrets(try Data(contentsOf: URL(fileURLWithPath: place.path)))))
    }

    @Test("a rotation that runs keeps its document's keys as they are", arguments: commands)
    func locked(command: [String]) throws {
        let lock = try RotationLock([desk.workspace.path("rclone.enc.ini")])
        let before = try desk.workspace.data("rclone.enc.ini")
        let done = try run(command)
        #expect(done.code == 4 && done.messages.contains("RC6440"), "\(done.messages)")
        #expect(try desk.workspace.data("rclone.enc.ini") == before && opens("other.txt"))
        withExtendedLifetime(lock) {}
    }

    @Test("a journal that does not fit its MAC stops the change of keys", arguments: commands)
    func tampered(command: [String]) throws {
        try desk.workspace.put(
            try String(contentsOfFile: place.path, encoding: .utf8).replacingOccurrences(of: "\"pid\": 4711", with: "\"pid\": 4712"),
            URL(fileURLWithPath: place.path).lastPathComponent)
        let before = try desk.workspace.data("rclone.enc.ini")
        let done = try run(command)
        #expect(done.code == 4 && done.messages.contains("RC6441"), "\(done.messages)")
        #expect(try desk.workspace.data("rclone.enc.ini") == before)
    }

    private static let points = FaultPoint.allCases.filter { $0.rawValue.hasPrefix("journal.") }

    @Test("the program fails, or is killed, at each point of saving: nothing is lost, and the next run gets through", arguments: points, ["kill", "eio", "enospc"])
    func program(point: FaultPoint, kind: String) throws {
        var environment = desk.workspace.identity
        environment["RCSOPS_FAULT"] = point.rawValue + "@1:" + kind
        let before = try desk.workspace.data("rclone.enc.ini")
        let failed = try desk.workspace.rcsops(Self.commands[0], environment: environment)
        #expect(kind == "kill" ? failed.ending == .signal && failed.code == 9 : failed.code == 4, "\(failed.messages)")
        // The document comes after its journal.
        #expect(try desk.workspace.data("rclone.enc.ini") == before && opens("key.txt"))
        let done = try run(Self.commands[0])
        #expect(done.isSuccess, "\(done.messages)")
        #expect(opens("key.txt") && !opens("other.txt"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: desk.workspace.folder.path).filter { $0.contains(".rcsops-") }.isEmpty)
    }

    @Test("a journal whose document is plain goes by itself, and neither it nor its document is taken from who asks")
    func plainDocument() throws {
        try desk.workspace.put(Workspace.config, "rclone.enc.ini")
        let refused = try desk.workspace.rcsops("recipients", "remove", desk.workspace.recipient, ".", "--yes")
        #expect(refused.code == 3 && refused.messages.contains("RC8617"), "\(refused.messages)")
        #expect(opens("key.txt") && opens("other.txt"))
        let done = try desk.workspace.rcsops("recipients", "remove", other, ".", "--yes")
        #expect(done.isSuccess && done.text.contains("a rotation's journal"), "\(done.messages)")
        #expect(opens("key.txt") && !opens("other.txt"))
        let again = try desk.workspace.rcsops("recipients", "add", other, ".", "--yes")
        #expect(again.isSuccess && opens("other.txt"), "\(again.messages)")
    }

    @Test("a document that is named by a link, and found twice, has its journal done once")
    func linked() throws {
        try FileManager.default.createDirectory(atPath: desk.workspace.path("far"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: desk.workspace.path("far/link.ini"), withDestinationPath: "../rclone.enc.ini")
        let done = try desk.workspace.rcsops("recipients", "remove", other, "rclone.enc.ini", desk.workspace.path("rclone.enc.ini"), "far/link.ini", "--yes")
        #expect(done.isSuccess, "\(done.messages)")
        #expect(opens("key.txt") && !opens("other.txt"))
    }

    @Test("without a journal no lock file is made")
    func noJournal() throws {
        try FileManager.default.removeItem(atPath: place.path)
        #expect(try run(Self.commands[0]).isSuccess)
        #expect(!FileManager.default.fileExists(atPath: desk.workspace.path("rclone.enc.ini.lock")))
    }
}
