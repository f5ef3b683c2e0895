/// A program's run of which only the messages matter: it gets nothing on stdin, what it prints is thrown away, and what it says on stderr is
/// handed on line by line.
package enum ProgramLines {
    /// A longer line is cut.
    package static let limit = 64 << 10
    /// A cut line may end in a piece of anything: so much of its end is left out with the rest of it.
    package static let margin = 4 << 10

    /// - Parameter say: Gets each line without its end, and whether its end was cut off.
    package static func of(_ arguments: [String], say: (String, _ isCut: Bool) -> Void) throws(ProgramFailure) -> PipedProgram.Ending {
        var program = try PipedProgram(arguments, errors: .read)
        program.closeInput()
        var line: [UInt8] = []
        var isCut = false
        func take(_ bytes: some Collection<UInt8>) {
            for byte in bytes {
                if byte == 0x0A {
                    if !isCut { say(String(decoding: line, as: UTF8.self), false) }
                    line.removeAll(keepingCapacity: true)
                    isCut = false
                } else if !isCut {
                    line.append(byte)
                    guard line.count >= limit else { continue }
                    say(String(decoding: line, as: UTF8.self), true)
                    isCut = true
                }
            }
        }
        var room = [UInt8](repeating: 0, count: 4096)
        while true {
            var count = 0
            var failure: ProgramFailure?
            room.withUnsafeMutableBytes { room in
                do throws(ProgramFailure) { count = try program.read(into: room, seconds: 1) } catch { failure = error }
            }
            if case .silent? = failure {
                // Whom it has left behind may hold the pipe for ever.
                guard !program.hasEndedByNow() else { break }
                continue
            }
            if let failure { throw failure }
            if count == 0 { break }
            take(room[..<count])
        }
        if !line.isEmpty, !isCut { say(String(decoding: line, as: UTF8.self), false) }
        return program.end(seconds: 3600)
    }
}
