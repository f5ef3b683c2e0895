import Foundation
import SecretMemory
import Testing

@Suite struct SecretBytesTests {
    private final class Held: Sendable {
        let bytes: SecretBytes

        init(_ bytes: consuming SecretBytes) { self.bytes = bytes }
    }

    @Test(arguments: [0, 1, 32, 64, 65, 256, 257, 5000]) func aNewSecretIsZeroWhateverWasThereBefore(count: Int) {
        for _ in 0..<50 {
            let secret = SecretBytes(count: count) { room in
                #expect(room.allSatisfy { $0 == 0 })
                room.initializeMemory(as: UInt8.self, repeating: 0xA7)
            }
            #expect(secret.count == count && secret.withBytes { $0.allSatisfy { $0 == 0xA7 } })
        }
    }

    @Test func aSecretIsWipedWhenItGoes() {
        var addresses: [UnsafeRawPointer] = []
        // Slots are used again in no order that a caller could count on, so several are watched.
        do {
            let held = (0..<100).map { _ in Held(SecretBytes(copying: [UInt8](repeating: 0xC3, count: 48))) }
            addresses = held.map { $0.bytes.withBytes { $0.baseAddress! } }
            #expect(Set(addresses).count == 100)
            #expect(addresses.allSatisfy { $0.load(as: UInt8.self) == 0xC3 })
        }
        for address in addresses {
            #expect(UnsafeRawBufferPointer(start: address, count: 48).allSatisfy { $0 != 0xC3 })
        }
    }

    @Test func secretsOfManyThreadsNeverShareMemory() async {
        await withTaskGroup(of: Bool.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    var isRight = true
                    var held: [Held] = []
                    for round in 0..<5_000 {
                        let mark = UInt8(truncatingIfNeeded: thread &* 31 &+ round)
                        held.append(Held(SecretBytes(copying: [UInt8](repeating: mark, count: 16 + round % 200) )))
                        if held.count > 40 {
                            let old = held.remove(at: round % 40)
                            isRight = isRight && old.bytes.withBytes { bytes in bytes.allSatisfy { $0 == bytes[0] } }
                        }
                    }
                    return isRight
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    #if os(Linux)
    @Test(arguments: [32, 200, 1000]) func aSecretIsLeftOutOfCoreDumps(count: Int) throws {
        let secret = SecretBytes(count: count)
        let flags = try secret.withBytes { try MemoryFlags.of($0.baseAddress!) }
        #expect(flags.contains(" dd"))
        #expect(secret.count == count)
    }
    #endif
}
