import DocumentTree
import SecretMemory
import SopsDocument

/// Which program makes keys, and what of our environment it gets: an object of JSON in a file that the command line or a variable names.
/// Never one that is only found: a folder that somebody else can write must not say what runs.
struct CommandKeysConfiguration: Sendable, Equatable {
    /// The program and its first arguments; the verb comes behind them. No shell is in between.
    var argv: [String]
    /// Variables that it gets besides ``alwaysPassed``.
    var environment: [String] = []
    /// How long one call may take, in seconds.
    var seconds = 60
    var canDeactivate = true
    /// It keeps the pair of a rotation's id, and gives it again (spec of rotation, §1e).
    var repeatsCreate = false

    /// What a program needs to start.
    static let alwaysPassed = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ"]
    /// The file, where `--key-command` is not given.
    static let variable = "RCSOPS_KEY_COMMAND"

    static func read(_ path: String?) throws(Failure) -> CommandKeysConfiguration {
        guard let path = path ?? System.environment(variable), !path.isEmpty else {
            throw Failure(
                "RC8507", exit: 64, "--source command runs a program that makes keys, and none is named",
                fix: "give --key-command FILE, with {\"argv\": [\"/path/to/program\"], \"environment\": [\"VARIABLE\"]} in it")
        }
        let arena = SecretArena()
        let bytes = try Input(path).read(into: arena)
        func malformed(_ what: String) -> Failure {
            Failure("RC8508", exit: 64, "\"" + path + "\": " + what, fix: "write {\"argv\": [\"/path/to/program\"], \"environment\": [\"VARIABLE\"], \"seconds\": 60}")
        }
        let tree: DocumentTree
        do throws(SopsError) { tree = try DocumentStore(.json).read(bytes, in: arena) } catch { throw malformed("this is no object of JSON") }
        guard let root = tree.roots.first else { throw malformed("this is no object of JSON") }
        func texts(_ index: Int) throws(Failure) -> [String] {
            guard tree.nodes[index].kind == .list else { throw malformed("this is no list of texts") }
            var found: [String] = []
            for member in tree.members(of: index) {
                guard tree.nodes[member].kind == .string else { throw malformed("this is no list of texts") }
                found.append(String(decoding: tree.nodes[member].text.buffer, as: UTF8.self))
            }
            return found
        }
        var result = CommandKeysConfiguration(argv: [])
        for index in tree.members(of: root) {
            let node = tree.nodes[index]
            switch String(decoding: node.key.buffer, as: UTF8.self) {
            case "argv": result.argv = try texts(index)
            case "environment": result.environment = try texts(index)
            case "seconds":
                guard let seconds = Int(String(decoding: node.text.buffer, as: UTF8.self)), (1...600).contains(seconds) else {
                    throw malformed("seconds is a number from 1 to 600")
                }
                result.seconds = seconds
            case "deactivates":
                guard node.kind == .boolean else { throw malformed("deactivates is true or false") }
                result.canDeactivate = node.text.equals("True")
            case "repeats":
                guard node.kind == .boolean else { throw malformed("repeats is true or false") }
                result.repeatsCreate = node.text.equals("True")
            case let other: throw malformed("there is no setting \"" + System.printable(other) + "\"")
            }
        }
        guard let program = result.argv.first, !program.isEmpty else { throw malformed("argv names no program") }
        guard program.utf8.contains(0x2F) else {
            throw malformed("\"" + System.printable(program) + "\" has no slash, and a program that makes keys is not searched for in PATH: give its path")
        }
        guard ProgramSearch.path(of: program) != nil else { throw malformed("\"" + program + "\" is no program that can be run") }
        return result
    }
}
