internal import CLibSodium
internal import Synchronization

/// Room for short secrets: slots of a few pages of libsodium's guarded heap. One allocation of that heap costs four system
/// calls and a locked page, and a decryption makes a dozen keys of 32 bytes: slots make them free of both. What is lost
/// is a guard page behind each; the pages as a whole are guarded, locked and left out of core dumps as before.
struct SecretSlots: ~Copyable {
    /// In bytes; an age recipient's secrets and a data key need no more than the first.
    private static let sizes = [64, 256]
    /// Four pages at a time.
    private static let slabSize = 16 << 10

    static let shared = Mutex(SecretSlots())

    /// Free slots of each size, all zero.
    private var free: [[UnsafeMutableRawPointer]] = [[], []]

    /// The class of a secret of `count` bytes; nil for a large one, which gets pages of its own.
    static func sizeClass(of count: Int) -> Int? { sizes.firstIndex { count <= $0 } }

    /// A slot of zeros; nil when the system has no memory left.
    mutating func take(_ sizeClass: Int) -> UnsafeMutableRawPointer? {
        if let slot = free[sizeClass].popLast() { return slot }
        guard let slab = sodium_malloc(Self.slabSize) else { return nil }
        sodium_memzero(slab, Self.slabSize)
        // The last one is given out; the lowest address is the next, so that few secrets share few pages.
        for offset in stride(from: Self.slabSize - Self.sizes[sizeClass], to: 0, by: -Self.sizes[sizeClass]) {
            free[sizeClass].append(slab + offset)
        }
        return slab
    }

    /// Wipes a slot and takes it back.
    mutating func give(_ slot: UnsafeMutableRawPointer, _ sizeClass: Int) {
        sodium_memzero(slot, Self.sizes[sizeClass])
        free[sizeClass].append(slot)
    }
}
