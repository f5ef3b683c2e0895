#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

extension TreeText {
    /// Where `byte` stands first, from `offset` on; nil where it doesn't.
    package func firstOffset(of byte: UInt8, from offset: Int = 0) -> Int? {
        guard let start, offset >= 0, offset < count, let found = memchr(start + offset, Int32(byte), count - offset)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(start)
    }
}
