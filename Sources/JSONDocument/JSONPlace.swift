/// A place in a JSON text, as editors count: from 1, lines at LF, columns in characters (Unicode scalars).
package struct JSONPlace: Equatable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The place of the byte at `offset`. Reads all that is before it, so for errors only.
    init(of offset: Int, in bytes: UnsafePointer<UInt8>) {
        var line = 1
        var column = 1
        for index in 0..<max(offset, 0) {
            let byte = bytes[index]
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.init(line: line, column: column)
    }
}
