/// Collects secret output of unknown length. What it outgrows stays in the arena, and is wiped with it.
package struct SecretBuilder: ~Copyable {
    private let arena: SecretArena
    @usableFromInline package var room: UnsafeMutableRawBufferPointer
    /// Bytes appended so far.
    @usableFromInline package var count = 0
    /// Where the texts of ``append(later:)`` stand, in their order.
    package private(set) var laterPlaces: ContiguousArray<Int> = []
    private let leavesRoom: Bool

    /// Begins in a room of the arena, and copies no text of ``append(later:)`` into it.
    package init(in arena: SecretArena, leavingOutInto room: UnsafeMutableRawBufferPointer) {
        self.arena = arena
        leavesRoom = true
        self.room = room
    }

    package init(in arena: SecretArena, capacity: Int = 1024) {
        self.arena = arena
        leavesRoom = false
        room = arena.allocate(count: max(capacity, 64))
    }

    /// Makes room for `more` bytes at once, so that a large output is not moved as it grows.
    @inlinable @inline(__always) package mutating func reserve(_ more: Int) {
        if room.count - count < more { grow(by: more) }
    }

    @usableFromInline package mutating func grow(by more: Int) {
        let larger = arena.allocate(count: max(room.count * 2, count + more))
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[..<count]))
        ConstantTime.wipe(UnsafeMutableRawBufferPointer(rebasing: room[..<count]))
        room = larger
    }

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

    @inlinable @inline(__always) package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        (room.baseAddress.unsafelyUnwrapped + count).copyMemory(from: start, byteCount: bytes.count)
        count += bytes.count
    }

    /// Appends a text that may be yet to be made: when the builder leaves room, its size counts and its place is kept.
    package mutating func append(later text: UnsafeRawBufferPointer) {
        guard leavesRoom else { return append(text) }
        reserve(text.count)
        laterPlaces.append(count)
        count += text.count
    }

    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    package mutating func append(_ slice: SecretSlice) {
        slice.withBytes { append($0) }
    }

    @inlinable @inline(__always) package mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// The bytes appended so far, as one slice.
    package consuming func finish() -> SecretSlice {
        SecretSlice(arena: arena, bytes: UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
}
