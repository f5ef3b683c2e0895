import AgeEncryption
import CommandDriver
import Foundation
import SecretMemory
import TestVectors

/// A folder where the real ssh-keygen, openssl, age and pyrage make and open things; removed when the test ends.
final class SSHWorkshop {
    struct Failed: Error, CustomStringConvertible { let description: String }

    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-ssh-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))) }
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    func put(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
        // ssh-keygen reads no private key that others could.
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path(name))
    }

    /// Runs a program of the system, or one that scripts/install-peers has installed.
    @discardableResult
    func run(_ program: String, _ arguments: String...) throws -> [UInt8] {
        let url = program == "python-with-pyrage" ? Program.peer(program) : URL(fileURLWithPath: "/usr/bin/" + program)
        let outcome = try Program.run(url, arguments, in: folder)
        guard outcome.isSuccess else { throw Failed(description: "\(program) \(arguments): \(outcome.endingText) \(outcome.messages)") }
        return [UInt8](outcome.output)
    }

    /// A new key in files NAME and NAME.pub.
    func makeKey(_ name: String, _ type: String = "ed25519", passphrase: String = "", _ more: [String] = []) throws {
        let arguments = ["-q", "-t", type, "-N", passphrase, "-C", name, "-f", name] + (passphrase.isEmpty ? [] : ["-a", "1"]) + more
        let outcome = try Program.run(URL(fileURLWithPath: "/usr/bin/ssh-keygen"), arguments, in: folder)
        guard outcome.isSuccess else { throw Failed(description: outcome.messages) }
    }

    func recipient(_ name: String) throws -> any AgeRecipient {
        try AgeKeyReader().recipient(try text(name + ".pub").trimmingCharacters(in: .newlines))
    }

    func identity(_ name: String, _ person: Person? = nil) throws -> any AgeIdentity {
        try SSHKeyTests.identity(try bytes(name), name: name, publicKey: try? text(name + ".pub"), person)
    }
}

/// Somebody at the terminal who gives these answers, one after another, and the last again and again.
final class Person: @unchecked Sendable {
    private let lock = NSLock()
    private var answers: [String]
    private var asked: [String] = []
    private var shown: [String] = []

    init(_ answers: String...) { self.answers = answers }

    var questions: [String] { lock.withLock { asked } }
    var notes: [String] { lock.withLock { shown } }

    var surroundings: AgeSurroundings {
        AgeSurroundings(
            environment: { _ in nil },
            show: { note in
                self.lock.withLock { self.shown.append(note) }
                return true
            },
            askSecret: { question, arena in
                self.lock.withLock {
                    self.asked.append(question)
                    guard let answer = self.answers.first else { return nil }
                    if self.answers.count > 1 { self.answers.removeFirst() }
                    return arena.store(Array(answer.utf8))
                }
            })
    }
}
