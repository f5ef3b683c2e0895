/// Why godotenv refuses an env file. The line is named, and nothing of what stands there.
package enum DotenvReadingError: Error, Equatable, Sendable {
    case unexpectedCharacter(line: Int, byte: UInt8)
    /// Nothing behind `export`.
    case nameMissing(line: Int)
    case unterminatedQuote(line: Int)
}
