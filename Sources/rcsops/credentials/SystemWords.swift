import FileReplacement

/// The system's error numbers in words.
enum SystemWords {
    static func of(_ number: Int32) -> String { FileError.words(for: number) }
}
