import ArgumentParser
import CredentialProbe

struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Ask the servers whether the S3 remotes work, and say which part does not.",
        discussion: """
            Signed HEAD requests, at most six for a remote, tell endpoint, credentials, bucket and rights apart; nothing is read, \
            and nothing is written unless --check-write says so. One request is signed with a wrong secret on purpose, since only \
            that shows that the server looks at signatures. A remote that wraps another is asked through to its S3 remote.
            Exit codes: 0 all work, 2 the configuration, 3 the credentials, 4 bucket or rights, 5 the write check left something, \
            6 not reached, 7 not proven (with --strict), 130 interrupted.
            """)

    @Argument(help: "The files: an rclone.conf or a Secret that holds one, plain or encrypted, or - for standard input.", completion: .file())
    var files: [String]
    @Option(name: .long, help: "Only this remote. May be given again.") var remote: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The bucket, and a folder in it, to ask about; without a remote's name that of every remote that names none itself. May be given again.",
            valueName: "[remote:]bucket[/folder]"), transform: ProbeBucket.init(parsing:))
    var bucket: [ProbeBucket] = []
    @Option(name: .long, help: "What the remotes are for: source or destination.") var `as`: ProbeRole?
    @Option(name: .long, help: "Look at this object too; its whole key in the bucket.") var object: String?
    @Flag(name: .long, help: "Ask for a list of one object too, where HEAD leaves open what is wrong: only GET's answers name the error.")
    var explain = false
    @Option(
        name: .long, defaultAsFlag: ProbeOptions.WriteCheck.real,
        help: "Write a test object, and delete it; dry asks for the right and writes nothing. Notifications and replication see the object.")
    var checkWrite: ProbeOptions.WriteCheck?
    @Flag(name: .shortAndLong, help: "Write the test object without asking.") var yes = false
    @Flag(name: .long, help: "Write it even where the bucket would not let it be deleted.") var yesLocked = false
    @Flag(name: .long, help: "No request with a wrong secret, for servers that lock accounts.") var noControl = false
    @Option(name: .long, help: "How many remotes at once, 1 to 16.") var jobs = 4
    @Option(name: .long, help: "How long one remote may take: 30, 30s, 500ms, 2m; at least 1ms.") var timeout = TimeLimit(argument: "30s")!
    @Option(name: .long, help: "How long all of it may take.") var deadline = TimeLimit(argument: "300s")!
    @Flag(name: .long, help: "Credentials may come from this machine's metadata service.") var allowMetadata = false
    @Flag(name: .long, help: "Credentials may be fetched from AWS STS.") var allowSts = false
    @Flag(name: .long, help: "Sign requests over plain http to public hosts too.") var allowHttp = false
    @Option(name: .long, help: "Trust the authorities in this PEM file too.", completion: .file()) var caCert: String?
    @Flag(name: .long, help: "Trust those of --ca-cert alone.") var caOnly = false
    @Option(name: .long, help: "A client's certificate, as PEM.", completion: .file()) var clientCert: String?
    @Option(name: .long, help: "Its private key, as PEM.", completion: .file()) var clientKey: String?
    @Flag(name: .long, help: "Refuse private addresses and loopback, for whoever probes for others.") var publicOnly = false
    @Flag(name: .long, help: "Ask once more in the region where AWS says that the bucket is.") var followRegion = false
    @Flag(name: .long, help: "Exit 7 for what is not proven.") var strict = false
    @Flag(name: .long, help: "Let rclone's variables, RCLONE_CONFIG_REMOTE_OPTION and RCLONE_S3_OPTION, override the file.") var rcloneEnv = false
    @Flag(name: .long, help: "One JSON document (docs/probe.schema.json).") var json = false
    @Flag(name: .long, help: "One line of JSON a remote.") var jsonl = false
    @Flag(name: .long, help: "JUnit's XML, for CI.") var junit = false
    @Flag(name: .long, help: "Leave out times and request ids, so that two reports compare.") var deterministic = false
    @Flag(name: .long, help: "Show access key ids whole.") var fullKeyId = false
    @Flag(name: .shortAndLong, help: "Only what does not work; no progress.") var quiet = false
    @OptionGroup var password: PasswordOptions

    /// A word behind `--check-write` that is none of its own would be the name of a file, and the check would write.
    static func unknownWriteCheck(in arguments: [String]) -> Failure? {
        let prefix = "--check-write="
        guard arguments.first == configuration.commandName,
            let word = arguments.prefix(while: { $0 != "--" }).last(where: { $0.hasPrefix(prefix) })?.dropFirst(prefix.count),
            ProbeOptions.WriteCheck(argument: String(word)) == nil
        else { return nil }
        return Failure(
            "RC8409", exit: 64, "--check-write has no kind \"" + word + "\"",
            fix: "give --check-write alone, which writes an object and deletes it, or --check-write=dry, which writes nothing")
    }

    func validate() throws {
        if [json, jsonl, junit].count(where: { $0 }) > 1 { throw ValidationError("Give one of --json, --jsonl and --junit.") }
        guard (1...16).contains(jobs) else { throw ValidationError("--jobs takes 1 to 16: a server sees one request at a time anyway.") }
        if caOnly, caCert == nil { throw ValidationError("--ca-only trusts the file of --ca-cert alone, and none is given.") }
        if (clientCert == nil) != (clientKey == nil) {
            throw ValidationError("--client-cert and --client-key go together: give the certificate and its private key.")
        }
        if yes || yesLocked, checkWrite != .real {
            throw ValidationError("--yes answers the question of --check-write, which writes an object; --check-write=dry writes none and asks nothing.")
        }
        if object?.isEmpty ?? false { throw ValidationError("--object takes an object's whole key in the bucket, such as folder/file.txt.") }
        if files.count(where: { $0 == "-" }) > 1 { throw ValidationError("Standard input, -, can be read once.") }
        // A bucket may come from a wrapper in the file; that none does is seen later.
        if noControl, explain == false, strict {
            throw ValidationError("--strict wants proof, and without the control request there is none: leave --no-control out, or add --explain.")
        }
    }

    func run() throws {
        var arguments = ProbeArguments()
        (arguments.files, arguments.remotes, arguments.buckets) = (files, remote, bucket)
        (arguments.probe.role, arguments.probe.object, arguments.probe.isExplaining) = (`as`, object, explain)
        (arguments.probe.writeCheck, arguments.isConfirmed, arguments.probe.allowsLockedBucket) = (checkWrite ?? .none, yes || yesLocked, yesLocked)
        (arguments.probe.isControlOff, arguments.probe.jobs) = (noControl, jobs)
        (arguments.probe.remoteDeadline, arguments.probe.runDeadline) = (timeout.duration, deadline.duration)
        (arguments.allowsMetadata, arguments.allowsSTS, arguments.probe.allowsHTTP) = (allowMetadata, allowSts, allowHttp)
        (arguments.authorities, arguments.onlyTheseAuthorities) = (caCert, caOnly)
        (arguments.clientCertificate, arguments.clientKey) = (clientCert, clientKey)
        (arguments.isPublicOnly, arguments.probe.followsRegion) = (publicOnly, followRegion)
        (arguments.isStrict, arguments.readsEnvironment) = (strict, rcloneEnv)
        arguments.form = json ? .json : jsonl ? .jsonLines : junit ? .junit : .text
        (arguments.isDeterministic, arguments.isQuiet, arguments.showsKeyIDs) = (deterministic, quiet, fullKeyId)
        arguments.password = password.sources(isQuiet: quiet)
        arguments.probe.userAgent = "rcsops/" + Version.text.dropFirst("rcsops ".count) + " (probe)"
        let given = arguments
        try reportingExitCode { () throws(Failure) in try ProbeOperation(given).run() }
    }
}

extension ProbeRole: ExpressibleByArgument {}

extension ProbeOptions.WriteCheck: ExpressibleByArgument {
    /// To write nothing is said by leaving the option out.
    public init?(argument: String) {
        switch argument {
        case "dry": self = .dry
        case "real": self = .real
        default: return nil
        }
    }

    public var defaultValueDescription: String { "real" }
}
