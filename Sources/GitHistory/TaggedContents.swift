/// What refs name that is no commit: a tag may name a file's content, or a folder, and whoever fetches the tag has it.
enum TaggedContents {
    /// So many questions, and the answers to them, fit into a pipe.
    private static let share = 200

    /// False where some could not be read.
    static func all(in repository: GitRepository) throws(GitError) -> (versions: [BlobVersion], isWhole: Bool) {
        let listed = try repository.git.result(["for-each-ref", "--format=%(objecttype) %(refname)"])
        var isWhole = listed.code == 0
        let refs = listed.output.withBytes { String(decoding: $0, as: UTF8.self) }.split(separator: "\n").compactMap { line -> Substring? in
            let words = line.split(separator: " ", maxSplits: 1)
            return words.count == 2 && words[0] != "commit" ? words[1] : nil
        }[...]
        var rest = refs
        var versions: [BlobVersion] = []
        while !rest.isEmpty {
            let some = rest.prefix(share)
            rest = rest.dropFirst(some.count)
            // A tag may name a tag.
            let answer = try repository.git.output(
                ["cat-file", "--batch-check=%(objecttype) %(objectname)"], input: Array(some.map { $0 + "^{}\n" }.joined().utf8))
            for line in String(decoding: answer, as: UTF8.self).split(separator: "\n") {
                let words = line.split(separator: " ")
                switch words.first {
                case "blob": versions.append(BlobVersion(blob: String(words[1]), path: nil, commit: nil))
                case "tree": versions += try repository.files(of: String(words[1])).map { BlobVersion(blob: $0.blob, path: $0.path, commit: nil) }
                case "commit", "tag": break
                default: isWhole = false
                }
            }
        }
        return (versions, isWhole)
    }
}
