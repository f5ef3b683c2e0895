/// Collects secret output of unknown length. What it outgrows stays in the arena, and is wiped with it.
package struct SecretBuilder: ~Copyable {
    private let arena: SecretArena
    private var room: UnsafeMutableRawBufferPointer
    /// Bytes appended so far.
    package private(set) var count = 0

    package init(in arena: SecretArena, capacity: Int = 1024) {
        self.arena = arena
        room = arena.allocate(count: max(capacity, 64))
    }

    /// Makes room for `more` bytes at once, so that a large output is not moved as it grows.
    package mutating func reserve(_ more: Int) {
        guard room.count - count < more else { return }
        let larger = arena.allocate(count: max(room.count * 2, count + more))
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[..<count]))
        ConstantTime.wipe(room)
        room = larger
    }

    /// Makes room for `more` bytes at once.
    package mutating func reserveCapacity(_ more: Int) { reserve(max(more, 0)) }

    /// Lends room for at least one byte, all that is free, and for `least` bytes when nothing is; `body` gives how many it
    /// wrote.
    package mutating func append(atLeast least: Int, filledBy body: (UnsafeMutableRawBufferPointer) -> Int) {
        if room.count == count { reserve(max(least, 1)) }
        let free = UnsafeMutableRawBufferPointer(rebasing: room[count...])
        count += min(max(body(free), 0), free.count)
    }

    package mutating func append(_ byte: UInt8) {
        reserve(1)
        room[count] = byte
        count += 1
    }

    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        reserve(bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    package mutating func append(_ slice: SecretSlice) {
        slice.withBytes { append($0) }
    }

    package mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The bytes appended so far, as one slice.
    package consuming func finish() -> SecretSlice {
        SecretSlice(arena: arena, bytes: UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
}
