internal import ChildPrograms
package import SecretMemory

/// Reads contents by their ids, all through one `git cat-file --batch`, and none that is too large or not here.
package struct BlobReader: ~Copyable {
    private let sizes: [String: Int]
    private var program: PipedProgram
    private var waiting: [UInt8] = []
    /// Asked for, and not in this repository.
    package let missing: Int
    /// Larger than the limit, and not read.
    package let tooLarge: Int
    /// So many ids, and the answers to them, fit into a pipe.
    private static let share = 400

    /// `blobs` are all that may be asked for.
    package init(of repository: GitRepository, _ blobs: [String], limit: Int = 16 << 20) throws(GitError) {
        let found = try Self.sizes(of: blobs, in: repository)
        let program = try repository.git.started(["cat-file", "--batch"])
        self.init(sizes: found.filter { $0.value <= limit }, found: found.count, of: blobs.count, program)
    }

    private init(sizes: [String: Int], found: Int, of asked: Int, _ program: consuming PipedProgram) {
        self.sizes = sizes
        missing = asked - found
        tooLarge = found - sizes.count
        self.program = program
    }

    private static func sizes(of blobs: [String], in repository: GitRepository) throws(GitError) -> [String: Int] {
        var rest = blobs[...]
        if repository.isPartial {
            // To ask for one that is missing would have git fetch it.
            let listing = try repository.git.output(["cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)"])
            let here = Set(String(decoding: listing, as: UTF8.self).split(separator: "\n").map(String.init))
            rest = blobs.filter { here.contains($0) }[...]
        }
        var sizes: [String: Int] = [:]
        var check = try repository.git.started(["cat-file", "--batch-check"])
        var lines: [UInt8] = []
        while !rest.isEmpty {
            let some = rest.prefix(share)
            rest = rest.dropFirst(some.count)
            try ask(&check, some.joined(separator: "\n") + "\n")
            for blob in some {
                let words = try line(&check, &lines).split(separator: " ")
                if words.count == 3, words[0] == blob, words[1] == "blob", let size = Int(words[2]) { sizes[blob] = size }
            }
        }
        _ = check.end(seconds: 1)
        return sizes
    }

    /// Nil for what is missing, too large, or no blob.
    package mutating func read(_ blob: String, into arena: SecretArena) throws(GitError) -> SecretSlice? {
        guard let size = sizes[blob] else { return nil }
        try Self.ask(&program, blob + "\n")
        let words = try Self.line(&program, &waiting).split(separator: " ")
        guard words.count == 3, words[0] == blob, words[2] == String(size) else { throw .unexpected(command: "cat-file") }
        let room = arena.allocate(count: size + 1)
        var filled = min(waiting.count, size + 1)
        room.copyBytes(from: waiting[..<filled])
        waiting.removeFirst(filled)
        while filled < size + 1 {
            let count = try Self.some(&program, UnsafeMutableRawBufferPointer(rebasing: room[filled...]))
            guard count > 0 else { throw .unexpected(command: "cat-file") }
            filled += count
        }
        return arena.slice(of: UnsafeRawBufferPointer(rebasing: room[..<size]))
    }

    private static func ask(_ program: inout PipedProgram, _ text: String) throws(GitError) {
        do throws(ProgramFailure) {
            try Array(text.utf8).withRawBytes { (bytes) throws(ProgramFailure) in try program.write(bytes, seconds: GitProgram.patience) }
        } catch { throw .failed(command: "cat-file", code: -1) }
    }

    private static func some(_ program: inout PipedProgram, _ room: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
        do throws(ProgramFailure) { return try program.read(into: room, seconds: GitProgram.patience) } catch {
            throw .failed(command: "cat-file", code: -1)
        }
    }

    private static func line(_ program: inout PipedProgram, _ waiting: inout [UInt8]) throws(GitError) -> String {
        while true {
            if let end = waiting.firstIndex(of: 0x0A) {
                let line = String(decoding: waiting[..<end], as: UTF8.self)
                waiting.removeFirst(end + 1)
                return line
            }
            var room = [UInt8](repeating: 0, count: 4096)
            var count = 0
            var failure: GitError?
            room.withUnsafeMutableBytes { room in
                do throws(GitError) { count = try some(&program, room) } catch { failure = error }
            }
            if let failure { throw failure }
            guard count > 0 else { throw .unexpected(command: "cat-file") }
            waiting += room[..<count]
        }
    }
}
