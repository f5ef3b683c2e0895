import CommandDriver
import Foundation

/// One document through both tools, both ways.
struct Trial: Sendable {
    /// What can come out other than the same.
    enum Kind: String, Sendable {
        case crash = "rcsops crashes or hangs"
        case rcsopsRefuses = "sops encrypts it, and rcsops does not"
        case sopsRefuses = "rcsops encrypts it, and sops does not"
        case exitCode = "both refuse it, with different exit codes"
        case ofTheirs = "(a) rcsops' decrypt of sops' file is not sops'"
        case ofOursByThem = "(b) sops' decrypt of rcsops' file is not that of its own"
        case ofOurs = "(c) rcsops' decrypt of its own file is not sops'"
        case sopsFails = "sops cannot decrypt its own file"
        case leak = "a refusal printed something to standard output"
    }

    struct Finding: Sendable {
        let kind: Kind
        let detail: String

        var text: String { kind.rawValue + ": " + detail }
    }

    let sample: Sample
    private(set) var findings: [Finding] = []
    /// The exit code with which both refuse the document.
    private(set) var refusal: Int32?
    /// The exit code of rcsops' encryption, and what it decrypts its own file to.
    private(set) var ours: (code: Int32, text: Data?) = (0, nil)
    /// What sops decrypts its own file to.
    private(set) var theirs: Data?
    /// What rcsops decrypts sops' file to, and sops rcsops' file.
    private(set) var crossed: (ofTheirs: Data?, ofOursByThem: Data?)

    var isSame: Bool { findings.isEmpty }
    var kinds: Set<Kind> { Set(findings.map(\.kind)) }

    static func run(_ sample: Sample, _ tools: ToolPair) throws -> Trial {
        let folder = try tools.makeFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var trial = Trial(sample: sample)
        try trial.run(tools, folder)
        return trial
    }

    private init(sample: Sample) {
        self.sample = sample
        crossed = (nil, nil)
    }

    private mutating func run(_ tools: ToolPair, _ folder: URL) throws {
        let their = try tools.encrypt(sample, with: .sops, in: folder)
        let our = try tools.encrypt(sample, with: .rcsops, in: folder)
        ours.code = our.code
        checkEnding(our, "encrypt")
        if !their.isSuccess && !our.isSuccess {
            refusal = their.code
            // Go's own crash is no exit code to copy.
            if their.code != our.code { add(.exitCode, "sops \(their.code), rcsops \(our.code): " + our.messages) }
            return
        }
        let expected = their.isSuccess ? try tools.decrypt(their.output, sample.format, with: .sops, in: folder) : nil
        if let expected {
            if expected.isSuccess { theirs = expected.output } else { add(.sopsFails, expected.messages) }
        }
        if their.isSuccess {
            let read = try tools.decrypt(their.output, sample.format, with: .rcsops, in: folder)
            if read.isSuccess { crossed.ofTheirs = read.output }
            compare(read, expected, .ofTheirs)
        }
        guard our.isSuccess else { return add(.rcsopsRefuses, our.endingText + ": " + our.messages) }
        if !their.isSuccess { add(.sopsRefuses, "exit code \(their.code): " + their.messages) }
        let mine = try tools.decrypt(our.output, sample.format, with: .rcsops, in: folder)
        if mine.isSuccess { ours.text = mine.output }
        // Whatever sops makes of its own file, rcsops must be able to read what it wrote.
        compare(mine, expected, .ofOurs)
        if !mine.isSuccess { add(.ofOurs, mine.endingText + ": " + mine.messages) }
        guard their.isSuccess else { return }
        let readByThem = try tools.decrypt(our.output, sample.format, with: .sops, in: folder)
        if readByThem.isSuccess { crossed.ofOursByThem = readByThem.output }
        compare(readByThem, expected, .ofOursByThem)
    }

    private mutating func compare(_ outcome: Outcome, _ expected: Outcome?, _ kind: Kind) {
        checkEnding(outcome, "decrypt")
        guard let expected, expected.isSuccess else { return }
        if !outcome.isSuccess {
            add(kind, outcome.endingText + ": " + outcome.messages)
        } else if outcome.output != expected.output {
            add(kind, "expected \(Sample.shown([UInt8](expected.output), limit: 4000))\n    and not  \(Sample.shown([UInt8](outcome.output), limit: 4000))")
        }
    }

    private mutating func checkEnding(_ outcome: Outcome, _ command: String) {
        if outcome.ending != .exit { add(.crash, command + ": " + outcome.endingText) }
        if !outcome.isSuccess, !outcome.output.isEmpty { add(.leak, command) }
    }

    private mutating func add(_ kind: Kind, _ detail: String) {
        findings.append(Finding(kind: kind, detail: detail.trimmingCharacters(in: .newlines)))
    }

    /// Two lines of input and what went wrong with it.
    var report: String {
        "\(sample.format.rawValue) \(sample.name) \((sample.flags + sample.rule).joined(separator: " "))\n    document "
            + Sample.shown(sample.bytes, limit: 4000) + "\n    " + findings.map(\.text).joined(separator: "\n    ")
    }
}
