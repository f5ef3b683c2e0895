internal import CLibSodium

/// Comparison and wiping that the optimiser can't shorten.
package enum ConstantTime {
    /// True when both have the same bytes. The time depends on the lengths only.
    package static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return sodium_memcmp(first, second, left.count) == 0
    }

    /// Overwrites with zeros, also when nothing reads the memory afterwards.
    package static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        sodium_memzero(start, bytes.count)
    }
}
