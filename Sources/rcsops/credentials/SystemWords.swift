import FileReplacement

/// The system's error numbers in words.
enum SystemWords {
    static func of(_ number: Int32) -> String { FileError.words(for: number) }

    /// Behind what failed; nothing where no call did, since the words for that are "Success".
    static func after(_ number: Int32) -> String { number == 0 ? "" : ": " + of(number) }
}
