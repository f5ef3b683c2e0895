import RcloneConfig

extension Failure {
    /// An rclone.conf can't be changed as wanted; nothing is written.
    static func of(_ error: EditingError, file: String) -> Failure {
        switch error {
        case .noRemote(let name, let nearest):
            Failure(
                "RC8103", exit: 1, "there is no remote [" + name.text + "] in \"" + file + "\"",
                fix: nearest.map { "did you mean " + $0 + "?" } ?? "config show lists them; config set FILE REMOTE type BACKEND makes one")
        case .noOption(let section, let key, let nearest):
            Failure(
                "RC8104", exit: 1, "[" + section.text + "] has no option " + key.text,
                fix: nearest.map { "did you mean " + $0 + "?" } ?? "config show lists its options")
        case .remoteExists(let name):
            Failure("RC8105", exit: 1, "there is a remote [" + name.text + "] already", fix: "choose another name, or remove that one first")
        case .invalidRemoteName(let name):
            Failure(
                "RC8106", exit: 1, "[" + name.text + "] is no name that rclone can be asked for",
                fix: "use letters, digits, and _ - . + @, with blanks and - inside only")
        case .invalidKey(let key):
            Failure(
                "RC8107", exit: 1, "rclone would not read \"" + key.text + "\" as the name of an option",
                fix: "use the option's name as rclone help backend shows it, with _ between words")
        case .lineBreak(let section, let key):
            Failure(
                "RC8108", exit: 1, "the value for " + key.text + " of [" + section.text + "] holds a line break, which no rclone.conf can",
                fix: "give one line; a PEM key takes the two characters \\n for each line break, JSON goes on one line")
        case .interpolated(let section, let key):
            Failure(
                "RC8109", exit: 1,
                "the value for " + key.text + " of [" + section.text + "] holds %(…)s, which rclone replaces when it reads the file; "
                    + "there is no way to write it",
                fix: "choose another password or key")
        case .defaultSection:
            Failure(
                "RC8110", exit: 1, "[DEFAULT] is no remote: its keys are for the others to refer to",
                fix: "set and unset its keys one by one")
        case .inheritance(let name):
            Failure(
                "RC8111", exit: 1, "[" + name.text + "] would inherit other options by its dotted name than before",
                fix: "choose a name with the same dotted part before it, or set the inherited options in the remote itself")
        case .referredTo(let name, let others):
            Failure(
                "RC8112", exit: 1, "other remotes need [" + name.text + "]: " + others.map(\.text).joined(separator: ", "),
                fix: "change or remove them first; --force removes it all the same")
        case .hiddenReference(let name, let key):
            Failure(
                "RC8113", exit: 1, key.text + " of [" + name.text + "] names the remote by way of %(…)s, and can't be changed with it",
                fix: "write the remote's name in the value itself")
        case .conflictingRemote(let name):
            Failure(
                "RC8114", exit: 1, "both files have a remote [" + name.text + "], with different options",
                fix: "rename one of the two (config rename), or leave it out with --remote")
        case .conflictingDefault:
            Failure(
                "RC8115", exit: 1, "the imported remotes refer to keys of [DEFAULT], which \"" + file + "\" has not, or has with other values",
                fix: "set the same keys in [DEFAULT] first, or write the values into the remotes")
        case .unfaithful:
            Failure(
                "RC8116", exit: 4, "the changed \"" + file + "\" would not mean what was asked for; nothing is written",
                fix: "keys named - are numbered by their place, and can't be taken out one by one; give them names")
        }
    }

    /// A remote can't be taken with all that it needs.
    static func of(_ error: ClosureError, file: String) -> Failure {
        switch error {
        case .missing(let name, nil, let nearest): .of(EditingError.noRemote(name, nearest: nearest), file: file)
        case .missing(let name, let referrer?, let nearest):
            Failure(
                "RC8201", exit: 1, "[" + referrer.text + "] refers to [" + name.text + "], which \"" + file + "\" has not",
                fix: (nearest.map { "did you mean " + $0 + "? " } ?? "") + "correct the reference, or add the remote")
        case .circle(let names):
            Failure(
                "RC8202", exit: 1, "remotes refer to each other in a circle: " + names.map(\.text).joined(separator: " → "),
                fix: "let one of them refer to a storage; rclone would run until it is killed")
        case .value(let error): of(error)
        }
    }

    static func of(_ error: EffectiveError) -> Failure {
        switch error {
        case .loop(let section, let key):
            Failure(
                "RC8203", exit: 1, key.text + " of [" + section.text + "] refers to itself by way of %(…)s",
                fix: "write the value itself; rclone dies of such a value, or reads nonsense")
        case .tooLarge(let section, let key):
            Failure(
                "RC8203", exit: 1, key.text + " of [" + section.text + "] grows beyond all bounds by its references %(…)s",
                fix: "write the value itself")
        }
    }
}
