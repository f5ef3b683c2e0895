#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a program says of its version. It gets none of our variables but those that a program needs to start: a key in the
/// environment is nothing for it.
enum ProgramVersion {
    /// Milliseconds; a program that wants the network would keep people waiting.
    private static let patience: Int32 = 3000

    /// The first line that is not empty; nil when the program fails, or takes too long.
    static func firstLine(of path: String, _ arguments: [String], calledAs name: String? = nil) -> String? {
        text(of: path, arguments, calledAs: name)?.split(separator: "\n").first { $0.contains { !$0.isWhitespace } }.map(String.init)
    }

    /// All that it says. `name` is what it finds as its own, where that is not its path.
    static func text(of path: String, _ arguments: [String], calledAs name: String? = nil) -> String? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        let child = start(path, [name ?? path] + arguments, writingTo: ends[1])
        close(ends[1])
        guard let child else { return nil }
        let output = collect(from: ends[0])
        if output == nil { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard let output, status == 0 else { return nil }
        return output
    }

    private static func collect(from descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 16 {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wanted, 1, patience)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return nil }
            let count = read(descriptor, &room, room.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += room[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func start(_ path: String, _ words: [String], writingTo output: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        let variables = ["PATH", "HOME", "GNUPGHOME", "TMPDIR"].compactMap { name in System.environment(name).map { name + "=" + $0 } } + ["LC_ALL=C"]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var child: pid_t = 0
        return posix_spawn(&child, path, &actions, nil, &arguments, &environment) == 0 ? child : nil
    }
}
