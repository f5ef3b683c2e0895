#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A run of bytes that a ``DocumentTree``'s arena, or the source that the arena holds, keeps alive. No secret is copied by
/// copying it; it has no description.
@frozen package struct TreeText: @unchecked Sendable {
    /// Nil for "no text", which is not the same as an empty one.
    package let start: UnsafePointer<UInt8>?
    // Half a word less, a million times; files of 4 GiB are refused long before.
    @usableFromInline let storedCount: UInt32

    /// Length in bytes.
    @inlinable @inline(__always) package var count: Int { Int(storedCount) }

    @inlinable @inline(__always) package init(start: UnsafePointer<UInt8>?, count: Int) {
        self.start = start
        storedCount = UInt32(truncatingIfNeeded: count)
    }

    /// The bytes of a buffer that outlives the text.
    @inlinable @inline(__always) package init(_ bytes: UnsafeRawBufferPointer) {
        self.init(start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    }

    /// Where no key stands.
    package static let none = TreeText(start: nil, count: 0)

    @inlinable @inline(__always) package var isEmpty: Bool { count == 0 }

    /// The bytes, valid as long as the tree is.
    @inlinable @inline(__always) package var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// The byte at `offset`, 0 ..< ``count``.
    @inlinable @inline(__always) package subscript(offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < count)
        return start.unsafelyUnwrapped[offset]
    }

    /// A part of the same bytes.
    @inlinable @inline(__always) package subscript(range: Range<Int>) -> TreeText {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return TreeText(start: start.map { $0 + range.lowerBound }, count: range.count)
    }

    /// Same bytes as a public constant.
    package func equals(_ constant: StaticString) -> Bool {
        count == constant.utf8CodeUnitCount && hasPrefix(constant)
    }

    /// Same bytes. Not in constant time: for names.
    package func isSame(as other: TreeText) -> Bool {
        guard count == other.count, let start, let other = other.start, count > 0 else { return count == other.count }
        return start == other || memcmp(start, other, count) == 0
    }

    /// True when the bytes begin so.
    package func hasPrefix(_ constant: StaticString) -> Bool {
        guard count >= constant.utf8CodeUnitCount, let start else { return constant.utf8CodeUnitCount == 0 }
        return memcmp(start, constant.utf8Start, constant.utf8CodeUnitCount) == 0
    }

    /// A copy of the bytes, for names and numbers, which are no secrets.
    package var bytes: [UInt8] { Array(buffer) }
}
