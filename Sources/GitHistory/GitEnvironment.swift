internal import CPOSIX
internal import ChildPrograms
internal import SecretMemory

/// What git is started with. A repository may be anybody's: when it is read, nothing that its configuration names is run, and nothing is
/// fetched. A commit is the user's own act: there hooks, filters, author and signature are what the user's Git has.
enum GitEnvironment {
    enum Purpose: Sendable {
        case reading
        /// With the index to use instead of the repository's.
        case committing(index: String?)
    }

    /// All that reading needs (git(1), "Environment Variables"): git itself, the user's configuration, and the words of messages.
    private static let readingNames: Set<String> = [
        "PATH", "HOME", "XDG_CONFIG_HOME", "USER", "LOGNAME", "TMPDIR", "LD_LIBRARY_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    ]
    /// Whose commit it is; the other `GIT_` variables name another repository, as in a hook that has started us.
    private static let authorNames: Set<String> = [
        "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE",
        "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
    ]
    /// Keys and passwords are none of a hook's business. By the beginnings of their names.
    private static let secretBeginnings = ["SOPS_AGE_KEY", "SOPS_AGE_SSH", "RCLONE_", "RCSOPS_", "AWS_"]

    /// Settings that the user gives by the environment, as CI does for `safe.directory`; what stands in options comes after them and wins.
    private static let settingBeginnings = ["GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"]

    static func variables(_ purpose: Purpose, in arena: SecretArena) -> ChildEnvironment {
        var variables = ChildEnvironment(isEmpty: true, in: arena)
        var place = rcsops_environment()
        while let text = place?.pointee {
            let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, isPassedOn(String(parts[0]), purpose) { variables.set(String(parts[0]), to: String(parts[1])) }
            place = place?.advanced(by: 1)
        }
        // Nobody is there to answer, and nothing may wait for a lock that it takes for its own convenience.
        variables.set("GIT_TERMINAL_PROMPT", to: "0")
        switch purpose {
        case .reading:
            // A hook would get these too, and find no file by its patterns.
            variables.set("LC_ALL", to: "C")
            variables.set("GIT_LITERAL_PATHSPECS", to: "1")
            variables.set("GIT_OPTIONAL_LOCKS", to: "0")
            variables.set("GIT_NO_REPLACE_OBJECTS", to: "1")
            variables.set("GIT_NO_LAZY_FETCH", to: "1")
            variables.set("GIT_ALLOW_PROTOCOL", to: "none")
            variables.set("GIT_GRAFT_FILE", to: "/dev/null")
            variables.set("GIT_PAGER", to: "cat")
            variables.set("GIT_EDITOR", to: "false")
            variables.set("GIT_ASKPASS", to: "false")
        case .committing(let index):
            variables.set("GIT_EDITOR", to: "false")
            if let index { variables.set("GIT_INDEX_FILE", to: index) }
        }
        return variables
    }

    private static func isPassedOn(_ name: String, _ purpose: Purpose) -> Bool {
        if name == "GIT_CONFIG_COUNT" || settingBeginnings.contains(where: name.hasPrefix) { return true }
        return switch purpose {
        case .reading: readingNames.contains(name)
        case .committing:
            name.hasPrefix("GIT_") ? authorNames.contains(name) : !secretBeginnings.contains { name.hasPrefix($0) }
        }
    }

    /// Options in front of the command. What git runs by configuration is named in git-config(1): the monitor of the file system, hooks,
    /// programs that show differences or signatures, helpers and transports (`ext::`) of a fetch.
    static func options(_ purpose: Purpose) -> [String] {
        // The monitor is a program that a repository names, and no commit needs it.
        let always = ["--no-pager", "-c", "core.fsmonitor=false"]
        guard case .reading = purpose else { return always }
        let settings = [
            "core.hooksPath=/dev/null", "core.untrackedCache=false", "core.attributesFile=/dev/null", "core.pager=cat", "core.sshCommand=false",
            "core.gitProxy=none", "core.askPass=false", "core.editor=false", "core.alternateRefsCommand=true", "credential.helper=", "diff.external=", "gpg.program=false",
            "log.showSignature=false", "protocol.allow=never", "gc.auto=0", "maintenance.auto=false",
        ]
        return always + settings.flatMap { ["-c", $0] }
    }
}
