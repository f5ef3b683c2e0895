import AWSSigning
import CredentialRotation
import Cryptography
import FileReplacement
import HTTPTransport
import ObjectStorage
import RotationFiles
import SecretMemory

/// The one place where a rotation's world is put together of the rooms: who is asked about keys, who accepts them, the files, the journal, the
/// lock. The commands know nothing of how any of it is done.
///
/// What a live rotation has to be given: of its plan the id, uses, targets, dates and the list before; ``AuditedStore`` around the store, with the
/// log of ``ReportingWishes/auditLog``; ``PublishedDocuments`` around the files; ``SystemRotationClock``; ``AdjustedKeys`` around the service, also
/// when a rotation is opened again.
enum RotationBench {
    // MARK: Back ends

    /// The back end that a rotation asks about keys.
    static func service(
        _ settings: KeyServiceSettings, command: CommandKeysConfiguration?, manual pair: AWSCredentials?, rotationID: String, hidden: [AWSCredentials],
        exchange: any HTTPExchange
    ) throws(Failure) -> any AccessKeyService {
        switch settings.source {
        case .manual: return ManualKeys(pair: pair)
        case .command:
            guard let command else { return ManualKeys(pair: nil) }
            return CommandKeys(configuration: command, rotationID: rotationID, hidden: hidden)
        case .aws, .iam, .seaweedfs, .cephIAM, .cephAdmin, .minio: throw missing("--source " + settings.source.rawValue)
        }
    }

    /// Who says whether S3 accepts a key.
    static func acceptance(exchange: any HTTPExchange, _ settings: KeyServiceSettings) throws(Failure) -> any KeyAcceptanceCheck {
        throw missing("the check of a new key")
    }

    /// The addresses of an endpoint's name, for `--verify-each-address`.
    static func addresses(of endpoint: String, client: HTTPClient) async -> [String] { [] }

    // MARK: Files

    /// All remotes with the key of `pair`, and what could not be looked at. `given` are those that the command line names, which count anyway.
    static func uses(of pair: HeldPair, given: [HeldPair], scanned: [String], untracked: Bool) throws(Failure) -> KeyUseFinding {
        KeyUseFinding(
            uses: given.filter { $0.key == pair.key }.map { KeyUseFinding.Use(path: $0.file, remote: $0.remote.text) },
            blindSpots: ["other files were not looked at"])
    }

    /// Everything that writes a file is tried, but for the replacing.
    static func proveWritePath(of use: KeyUseFinding.Use) throws(Failure) {
        do throws(FileError) { try FileWriting.checkPlace(use.path) } catch {
            throw Failure(
                "RC8519", exit: 3, "\"" + use.path + "\" can't be replaced: " + Failure.writing(error, name: use.path).cause,
                fix: "get the right to write it, and its folder; nothing was done, and no key made")
        }
    }

    /// Refuses where `--commit` would carry somebody else's change.
    static func checkCommit(of paths: [String]) throws(Failure) { throw missing("--commit") }

    /// A live rotation: files locked, its journal open.
    static func begin(_ plan: RotationPlan, _ wishes: RotationWishes, exchange: HTTPClient, service: any AccessKeyService) throws(Failure) -> any OpenRotation {
        throw missing("rotating")
    }

    /// The rotation whose journal lies there: its MAC checked, its files locked.
    static func open(_ journal: JournalPlace, signer: SignerWishes, writing: WritingWishes, exchange: HTTPClient, pair: AWSCredentials?) throws(Failure)
        -> any OpenRotation
    {
        throw missing("going on")
    }

    // MARK: Journals

    /// The journals of a file, or below a folder; read without any key.
    static func journals(at path: String) throws(Failure) -> [JournalPlace] { throw missing("journals") }

    // MARK: Reports of exposure

    /// What `rcsops exposed --json` says is to be rotated.
    static func entries(ofReport path: String) throws(Failure) -> [(file: String, remote: String)] { throw missing("--from-report") }

    private static func missing(_ what: String) -> Failure {
        Failure("RC8500", exit: 1, what + " is not in this build of rcsops", fix: "use a newer one: rcsops --version")
    }
}

/// Where a key is used.
struct KeyUseFinding: Sendable {
    struct Use: Sendable, Equatable {
        let path: String
        let remote: String
    }

    var uses: [Use]
    /// What could not be looked into: files for others, submodules, other branches.
    var blindSpots: [String]
}

/// A journal on the disk.
struct JournalPlace: Sendable {
    let path: String
    /// Its clear part, whose MAC nobody has checked yet.
    let journal: RotationJournal
}

/// A rotation that can be driven: held files, a world, and the journal as it stands.
protocol OpenRotation: AnyObject, Sendable {
    var journal: RotationJournal { get }
    var world: RotationWorld { get }
    /// Goes from state to state until it stands; with what an abort is asked.
    func drive(to goal: RotationJournal.Goal, _ options: RotationMachine.Options) async -> RotationStop
    /// Asks only whether the old pair is still accepted, and says so in the journal (`confirm-retired`).
    func confirmRetired() async -> RotationStop
    /// Lets go of the files.
    func close()
}
