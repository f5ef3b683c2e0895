internal import CLibSodium
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Where the plaintext of one file lives: pages of its own, locked where the system allows it, left out of core dumps,
/// wiped all at once when the last ``SecretSlice`` into it is gone.
///
/// Confined to one task at a time: nothing guards concurrent allocation. Reading slices from several tasks is safe.
package final class SecretArena {
    private struct Chunk {
        let start: UnsafeMutableRawPointer
        let size: Int
        var used: Int
    }

    private var chunks: [Chunk] = []
    /// False when the system refused to lock a page (`RLIMIT_MEMLOCK`); the work goes on.
    package private(set) var isLocked = true

    /// False for an arena of ciphertext, which needs no lock and no wiping.
    private let holdsSecrets: Bool

    package init() { holdsSecrets = true }

    private init(holdsSecrets: Bool) { self.holdsSecrets = holdsSecrets }

    /// An arena for what is no secret, such as an encrypted document: large, and cheaper without lock and wiping.
    package static func ofCiphertext() -> SecretArena { SecretArena(holdsSecrets: false) }

    /// `count` bytes that stay where they are until the arena goes; `alignment` is a power of two, at most a page.
    package func allocate(count: Int, alignment: Int = 1) -> UnsafeMutableRawBufferPointer {
        precondition(count >= 0)
        func place(in chunk: Chunk) -> Int { (chunk.used + alignment - 1) & ~(alignment - 1) }
        if chunks.isEmpty || chunks[chunks.count - 1].size - place(in: chunks[chunks.count - 1]) < count {
            addChunk(holding: count)
        }
        let last = chunks.count - 1
        let place = place(in: chunks[last])
        chunks[last].used = place + count
        return UnsafeMutableRawBufferPointer(start: chunks[last].start + place, count: count)
    }

    /// Has the system give the pages of a large room now, on the thread that calls: for memory that another thread will
    /// soon write. What the system can't do is done at the first write, as ever.
    package static func populate(_ room: UnsafeMutableRawBufferPointer) {
        #if os(Linux)
        let page = 4096
        guard room.count >= 2 << 20, let start = room.baseAddress else { return }
        let first = (Int(bitPattern: start) + page - 1) & ~(page - 1)
        let end = (Int(bitPattern: start) + room.count) & ~(page - 1)
        // MADV_POPULATE_WRITE, Linux 5.14.
        _ = madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, 23)
        #endif
    }

    /// A copy of `bytes` in the arena.
    package func store(_ bytes: UnsafeRawBufferPointer) -> SecretSlice {
        let room = allocate(count: bytes.count)
        room.copyMemory(from: bytes)
        return SecretSlice(arena: self, bytes: UnsafeRawBufferPointer(room))
    }

    /// The slice of bytes that lie in this arena, or in memory that outlives it.
    package func slice(of bytes: UnsafeRawBufferPointer) -> SecretSlice { SecretSlice(arena: self, bytes: bytes) }

    /// The slice of a room that this arena gave.
    package func slice(of room: UnsafeMutableRawBufferPointer) -> SecretSlice {
        SecretSlice(arena: self, bytes: UnsafeRawBufferPointer(room))
    }

    /// A copy of bytes that are no secret yet take part in one, such as a literal in a template.
    package func store(_ bytes: [UInt8]) -> SecretSlice {
        bytes.withUnsafeBytes { store($0) }
    }

    private func addChunk(holding count: Int) {
        let page = 4096
        // Each block costs four system calls, so they grow; not far, since a locked page takes memory also when unused.
        let wanted = max(min(chunks.last.map { $0.size * 2 } ?? 16 * page, 512 << 10), count)
        let size = (wanted + page - 1) / page * page
        guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0), start != MAP_FAILED else {
            OutOfMemory.end()
        }
        #if os(Linux)
        // A fault for each small page is half of what a large document costs.
        if size >= 2 << 20 { _ = madvise(start, size, MADV_HUGEPAGE) }
        #endif
        if holdsSecrets {
            // sodium_mlock also asks for MADV_DONTDUMP.
            if sodium_mlock(start, size) != 0 { isLocked = false }
            #if os(Linux)
            _ = madvise(start, size, MADV_DONTDUMP)
            #endif
        }
        chunks.append(Chunk(start: start, size: size, used: 0))
    }

    deinit {
        for chunk in chunks {
            if holdsSecrets {
                sodium_memzero(chunk.start, chunk.used)
                munlock(chunk.start, chunk.size)
            }
            munmap(chunk.start, chunk.size)
        }
    }
}
