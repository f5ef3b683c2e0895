import RcloneConfig
import SecretMemory
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The user's command that prints a password (rclone 1.75 `fs/config/crypt.go`): started without a shell, with our stdin
/// and stderr; what it prints loses CR and LF at both ends and nothing else.
struct PasswordCommand {
    private let words: [String]
    /// No password is longer; a command that prints for ever ends here. In bytes.
    private static let limit = 1 << 20
    /// Tells the command that a new password is wanted.
    private static let changeVariable = "RCLONE_PASSWORD_CHANGE"

    init(parsing text: String) throws(Failure) {
        do throws(SpaceSeparatedList.Fault) { words = try SpaceSeparatedList.words(in: text) } catch {
            throw Failure(
                "RC9120", exit: 1, "the password command has " + (error == .bareQuote ? "a \" within a word" : "a \" that is not closed before the word ends"),
                fix: "put the whole word in \"…\", and write a \" inside as \"\"")
        }
        guard !words.isEmpty else {
            throw Failure("RC9121", exit: 1, "the password command names no program", fix: "give a program that prints the password")
        }
    }

    /// The password; nothing of it is left in ordinary memory.
    func run(isChange: Bool, into arena: SecretArena) throws(Failure) -> SecretSlice {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw notStarted(errno) }
        // No descriptor of ours reaches the command, and those that our caller left open do, as with rclone: cat /dev/fd/5
        // is a command that people use. The process has no other thread that starts one.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child: pid_t
        do throws(Failure) { child = try start(writingTo: ends[1], isChange: isChange) } catch {
            close(ends[1])
            throw error
        }
        close(ends[1])
        let output = collect(from: ends[0], into: arena)
        // It may be deaf to all other signals, which it can have from whoever started us.
        if output == nil { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard let output else {
            throw Failure("RC9123", exit: 1, "the password command prints more than \(Self.limit >> 10) KiB", fix: "have it print the password and nothing else")
        }
        guard status == 0 else {
            let ending = status & 0x7F == 0 ? "exit status \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
            throw Failure("RC9122", exit: 1, "password command failed: " + ending, fix: "run it by hand to see why: " + words[0])
        }
        var range = 0..<output.count
        func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
        while let last = range.last, isLineEnd(output[last]) { range.removeLast() }
        while let first = range.first, isLineEnd(output[first]) { range.removeFirst() }
        guard !range.isEmpty else {
            throw Failure("RC9124", exit: 1, "the password command returned an empty string", fix: "have it print the password on stdout")
        }
        return output[range]
    }

    /// Nil when there is too much of it.
    private func collect(from descriptor: Int32, into arena: SecretArena) -> SecretSlice? {
        var output = SecretBuilder(in: arena)
        while output.count <= Self.limit {
            var count = 0
            output.append(atLeast: 1024) { room in
                count = read(descriptor, room.baseAddress, room.count)
                return count
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return output.finish() }
        }
        return nil
    }

    private func start(writingTo output: Int32, isChange: Bool) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        // It gets the usual effect of the two signals that we ignore.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var usual = sigset_t()
        sigemptyset(&usual)
        sigaddset(&usual, SIGPIPE)
        sigaddset(&usual, SIGXFSZ)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        // Pointers to the variables themselves: no copy is made of what may be secrets.
        var variables: [UnsafeMutablePointer<CChar>?] = []
        var place = environ
        let change = Self.changeVariable + "="
        while let variable = place.pointee {
            if strncmp(variable, change, change.utf8.count) != 0 { variables.append(variable) }
            place += 1
        }
        let added = isChange ? strdup(change + "1") : nil
        defer { free(added) }
        variables += [added, nil]
        var child: pid_t = 0
        let code = posix_spawnp(&child, arguments[0]!, &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw notStarted(code) }
        return child
    }

    private func notStarted(_ number: Int32) -> Failure {
        Failure(
            "RC9125", exit: 1, "password command failed: \"" + words[0] + "\" can't be started: " + String(cString: strerror(number)),
            fix: "name a program that is in PATH, or by its whole path")
    }
}
