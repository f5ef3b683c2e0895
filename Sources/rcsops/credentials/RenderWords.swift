import ArgumentParser
import ChildPrograms

/// The words of `--render`.
enum RenderWords {
    static func split(_ text: String) throws -> [String] {
        do {
            let words = try ShellWords.split(text)
            guard !words.isEmpty else { throw ValidationError("--render names no program.") }
            return words
        } catch let unfinished as ShellWords.Unfinished {
            throw ValidationError("--render can't be taken apart into words: " + unfinished.message + ".")
        }
    }
}
