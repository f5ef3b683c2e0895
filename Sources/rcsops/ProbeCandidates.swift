import RcloneConfig
import SecretMemory

/// The remotes of some files, in their order, each followed to its storage.
enum ProbeCandidates {
    /// Those that were asked for. Names that no file has are refused, and so is a file without remotes.
    static func read(_ arguments: ProbeArguments, in arena: SecretArena) throws(Failure) -> [ProbeCandidate] {
        var candidates: [ProbeCandidate] = []
        var names: [String] = []
        for file in ManyFiles.distinct(arguments.files) {
            let reading = try ConfigShowOperation.read(file, [], arguments.password, arena).reading
            let remotes = reading.sections.map(\.name).filter { $0 != .defaultSection }
            names += remotes.map(\.text)
            candidates += read(reading, remotes, file: Input(file).name, arguments, arena)
        }
        for wanted in arguments.remotes + arguments.buckets.compactMap(\.remote) where !names.contains(wanted) {
            let isURL = arguments.buckets.contains { $0.remote == wanted && $0.looksLikeURL }
            throw Failure(
                "RC8401", exit: 64, "there is no remote [" + ConfigName(wanted).text + "] in what is to be probed",
                fix: isURL
                    ? "give --bucket no URL: BUCKET/FOLDER, or REMOTE:BUCKET/FOLDER"
                    : NearestName.of(wanted, among: names).map { "did you mean " + $0 + "?" } ?? "rcsops config show FILE lists the remotes")
        }
        if let left = arguments.buckets.compactMap(\.remote).first(where: { !arguments.remotes.isEmpty && !arguments.remotes.contains($0) }) {
            throw Failure(
                "RC8410", exit: 64, "--bucket names a bucket of [" + ConfigName(left).text + "], which --remote leaves out",
                fix: "add --remote " + ConfigName(left).text + ", or take that --bucket away")
        }
        guard !names.isEmpty else {
            throw Failure(
                "RC8402", exit: 64, "there is no remote in " + arguments.files.map { "\"" + Input($0).name + "\"" }.joined(separator: " and "),
                fix: "give an rclone.conf with [NAME] and type = s3, or a Secret that holds one")
        }
        return candidates
    }

    private static func read(
        _ reading: RcloneReading, _ remotes: [ConfigName], file: String, _ arguments: ProbeArguments, _ arena: SecretArena
    ) -> [ProbeCandidate] {
        let environment: RemoteOptions.Environment? = arguments.readsEnvironment ? { System.secretEnvironment($0, into: arena) } : nil
        var places = StoragePlaces(in: reading, environment: environment, arena: arena)
        let wanted = Set(arguments.remotes)
        var candidates: [ProbeCandidate] = []
        for remote in remotes where wanted.isEmpty || wanted.contains(remote.text) {
            let named = arguments.buckets.filter { $0.remote == remote.text }.map(\.path)
            for path in named.isEmpty ? [""] : named {
                for place in places.places(of: remote, path: path) {
                    for path in paths(of: place, arguments.buckets) { candidates.append(ProbeCandidate(file: file, remote: remote, place: place, path: path)) }
                }
            }
        }
        return candidates
    }

    /// Where the remote itself names no bucket, those that were given for all.
    private static func paths(of place: Result<StoragePlace, StorageFault>, _ buckets: [ProbeBucket]) -> [String] {
        guard case .success(let found) = place else { return [""] }
        let general = buckets.filter { $0.remote == nil }.map(\.path)
        return found.path.isEmpty && found.options.backend == "s3" && !found.hidesNames && !general.isEmpty ? general : [found.path]
    }
}
