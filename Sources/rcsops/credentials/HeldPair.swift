import AWSSigning
import EncryptedFiles
import ObjectStorage
import RcloneConfig
import RotationFiles
import SecretMemory

/// A remote of a file that holds a pair of its own, which can be rotated: where it is used, and with which keys.
struct HeldPair: Sendable {
    let file: String
    let remote: ConfigName
    let options: S3Options
    let credentials: AWSCredentials
    /// The service as rclone asks it: `https://s3.example.com`.
    let endpoint: String
    let region: String
    let isPathStyle: Bool

    var id: String { credentials.accessKeyID }

    /// One key at another service is another key. Endpoints of one service, as AWS' regions are, have it in common.
    var key: [String] {
        [id, KeyPlace.name(endpoint: options.endpoint ?? "", provider: options.hasProvider ? options.provider : "", region: options.region ?? "")]
    }
}

/// Reads the pairs out of files, and refuses what is no pair of a user.
enum HeldPairs {
    /// Those of `files`, of the named remotes where some are named, in their order. A remote that was named and can't be rotated is refused;
    /// of the others those are left out that hold none.
    static func read(
        _ files: [String], remotes: [String], allowsPlaintext: Bool, password: PasswordSources, tellsOthers: Bool = false, in arena: SecretArena
    ) throws(Failure) -> [HeldPair] {
        var pairs: [HeldPair] = []
        var names: [String] = []
        var passedBy: [String] = []
        for file in ManyFiles.distinct(files) {
            let (reading, hasLines) = try self.reading(file, allowsPlaintext: allowsPlaintext, password, arena)
            let all = reading.sections.map(\.name).filter { $0 != .defaultSection }
            names += all.map(\.text)
            for remote in all where remotes.isEmpty || remotes.contains(remote.text) {
                do throws(Obstacle) { pairs.append(try pair(of: remote, in: reading, file: file, arena)) } catch {
                    let entry = error.option.flatMap { reading[remote]?[ConfigName($0)] }
                    let place = file + (hasLines ? entry.map { ":\($0.line):\($0.column)" } ?? "" : "")
                    let failure = Failure("RC8502", exit: 3, "[" + remote.text + "] " + error.reason, fix: error.fix, place: place)
                    if !remotes.isEmpty { throw failure }
                    if error.isWorthTelling { passedBy.append("[" + remote.text + "] in \"" + file + "\" " + error.reason) }
                }
            }
        }
        for wanted in remotes where !names.contains(wanted) {
            throw Failure(
                "RC8501", exit: 64, "there is no remote [" + ConfigName(wanted).text + "] in " + files.map { "\"" + $0 + "\"" }.joined(separator: " and "),
                fix: NearestName.of(wanted, among: names).map { "did you mean " + $0 + "?" }
                    ?? (names.isEmpty ? "there is no remote in it at all" : "there are " + names.map { ConfigName($0).text }.joined(separator: ", ")))
        }
        guard !pairs.isEmpty else {
            throw Failure(
                "RC8501", exit: 3, "no remote of type s3 in " + files.map { "\"" + $0 + "\"" }.joined(separator: " and ") + " holds a pair of keys" + (passedBy.isEmpty ? "" : ": " + passedBy.joined(separator: "; ")),
                fix: "name a file with access_key_id and secret_access_key in it")
        }
        if tellsOthers { for reason in passedBy { System.warn(reason + ", and is left as it is") } }
        return pairs
    }

    /// Why a remote's keys are not a user's own pair.
    private struct Obstacle: Error {
        let reason: String
        let fix: String
        /// The line that makes it so.
        var option: String?
        /// A remote of S3, whose keys somebody may expect to be changed too.
        var isWorthTelling = true
    }

    /// A file's remotes, and whether their lines are the file's own: those of an encrypted one are not.
    private static func reading(
        _ file: String, allowsPlaintext: Bool, _ password: PasswordSources, _ arena: SecretArena
    ) throws(Failure) -> (reading: RcloneReading, hasLines: Bool) {
        guard file != "-" else {
            throw Failure("RC8511", exit: 64, "standard input can't be rotated: the new pair goes into a file", fix: "name the file")
        }
        let input = Input(file)
        try input.checkExists()
        let bytes = try input.read(into: arena)
        let form = InputForm.recognise(bytes, in: arena)
        switch form {
        case .unusable(.encryptedByRclone):
            throw Failure(
                "RC8547", exit: 3, "\"" + file + "\" is encrypted by rclone itself, and a pair can't be merged into that",
                fix: "take rclone's encryption off (rcsops config unlock) and encrypt it: rcsops encrypt -i " + file)
        case .rcloneConfig, .manifest:
            guard allowsPlaintext else {
                throw Failure(
                    "RC8504", exit: 3, "\"" + file + "\" is not encrypted, and the new secret would stand in it in clear",
                    fix: "encrypt it first: rcsops encrypt -i " + file + "; or give --allow-plaintext")
            }
        case .sopsINI, .sopsDocument, .unusable, .other: break
        }
        let text = try DecryptOperation.rcloneConfig(of: bytes, input: input, password: password, arena: arena)
        let hasLines = if case .rcloneConfig = form { true } else { false }
        return (RcloneDocument(parsing: text).reading, hasLines)
    }

    private static func pair(of remote: ConfigName, in reading: RcloneReading, file: String, _ arena: SecretArena) throws(Obstacle) -> HeldPair {
        var places = StoragePlaces(in: reading, environment: nil, arena: arena)
        let found = places.places(of: remote, path: "").first
        guard case .success(let place)? = found, place.wrappers.isEmpty, place.options.backend == "s3" else {
            let type = reading[remote]?[ConfigName("type")]?.value.withBytes { String(decoding: $0, as: UTF8.self) } ?? ""
            throw Obstacle(
                reason: "is no S3 remote with a pair of its own" + (type.isEmpty || type == "s3" ? "" : ": it is of type " + System.printable(type)),
                fix: "name the remote of type s3 that it refers to", option: "type", isWorthTelling: false)
        }
        let options: S3Options
        let target: S3Target
        do throws(S3ConfigurationError) {
            options = try S3Options { place.options.value($0) }
            target = try S3Endpoint(of: options, bucket: nil).target
        } catch { throw Obstacle(reason: "can't be used: " + error.cause, fix: error.fix) }
        let fix = "rotate the keys where they come from: a file keeps access_key_id and secret_access_key alone"
        if let (option, reason) = obstacle(options) { throw Obstacle(reason: reason, fix: fix, option: option) }
        guard let id = options.accessKeyID, let secret = options.secretAccessKey else { throw Obstacle(reason: "holds no pair of keys", fix: fix) }
        return HeldPair(
            file: file, remote: remote, options: options,
            credentials: AWSCredentials(
                accessKeyID: id.withBytes { String(decoding: $0, as: UTF8.self) }, secretAccessKey: secret.withBytes { SecretBytes(copying: $0) }),
            endpoint: target.origin.scheme.rawValue + "://" + target.origin.authority + target.pathPrefix, region: target.region,
            isPathStyle: target.style == .path)
    }

    /// Why the remote's keys are not a user's own pair, and the option that says so (spec of rotation, §2.4).
    private static func obstacle(_ options: S3Options) -> (option: String, reason: String)? {
        if options.sessionToken != nil { return ("session_token", "holds a session token: its keys are temporary") }
        if options.isEnvironmentWanted { return ("env_auth", "takes its keys from the environment (env_auth)") }
        if options.role != nil { return ("role_arn", "takes on a role with its keys (role_arn)") }
        if options.profile != nil { return ("profile", "takes its keys from another file (profile)") }
        return nil
    }
}
