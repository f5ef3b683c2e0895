import SopsDocument

/// `groups delete`: takes a group of master keys out of a file, whose data key is shared out anew.
enum GroupsDeleteOperation {
    static func run(_ options: GroupsDeleteOptions) throws(Failure) {
        guard options.words.count == 1, let word = options.words.first else {
            throw Failure("RC6214", exit: 1, "exactly one positional argument (index) required", fix: "give the group's number, from 0")
        }
        guard !word.isEmpty, word.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let index = Int(word) else {
            throw Failure("RC6212", exit: 1, "failed to parse [index] argument: \"" + word + "\" is no number", fix: "give the group's number, from 0")
        }
        try KeyGroups.change(
            options.file, inPlace: options.inPlace, threshold: options.shamirThreshold, actsAsSops: options.actsAsSops
        ) { (groups) throws(Failure) in
            guard groups.indices.contains(index) else {
                throw Failure(
                    "RC6212", exit: 1, "there is no key group \(index): the file has \(groups.count)", fix: "give a number from 0 to \(groups.count - 1)")
            }
            guard groups.count > 1 else {
                throw Failure("RC6213", exit: 1, "removing the only key group would leave nobody who can open the file", fix: "add another group first")
            }
            var rest = groups
            rest.remove(at: index)
            return rest
        }
    }
}
