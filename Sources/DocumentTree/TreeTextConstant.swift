extension TreeText {
    /// A text that lives as long as the program.
    package static func constant(_ text: StaticString) -> TreeText {
        TreeText(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}
