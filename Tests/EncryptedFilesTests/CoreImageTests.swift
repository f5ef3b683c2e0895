import AgeEncryption
import CommandDriver
import Cryptography
import EncryptedFiles
import Foundation
import Glibc
import MasterKeys
import SecretMemory
import SopsDocument
import TestVectors
import Testing

/// What is left in this process's memory, all of it, when a document has been decrypted and what was made is gone.
@Suite(.serialized) struct CoreImageTests {
    /// Secrets as their bytes with a mask, lest the test itself hold what it looks for.
    private struct Needles {
        let masked: [[UInt8]]
        static let names = ["the identity's text", "the identity's scalar", "a value", "the data key"]

        static func bytes(_ digits: Substring) -> [UInt8] {
            let digits = Array(digits)
            return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...$0 + 1]), radix: 16)! }
        }
    }

    private func makeFiles(in folder: URL) throws -> Needles {
        let script = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/core-image-needles.py").path
        let made = try Program.run(
            Program.peer("python-with-pyrage"), [script, folder.path, Program.peer("sops").path, "age-keygen"], in: folder, seconds: 60)
        #expect(made.code == 0, "\(made.messages)")
        let lines = String(decoding: made.output, as: UTF8.self).split(separator: "\n")
        return Needles(masked: lines.map(Needles.bytes))
    }

    /// How often each needle stands in memory that can be written.
    private func count(_ needles: Needles) throws -> [Int] {
        let size = 1 << 20
        // In a mapping of its own, which is not looked at.
        let room = mmap(nil, size + 64, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
        defer { munmap(room, size + 64) }
        let bytes = room.assumingMemoryBound(to: UInt8.self)
        let maps = String(decoding: try #require(FileHandle(forReadingAtPath: "/proc/self/maps")).readDataToEndOfFile(), as: UTF8.self)
        let memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        #expect(memory >= 0)
        defer { close(memory) }
        var counts = [Int](repeating: 0, count: needles.masked.count)
        for line in maps.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 2, words[1].hasPrefix("rw") else { continue }
            let ends = words[0].split(separator: "-").compactMap { UInt(String($0), radix: 16) }
            var place = ends[0]
            while place < ends[1] {
                // Over the edge by the longest needle.
                let wanted = min(Int(ends[1] - place), size + 64)
                let isOwn = place < UInt(bitPattern: room) + UInt(size + 64) && place + UInt(wanted) > UInt(bitPattern: room)
                let got = isOwn ? 0 : pread(memory, room, wanted, off_t(place))
                if got > 0 {
                    for (index, needle) in needles.masked.enumerated() {
                        var start = 0
                        let (first, second) = (needle[0] ^ 0xA5, needle[1] ^ 0xA5)
                        while start + needle.count <= got, let found = memchr(bytes + start, Int32(first), got - start) {
                            let offset = found.assumingMemoryBound(to: UInt8.self) - bytes
                            if offset >= size { break }
                            // The second byte first: a closure for every place that has the first one takes minutes in a large process.
                            if offset + needle.count <= got, bytes[offset + 1] == second, (0..<needle.count).allSatisfy({ bytes[offset + $0] ^ 0xA5 == needle[$0] }) {
                                counts[index] += 1
                            }
                            start = offset + 1
                        }
                    }
                }
                place += UInt(size)
            }
        }
        return counts
    }

    private func decrypt(in folder: URL, keeping body: (SecretSlice) throws -> Void) throws {
        let arena = SecretArena()
        let path = folder.appendingPathComponent("key.txt").path
        let sources = IdentitySources(
            environment: { $0 == "SOPS_AGE_KEY_FILE" ? path : nil }, secretEnvironment: { _, _ in nil },
            keys: MasterKeyAccess(age: AgeKeyReader(), pgp: PGPKeys(environment: { _ in nil }), now: { 0 }))
        let bytes = arena.store([UInt8](try Data(contentsOf: folder.appendingPathComponent("secret.yaml"))))
        let tree = try DocumentDecryption.decrypt(bytes, from: DocumentStore(.yaml), identities: sources, ignoringMAC: false, in: arena).tree
        let text = try DocumentStore(.yaml).write(tree)
        try withExtendedLifetime(sources) { try body(text) }
    }

    @Test func neitherPlaintextNorIdentityIsLeftAfterADecryption() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-core-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let needles = try makeFiles(in: folder)
        let before = try count(needles)
        #expect(before == [0, 0, 0, 0])
        try decrypt(in: folder) { text in
            // The scan finds what is there: the identity in its SecretBytes, the value in the arena.
            let found = try count(needles)
            #expect(text.count > 30 && found[1] > 0 && found[2] > 0)
        }
        let left = try count(needles)
        for (name, number) in zip(Needles.names, left) { #expect(number == 0, "\(name) stands in memory \(number) times") }
    }

    /// What a file holds, straight into the arena.
    private static func read(_ path: String, into arena: SecretArena) -> SecretSlice {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let room = arena.allocate(count: 16 << 10)
        let count = Glibc.read(file, room.baseAddress, room.count)
        return arena.slice(of: room)[0..<max(0, count)]
    }

    /// Opens a file with a key of this kind, and finds with `scan` what is in memory while the key is there.
    private func use(_ kind: String, in folder: URL, scan: () throws -> Void) throws {
        let path = folder.appendingPathComponent(kind).path
        let surroundings = AgeSurroundings(
            environment: { $0 == "PATH" ? folder.path : nil }, askSecret: { _, arena in Self.read(path + ".answer", into: arena) })
        let identities = try Self.read(path + ".key", into: SecretArena()).withBytes {
            try AgeKeyReader(surroundings).identities($0, name: kind)
        }
        switch kind {
        case "plugin": #expect(try identities[0].unwrap([])?.count == 16)
        case "hybrid":
            let recipient = try AgeKeyReader().recipient(try #require(identities[0].recipientText))
            let file = try Array("text".utf8).withUnsafeBytes { try AgeFile.seal($0, to: [recipient], armored: false) }
            #expect(try file.withUnsafeBytes { try AgeFile.open($0, with: identities, into: SecretArena()) }.count == 4)
        default:
            let file = [UInt8](try Data(contentsOf: folder.appendingPathComponent(kind + ".age")))
            #expect(try file.withUnsafeBytes { try AgeFile.open($0, with: identities, into: SecretArena()) }.count == 4)
        }
        try withExtendedLifetime(identities) { try scan() }
    }

    @Test func noKindOfKeyIsLeftAfterItsUse() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-core-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = VectorFolder.packageRoot.appendingPathComponent("Tests/Peers/core-image-keys.py").path
        let made = try Program.run(Program.peer("python-with-pyrage"), [script, folder.path], in: folder, seconds: 60)
        #expect(made.code == 0, "\(made.messages)")
        let lines = String(decoding: made.output, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
        let needles = Needles(masked: lines.map { Needles.bytes($0[2]) })
        for kind in ["locked", "ed25519", "rsa", "hybrid", "plugin"] {
            #expect(lines.contains { $0[0] == kind })
            // What a former key has left is told once.
            let before = try count(needles)
            try use(kind, in: folder) {
                // The scan finds what is there. Ed25519 keeps its scalar only, RSA its numbers in libcrypto's order.
                let names: [String: Set<Substring>] = [
                    "locked": ["scalar"], "rsa": ["exponent-little-endian", "prime-little-endian"], "hybrid": ["seed"],
                ]
                let found = try count(needles)
                for (place, line) in lines.enumerated() where line[0] == kind && names[kind]?.contains(line[1]) == true {
                    #expect(found[place] > 0, "\(line[0]) \(line[1])")
                }
            }
            for (line, (number, old)) in zip(lines, zip(try count(needles), before)) {
                // swift-crypto frees its key without wiping it. The executable that is shipped wipes all that goes back to the heap
                // (scripts/build); this test runs without that.
                if line[0] == "hybrid", kind == "hybrid" { continue }
                #expect(number == old, "\(line[1]) of \(line[0]) stands in memory \(number) times after the use of \(kind)")
            }
        }
    }
}
