import AWSSigning
import ObjectStorage
import SecretMemory

/// Keys that a person makes, and takes away, elsewhere. The pair was read before anything began; what is left to do is said.
struct ManualKeys: AccessKeyService {
    /// Nil where no pair is wanted any more.
    let pair: AWSCredentials?

    var traits: AccessKeyTraits {
        var traits = AccessKeyTraits()
        (traits.canList, traits.canDeactivate, traits.tellsCreationDates, traits.tellsLastUse) = (false, false, false, false)
        (traits.verifySeconds, traits.rejectionSeconds) = (120, 120)
        return traits
    }

    func owner(signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyOwner { AccessKeyOwner(kind: .unknown, user: nil) }

    func keys(of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyList {
        throw .unsupported(action: "list")
    }

    func create(_ wanted: AWSCredentials?, for user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials {
        guard let pair else { throw .unsupported(action: "create") }
        return pair
    }

    func setActive(_ isActive: Bool, id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        throw .unsupported(action: isActive ? "activate" : "deactivate")
    }

    func delete(id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) {
        throw .unsupported(action: "delete")
    }

    func lastUse(of id: String, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AccessKeyUse? { nil }

    func secret(of id: String, of user: String?, signedBy credentials: AWSCredentials) async throws(AccessKeyError) -> AWSCredentials? { nil }
}

/// Where ``ManualKeys`` gets the pair: standard input, or the terminal.
enum ManualPair {
    static func read(fromStandardInput: Bool, in arena: SecretArena) throws(Failure) -> AWSCredentials {
        if fromStandardInput { return try parsed(try Input("-").read(into: arena), arena) }
        guard TerminalPrompt.isThere else {
            throw Failure(
                "RC8505", exit: 64, "the new pair is wanted, and here is no terminal to ask on",
                fix: "give --stdin, and on standard input two lines, the id and the secret, or one object of JSON")
        }
        let id: SecretSlice
        let secret: SecretSlice
        do throws(Failure) {
            id = try TerminalPrompt.ask("access key id of the new pair: ", isShown: true, into: arena)
            secret = try TerminalPrompt.ask("its secret (nothing is shown): ", into: arena)
        } catch {
            // No password was wanted.
            guard error.code == Failure.noAnswer.code else { throw error }
            throw Failure("RC8506", exit: 64, "no pair was typed: the terminal's input has ended", fix: "run it again, and type the id and the secret")
        }
        var text = SecretBuilder(in: arena)
        text.append(id)
        text.append(0x0A)
        text.append(secret)
        return try parsed(text.finish(), arena)
    }

    private static func parsed(_ text: SecretSlice, _ arena: SecretArena) throws(Failure) -> AWSCredentials {
        do throws(KeyPairText.Fault) { return try KeyPairText.pair(in: text, arena: arena) } catch {
            let cause = switch error {
            case .empty: "there is no pair on standard input"
            case .shape: "what was given is no pair"
            case .temporary: "the pair is a temporary one, which a file can't keep"
            case .unusable: "the pair holds a blank at an end or a character that an rclone.conf can't keep"
            case .version: "the object has another Version than 1"
            }
            throw Failure(
                "RC8506", exit: 64, cause, fix: "give two lines, the id and the secret, or {\"AccessKeyId\": \"…\", \"SecretAccessKey\": \"…\"}")
        }
    }
}
