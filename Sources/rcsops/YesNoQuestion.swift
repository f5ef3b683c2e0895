#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A question that is answered by `y` or `n` on standard input, by a person or a script.
enum YesNoQuestion {
    /// As sops asks (3.11 `cmd/sops/subcommand/updatekeys`): on stdout, again on the same line for any other word; a line that
    /// is not one word, and the end, are no answer. As rcsops the question goes to stderr, and an empty line asks again.
    static func ask(_ question: String, actsAsSops: Bool) throws(Failure) -> Bool {
        while true {
            if actsAsSops { try System.put(question) } else { System.say(question) }
            guard let line = readLine() else { throw noAnswer }
            let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            if actsAsSops, words.count != 1 { throw noAnswer }
            switch words.first {
            case "y" where words.count == 1: return true
            case "n" where words.count == 1: return false
            case "yes" where !actsAsSops: return true
            case "no" where !actsAsSops: return false
            default: continue
            }
        }
    }

    private static var noAnswer: Failure {
        Failure("RC6412", exit: 1, "there is no answer on standard input, so nothing was changed", fix: "answer y or n, or give --yes")
    }

    // Byte by byte: what stands behind the answer is not ours.
    private static func readLine() -> String? {
        var bytes: [UInt8] = []
        while bytes.count < 4096 {
            var byte: UInt8 = 0
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
            if byte == 0x0A { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
