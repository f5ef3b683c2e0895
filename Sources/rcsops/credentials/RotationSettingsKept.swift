import CredentialRotation
import Cryptography
import FileReplacement
import SecretMemory

/// What of the command line goes into the journal, so that `resume` on a schedule needs none of it again.
extension RotationSettings {
    /// - Parameter folder: The journal's: both can be moved together.
    init(_ wishes: RotationWishes, file: String, program: CommandKeysConfiguration?, in folder: String) {
        self.init()
        func kept(_ path: String) -> String { RotationBench.relative(RotationBench.real(path), to: folder) }
        named = wishes.named(with: file).map(kept)
        scanned = wishes.scanned.map(kept)
        scansUntracked = wishes.scansUntracked
        adminRemote = wishes.signer.adminRemote
        // The one that is rotated may be another than the journal's first.
        adminFile = wishes.signer.adminRemote == nil ? nil : kept(wishes.signer.adminFile ?? file)
        self.program = program.map {
            Program(argv: $0.argv, environment: $0.environment, seconds: $0.seconds, canDeactivate: $0.canDeactivate, repeatsCreate: $0.repeatsCreate)
        }
        choosesPair = wishes.isExplicitPair
        render = wishes.writing.render
        (skipsHooks, journalInGit) = (wishes.writing.skipsHooks, wishes.writing.journalInGit)
        verifySeconds = wishes.signer.verifySeconds
        (rotatesDataKey, allowsPlaintext) = (wishes.writing.rotatesDataKey, wishes.writing.allowsPlaintext)
        breaksLinks = wishes.writing.breaksLinks
        allowsHTTP = wishes.signer.allowsHTTP
        // Certificates belong to the machine, not to the repository.
        authorities = wishes.signer.authorities.map(RotationBench.real)
        forcesRetirement = wishes.forcesRetirement
        (evicted, evictsActive, evictWait) = (wishes.evicted, wishes.evictsActive, Int(wishes.evictWait))
        adopts = wishes.adopts
        asksBeforeRetirement = wishes.isImmediate && !wishes.isConfirmed
    }
}

extension CommandKeysConfiguration {
    init(_ program: RotationSettings.Program) {
        self.init(
            argv: program.argv, environment: program.environment, seconds: program.seconds, canDeactivate: program.canDeactivate,
            repeatsCreate: program.repeatsCreate)
    }
}

extension ResumeWishes {
    /// The program that makes keys, as the journal or the command line has it.
    func keyProgram() throws(Failure) -> CommandKeysConfiguration {
        if let program { return program }
        return try CommandKeysConfiguration.read(signer.keyCommand)
    }

    /// The same with what the journal keeps where the command line says nothing else. Of the journal only the clear part is read here:
    /// whoever acts on it checks the MAC, and what ``fromJournal`` names, first.
    func completed(by place: JournalPlace) -> ResumeWishes {
        let journal = place.journal
        var wishes = self
        // Files that came late are published with all that is due.
        let hasLateFiles = options.takesLateFiles || journal.uses.contains { $0.status == .waiting }
        let wasPublished = journal.committedAt != nil && !goesBack && journal.goal == .done && !hasLateFiles
        // So are those that hold the old pair again at the end.
        let isPublished = wasPublished && !Self.mayWriteAgain(place)
        if wasPublished {
            // A schedule that names the program each time has run it for this one.
            let render = takesAllDue ? [] : writing.render
            if isPublished { wishes.writing.render = render }
            wishes.options.publishesLate = wishes.writing.commits && journal.commit == nil || !render.isEmpty
        }
        wishes.fromJournal += givenToAll(journal.source)
        guard let settings = journal.settings else { return wishes }
        let folder = KeySearchPlaces.folder(of: place.path)
        func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }
        if let remote = settings.adminRemote, signer.adminRemote == nil || signer.adminRemote == remote {
            let file = signer.adminFile == nil ? settings.adminFile.map(absolute) : nil
            if let file { wishes.signer.adminFile = file }
            wishes.signer.adminRemote = remote
            // Which file it is says whose pair signs, unless it is the one that is taken where none is given.
            let isOther = file.map { RotationBench.real($0) } != journal.uses.first.map { RotationBench.real(absolute($0.path)) }
            let words = (signer.adminRemote == nil ? ["--admin-remote " + remote] : []) + (isOther ? [file].compactMap { $0 } : []).map { "--admin-file \"" + $0 + "\"" }
            if !words.isEmpty { wishes.fromJournal.append(words.joined(separator: " ")) }
        }
        if signer.keyCommand == nil, System.environment(CommandKeysConfiguration.variable) == nil, let program = settings.program {
            wishes.program = CommandKeysConfiguration(program)
            wishes.fromJournal.append("--key-command (" + program.argv.joined(separator: " ") + ")")
        }
        // What was deployed is deployed once more only when everything goes back.
        if !isPublished, writing.render.isEmpty, !settings.render.isEmpty {
            wishes.writing.render = settings.render
            wishes.fromJournal.append("--render \"" + settings.render.joined(separator: " ") + "\"")
        }
        if signer.verifySeconds == nil { wishes.signer.verifySeconds = settings.verifySeconds }
        if signer.authorities == nil { wishes.signer.authorities = settings.authorities }
        wishes.signer.allowsHTTP = signer.allowsHTTP || settings.allowsHTTP
        wishes.writing.skipsHooks = writing.skipsHooks || settings.skipsHooks
        wishes.writing.journalInGit = writing.journalInGit || settings.journalInGit
        wishes.writing.rotatesDataKey = writing.rotatesDataKey || settings.rotatesDataKey
        wishes.writing.allowsPlaintext = writing.allowsPlaintext || settings.allowsPlaintext
        wishes.writing.breaksLinks = writing.breaksLinks || settings.breaksLinks
        (wishes.scanned, wishes.scansUntracked) = (settings.scanned.map(absolute), settings.scansUntracked)
        wishes.options.forcesRetirement = options.forcesRetirement || settings.forcesRetirement
        (wishes.options.evicted, wishes.options.evictsActive, wishes.options.evictWait) = (settings.evicted, settings.evictsActive, settings.evictWait)
        return wishes
    }

    /// What is given, and not for this rotation: a schedule gives it to whichever journals lie there, a variable to whatever runs. A journal that
    /// somebody has put there would turn the program, or the administrator, against a key of its choice.
    private func givenToAll(_ source: String) -> [String] {
        guard let source = KeySource(rawValue: source), !isNamed else { return [] }
        var words: [String] = []
        if source == .command {
            if let file = signer.keyCommand {
                if takesAllDue { words.append("--key-command " + file) }
            } else if System.environment(CommandKeysConfiguration.variable) != nil { words.append("the program of " + CommandKeysConfiguration.variable) }
        }
        // The others send no requests that it could sign.
        if takesAllDue, !source.isLocal, let remote = signer.adminRemote { words.append("--admin-remote " + remote) }
        return words
    }

    /// True where, the old key being deleted, a file is not as the rotation left it: it may hold the old pair again.
    private static func mayWriteAgain(_ place: JournalPlace) -> Bool {
        guard place.journal.state == .deleted else { return false }
        let folder = KeySearchPlaces.folder(of: place.path)
        return place.journal.isToPublishAgain
            || place.journal.uses.contains { use in
                let path = use.path.hasPrefix("/") ? use.path : folder + "/" + use.path
                let now = try? FileReading.read(RotationBench.real(path), into: SecretArena())
                return now.map { $0.withBytes { HexText.of(SHA256.hash($0)) } } != use.hashAfter
            }
    }
}
