/// Where names stand in a list. Cheaper than a dictionary, which a section of a large document would fill and empty a
/// thousand times; the seed is drawn anew in each run, so that nobody can make names that collide.
package struct NameTable {
    private var slots: ContiguousArray<Int32>
    private var names: ContiguousArray<TreeText> = []
    private var hashes: ContiguousArray<UInt64> = []
    private let seed = UInt64.random(in: 0 ... .max) | 1

    package init() { slots = ContiguousArray(repeating: -1, count: 64) }

    /// The place of a name, or nil when it is new, and then has the next place.
    package mutating func place(of name: TreeText) -> Int? {
        let hash = hash(name)
        var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if hashes[place] == hash, names[place].isSame(as: name) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(truncatingIfNeeded: names.count)
        names.append(name)
        hashes.append(hash)
        if names.count * 2 > slots.count { grow() }
        return nil
    }

    package mutating func removeAll() {
        for hash in hashes {
            var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
            while slots[slot] >= 0 {
                slots[slot] = -1
                slot = (slot + 1) & (slots.count - 1)
            }
        }
        names.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
    }

    private mutating func grow() {
        slots = ContiguousArray(repeating: -1, count: slots.count * 2)
        for (place, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: place)
        }
    }

    private func hash(_ name: TreeText) -> UInt64 {
        var hash = seed &+ UInt64(truncatingIfNeeded: name.count)
        let bytes = name.buffer
        var index = 0
        while index + 8 <= bytes.count {
            hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        hash = (hash ^ rest) &* seed
        return hash ^ hash >> 31
    }
}
