import FileReplacement

extension Failure {
    /// Somebody else has written a file between our reading and our writing.
    static let changedCode = "RC2011"

    /// Reading failed. sops exits 100 for a file that isn't there, 2 for one that can't be read.
    static func reading(_ error: FileError, name: String) -> Failure {
        switch error {
        case .notFound:
            Failure(
                "RC2001", exit: 100, "cannot operate on non-existent file \"" + name + "\"",
                fix: "check the path; it is taken from the folder that you are in")
        case .isFolder:
            Failure("RC2002", exit: 2, "\"" + name + "\" is a folder, not a file", fix: "name the file inside it")
        case .unreadable(_, let number):
            Failure(
                "RC2003", exit: 2, "\"" + name + "\" can't be read: " + FileError.words(for: number),
                fix: "give yourself the right to read it (ls -l shows the rights)")
        case .tooLarge(_, let limit):
            Failure(
                "RC2004", exit: 2, "\"" + name + "\" is larger than \(limit >> 20) MiB",
                fix: "give an rclone.conf or an encrypted one; those are kilobytes")
        case .notRegular:
            Failure(
                "RC2012", exit: 2, "\"" + name + "\" is a FIFO, a socket or a device, not a file", fix: "name a file")
        case .outside(_, let target):
            Failure(
                "RC7106", exit: 1, "\"" + name + "\" leads out of the kustomization root, to \"" + target + "\"",
                fix: "put the file below the kustomization, or set RCSOPS_KSOPS_LOAD_RESTRICTOR=none where every kustomization is trusted")
        case .sameFile:
            Failure("RC7114", exit: 1, "\"" + name + "\" is the program that runs", fix: "name another folder; nothing is to be done there")
        case .severalHardLinks, .unwritable, .alreadyThere, .unsynced, .foreignOwner, .changed: writing(error, name: name)
        }
    }

    /// Writing failed; the file is as it was. sops exits 3.
    static func writing(_ error: FileError, name: String) -> Failure {
        switch error {
        case .unwritable(_, let step, let number):
            Failure(
                "RC2005", exit: 3,
                "\"" + name + "\" can't be written (" + step + "): " + FileError.words(for: number) + "; the file is as it was",
                fix: "make room, or get the right to write in its folder, and try again")
        case .severalHardLinks(_, let count):
            Failure(
                "RC2006", exit: 3,
                "\"" + name + "\" has \(count) names (hard links): replacing one would leave the others with the old content",
                fix: "write to another file with --output, or remove the other names")
        case .foreignOwner(_, let number):
            Failure(
                "RC2009", exit: 3,
                "\"" + name + "\" has another owner or group, which the new file could not be given ("
                    + FileError.words(for: number) + "); the file is as it was",
                fix: "write to another file with --output, or have the owner do it")
        case .changed:
            Failure(
                changedCode, exit: 3, "\"" + name + "\" was changed by somebody else in the meantime; nothing is written",
                fix: "run the command again: it then begins with what is there now")
        case .alreadyThere:
            Failure("RC2007", exit: 3, "\"" + name + "\" is there already", fix: "name another file")
        case .unsynced(_, let number):
            Failure(
                "RC2008", exit: 3,
                "\"" + name + "\" is written, yet its folder could not be synced: " + FileError.words(for: number),
                fix: "check the disk, and look at the file before you rely on it")
        case .isFolder: Failure("RC2002", exit: 3, "\"" + name + "\" is a folder, not a file", fix: "name a file")
        case .notFound, .unreadable, .tooLarge, .notRegular, .outside, .sameFile: reading(error, name: name)
        }
    }
}
