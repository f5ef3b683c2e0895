import FileReplacement
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A user of this system, whom a command is run as (sops 3.11 `cmd/sops/subcommand/exec/exec_unix.go`).
struct UserAccount {
    let name: String
    let home: String
    private let user: uid_t
    private let group: gid_t
    private let groups: [gid_t]

    /// By name, from the files and not from the C library's services: a static executable can't load those, and sops reads
    /// the files too.
    init(named name: String) throws(Failure) {
        #if canImport(Glibc)
        guard let found = Self.account(name) else { throw Self.unknown(name) }
        groups = Self.groups(of: name, besides: found.group)
        #else
        guard let entry = getpwnam(name) else { throw Self.unknown(name) }
        let found = (user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, home: String(cString: entry.pointee.pw_dir))
        var count: Int32 = 64
        var numbers = [Int32](repeating: 0, count: 64)
        getgrouplist(name, Int32(bitPattern: found.group), &numbers, &count)
        groups = numbers.prefix(Int(max(count, 0))).map { gid_t(bitPattern: $0) }
        #endif
        self.name = name
        (user, group, home) = (found.user, found.group, found.home)
    }

    private static func unknown(_ name: String) -> Failure {
        Failure("RC6306", exit: 1, "user: unknown user " + name, fix: "name a user of /etc/passwd")
    }

    #if canImport(Glibc)
    private static func account(_ name: String) -> (user: uid_t, group: gid_t, home: String)? {
        guard let file = fopen("/etc/passwd", "re") else { return nil }
        defer { fclose(file) }
        while let entry = fgetpwent(file) {
            guard strcmp(entry.pointee.pw_name, name) == 0 else { continue }
            return (entry.pointee.pw_uid, entry.pointee.pw_gid, String(cString: entry.pointee.pw_dir))
        }
        return nil
    }

    private static func groups(of name: String, besides first: gid_t) -> [gid_t] {
        var found = [first]
        guard let file = fopen("/etc/group", "re") else { return found }
        defer { fclose(file) }
        while let entry = fgetgrent(file) {
            var member = entry.pointee.gr_mem
            while let text = member?.pointee {
                if strcmp(text, name) == 0, !found.contains(entry.pointee.gr_gid) { found.append(entry.pointee.gr_gid) }
                member = member.map { $0 + 1 }
            }
        }
        return found
    }
    #endif

    /// The variables that tell a program who it runs as.
    var variables: [(name: String, value: String)] { [("HOME", home), ("USER", name), ("LOGNAME", name)] }

    /// The process goes on as this user, for good. In this order: whoever is no longer root can't change groups.
    func become() throws(Failure) {
        let step =
            setgroups(groups.count, groups) != 0 ? "groups" : setgid(group) != 0 ? "group" : setuid(user) != 0 ? "user" : nil
        guard let step else { return }
        throw Failure(
            "RC6307", exit: 1, "the " + step + " of " + name + " can't be taken: " + FileError.words(for: errno),
            fix: "run it as root, or leave --user out")
    }
}
