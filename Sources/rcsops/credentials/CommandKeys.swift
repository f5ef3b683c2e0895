import AWSSigning
import ChildPrograms
import CredentialProbe
import DocumentTree
import HTTPTransport
import ObjectStorage
import SecretMemory
import SopsDocument

/// Keys that a program makes (spec of rotation, §1e): its verbs are `create`, `list`, `deactivate ID`, `activate ID`, `delete ID` and
/// `describe`, and `create` prints the shape of AWS' `credential_process`. It gets the rotation's id, by which it can tell a second call
/// from a second key. No secret goes to it: the pair that signs is its own affair.
struct CommandKeys: AccessKeyService {
    let configuration: CommandKeysConfiguration
    /// The same on every call of one rotation.
    let rotationID: String
    /// Secrets that the program's messages must not show, whatever it does.
    var hidden: [AWSCredentials] = []

    private enum Ending { static let unsupported: Int32 = 10, limit: Int32 = 11, missing: Int32 = 12 }

    var traits: AccessKeyTraits {
        var traits = AccessKeyTraits()
        (traits.canDeactivate, traits.tellsCreationDates, traits.tellsLastUse) = (configuration.canDeactivate, true, false)
        traits.repeatsCreate = configuration.repeatsCreate
        traits.requestSeconds = configuration.seconds
        return traits
    }

    func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner {
        let arena = SecretArena()
        let output: SecretSlice
        do throws(AccessKeyError) { output = try await run(["describe"], into: arena) } catch {
            if case .unsupported = error { return AccessKeyOwner(kind: .unknown, user: nil) }
            throw error
        }
        let tree = try Self.object(output, arena)
        return AccessKeyOwner(kind: .user, user: Self.text("UserName", tree), account: Self.text("Account", tree), arn: Self.text("Arn", tree))
    }

    func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        let arena = SecretArena()
        let tree = try Self.object(try await run(["list"], into: arena), arena)
        guard let root = tree.roots.first, let list = tree.item("Keys", in: root), tree.nodes[list].kind == .list else { throw .unusableAnswer(status: 0) }
        var keys: [AccessKeyRecord] = []
        for key in tree.members(of: list) {
            guard tree.nodes[key].kind == .branch, let id = Self.text("AccessKeyId", tree, in: key), Self.isID(id) else { throw .unusableAnswer(status: 0) }
            let status = Self.text("Status", tree, in: key) ?? "Active"
            keys.append(AccessKeyRecord(id: id, isActive: status == "Active", created: Self.text("CreateDate", tree, in: key).flatMap(InternetDate.seconds)))
        }
        return AccessKeyList(keys: keys)
    }

    func create(_ pair: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials {
        let arena = SecretArena()
        let output = try await run(["create"], into: arena)
        do throws(KeyPairText.Fault) { return try KeyPairText.pair(in: output, arena: arena) } catch {
            switch error {
            // It may have made a key all the same.
            case .empty, .shape, .version: throw .unusableAnswer(status: 0)
            case .temporary, .unusable: throw .unusablePair(id: nil)
            }
        }
    }

    func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        _ = try await run([isActive ? "activate" : "deactivate", id], into: SecretArena())
    }

    func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        _ = try await run(["delete", id], into: SecretArena())
    }

    func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? { nil }

    func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? { nil }

    // MARK: The program

    private func run(_ verb: [String], into arena: SecretArena) async throws(AccessKeyError) -> SecretSlice {
        var output = SecretBuilder(in: arena)
        let end = SteadyClock.seconds + configuration.seconds
        let ending: PipedProgram.Ending
        let messages: String
        do throws(ProgramFailure) {
            var program = try PipedProgram(configuration.argv + verb, environment: environment(), errors: .kept)
            program.closeInput()
            var isOpen = true
            while isOpen {
                // One that says a little now and then is late too.
                guard SteadyClock.seconds < end else { throw .silent(seconds: configuration.seconds) }
                var failure: ProgramFailure?
                output.append(atLeast: 4096) { room in
                    do throws(ProgramFailure) {
                        let count = try program.read(into: room, seconds: max(1, end - SteadyClock.seconds))
                        isOpen = count > 0
                        return count
                    } catch {
                        failure = error
                        return 0
                    }
                }
                if let failure { throw failure }
                guard output.count <= KeyPairText.limit else { throw .tooMuch(KeyPairText.limit) }
            }
            ending = program.end(seconds: max(1, end - SteadyClock.seconds))
            messages = program.errorText()
        } catch {
            // What was not started has done nothing; of all else nobody knows.
            if case .notStarted = error { throw .notReached(.cancelled) }
            throw .noAnswer(.cancelled)
        }
        let text = output.finish()
        if ending != .exit(0), !messages.isEmpty { say(messages, beside: text, arena) }
        switch ending {
        case .exit(0): return text
        case .exit(Ending.unsupported): throw .unsupported(action: verb[0])
        case .exit(Ending.limit): throw .limitReached
        case .exit(Ending.missing): throw .notFound
        case .exit, .signal: throw .unavailable(status: 0, code: nil)
        }
    }

    /// A failing program's own words, with the secrets that are known taken out: also that of a pair which it printed. It knows secrets that nobody
    /// else does, that of a pair whose answer was lost, or of one that it has just made, and may tell them at any verb: nothing is shown that
    /// looks like one.
    private func say(_ messages: String, beside output: SecretSlice, _ arena: SecretArena) {
        let made = try? KeyPairText.pair(in: output, arena: arena)
        let name = configuration.argv[0].split(separator: "/").last.map(String.init) ?? ""
        let shown = SecretLookalikes.hidden(in: SecretFilter(hidden + [made].compactMap { $0 }).redacted(messages))
        System.say(shown.split(separator: "\n").suffix(20).map { name + ": " + $0.prefix(400) + "\n" }.joined())
    }

    private func environment() -> ChildEnvironment {
        let arena = SecretArena()
        var environment = ChildEnvironment(isEmpty: true, in: arena)
        for name in CommandKeysConfiguration.alwaysPassed + configuration.environment {
            guard let value = System.secretEnvironment(name, into: arena) else { continue }
            Array(name.utf8).withUnsafeBytes { name in value.withBytes { environment.set(name, to: $0) } }
        }
        environment.set("RCSOPS_ROTATION_ID", to: rotationID)
        return environment
    }

    private static func isID(_ text: String) -> Bool { (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    private static func object(_ output: SecretSlice, _ arena: SecretArena) throws(AccessKeyError) -> DocumentTree {
        do throws(SopsError) { return try DocumentStore(.json).read(output, in: arena) } catch { throw .unusableAnswer(status: 0) }
    }

    private static func text(_ name: StaticString, _ tree: DocumentTree, in branch: Int? = nil) -> String? {
        guard let branch = branch ?? tree.roots.first, let index = tree.item(name, in: branch), tree.nodes[index].kind == .string else { return nil }
        return String(decoding: tree.nodes[index].text.buffer, as: UTF8.self)
    }
}
