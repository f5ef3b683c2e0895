import Foundation
import SecretMemory
import Testing

@Suite struct SecretMemoryTests {
    @Test func aDuplicateHasTheSameBytesElsewhere() {
        let secret = SecretBytes(copying: [1, 2, 3])
        let other = secret.duplicate()
        secret.withBytes { mine in
            other.withBytes { theirs in
                #expect(ConstantTime.equal(mine, theirs))
                #expect(mine.baseAddress != theirs.baseAddress)
            }
        }
    }

    @Test func comparisonSeesEveryByteAndTheLength() {
        let bytes: [UInt8] = [9, 8, 7, 6]
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x80
            #expect(!bytes.withRawBytes { left in other.withRawBytes { ConstantTime.equal(left, $0) } })
        }
        #expect(!bytes.withRawBytes { left in [UInt8]([9, 8, 7]).withRawBytes { ConstantTime.equal(left, $0) } })
    }

    @Test func wipingLeavesZeros() {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 8)
        defer { room.deallocate() }
        room.initializeMemory(as: UInt8.self, repeating: 0x55)
        ConstantTime.wipe(room)
        #expect(room.allSatisfy { $0 == 0 })
    }

    @Test func aBuilderKeepsItsBytesWhileItGrowsAndWipesWhatItOutgrew() {
        let arena = SecretArena()
        // Both in one block of pages, so that the builder's first room is right behind this one.
        let before = arena.allocate(count: 64)
        let first = UnsafeRawBufferPointer(start: before.baseAddress! + 64, count: 64)
        var builder = SecretBuilder(in: arena, capacity: 64)
        var expected: [UInt8] = []
        for index in 1...64 {
            builder.append(UInt8(index))
            expected.append(UInt8(index))
        }
        #expect(first.elementsEqual(expected))
        for index in 0..<10_000 {
            builder.append(UInt8(truncatingIfNeeded: index))
            expected.append(UInt8(truncatingIfNeeded: index))
        }
        #expect(builder.finish().bytes == expected)
        #expect(first.allSatisfy { $0 == 0 })
    }

    @Test func slicesOfALargeAllocationReadTheSameMemory() {
        let arena = SecretArena()
        let whole = arena.store([UInt8](repeating: 3, count: 1 << 20))
        #expect(whole[(1 << 19)..<(1 << 20)].count == 1 << 19)
        #expect(whole[(1 << 20) - 1] == 3)
    }

    #if os(Linux)
    @Test func anArenaIsLeftOutOfCoreDumps() throws {
        let arena = SecretArena()
        defer { withExtendedLifetime(arena) {} }
        let room = arena.allocate(count: 32)
        let flags = try MemoryFlags.of(room.baseAddress!)
        #expect(flags.contains(" dd"))
        if arena.isLocked { #expect(flags.contains(" lo")) }
    }
    #endif
}
