internal import CZlib
internal import SecretMemory

/// zlib streams (RFC 1950) whose working memory holds plaintext, and is therefore taken from the arena.
enum ZlibStream {
    private static let allocate: alloc_func = { arena, count, size in
        let (bytes, overflow) = Int(count).multipliedReportingOverflow(by: Int(size))
        guard let arena, !overflow, bytes < 1 << 24 else { return nil }
        return Unmanaged<SecretArena>.fromOpaque(arena).takeUnretainedValue().allocate(count: bytes, alignment: 16).baseAddress
    }
    // The arena wipes all of it when it goes.
    private static let free: free_func = { _, _ in }

    /// Lends a stream that stays where it is: zlib keeps its address.
    private static func withStream<R>(in arena: SecretArena, _ body: (UnsafeMutablePointer<z_stream>) -> R) -> R {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        stream.pointee.zalloc = allocate
        stream.pointee.zfree = free
        stream.pointee.opaque = Unmanaged.passUnretained(arena).toOpaque()
        return body(stream)
    }

    /// The compressed bytes; nil for more than zlib counts in one call (4 GiB).
    static func deflate(_ input: SecretSlice, in arena: SecretArena) -> SecretSlice? {
        withStream(in: arena) { stream in
            guard let length = UInt32(exactly: input.count),
                deflateInit_(stream, Z_DEFAULT_COMPRESSION, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
            else { return nil }
            defer { deflateEnd(stream) }
            let room = arena.allocate(count: Int(deflateBound(stream, UInt(input.count))))
            guard let space = UInt32(exactly: room.count) else { return nil }
            return input.withBytes { bytes in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
                stream.pointee.avail_in = length
                stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = space
                guard CZlib.deflate(stream, Z_FINISH) == Z_STREAM_END else { return nil }
                return arena.slice(of: UnsafeMutableRawBufferPointer(rebasing: room[..<Int(stream.pointee.total_out)]))
            }
        }
    }

    /// The bytes of a whole stream; nil when it is malformed, cut off, or gives more than `limit` bytes.
    static func inflate(_ input: SecretSlice, limit: Int, in arena: SecretArena) -> SecretSlice? {
        withStream(in: arena) { stream in
            guard let length = UInt32(exactly: input.count),
                inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
            else { return nil }
            defer { inflateEnd(stream) }
            var output = SecretBuilder(in: arena, capacity: 8192)
            let window = arena.allocate(count: 16 << 10)
            var isWhole = false
            input.withBytes { bytes in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
                stream.pointee.avail_in = length
                while true {
                    stream.pointee.next_out = window.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.pointee.avail_out = UInt32(window.count)
                    let result = CZlib.inflate(stream, Z_NO_FLUSH)
                    let produced = window.count - Int(stream.pointee.avail_out)
                    output.append(UnsafeRawBufferPointer(rebasing: window[..<produced]))
                    if result == Z_STREAM_END {
                        isWhole = output.count <= limit
                        return
                    }
                    guard result == Z_OK, output.count <= limit, produced > 0 || stream.pointee.avail_in > 0 else { return }
                }
            }
            return isWhole ? output.finish() : nil
        }
    }
}
