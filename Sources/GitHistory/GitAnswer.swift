package import SecretMemory

/// What git answers to a question about a repository that may be anybody's: as ``GitRepository`` asks, nothing is run that its configuration
/// names, and nothing is fetched.
package enum GitAnswer {
    /// The output, where git ended with one of the codes in `fine`.
    package static func of(_ words: [String], in folder: String, fine: [Int32] = [0], into arena: SecretArena) throws(GitError) -> SecretSlice {
        let result = try GitProgram(folder: folder).result(words, into: arena)
        guard fine.contains(result.code) else { throw .failed(command: words.first ?? "", code: result.code) }
        return result.output
    }
}
