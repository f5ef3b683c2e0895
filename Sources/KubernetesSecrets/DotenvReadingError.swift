/// Why godotenv refuses an env file. The line is named, and nothing of what stands there.
package enum DotenvReadingError: Error, Equatable, Sendable {
    case unexpectedCharacter(line: Int, byte: UInt8)
    case unterminatedQuote(line: Int)
}
