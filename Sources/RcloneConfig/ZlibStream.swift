internal import CZlib
internal import SecretMemory

/// zlib streams (RFC 1950) whose working memory holds plaintext, and is therefore taken from the arena.
enum ZlibStream {
    private static let allocate: alloc_func = { arena, count, size in
        let (bytes, overflow) = Int(count).multipliedReportingOverflow(by: Int(size))
        guard let arena, !overflow, bytes < 1 << 24 else { return nil }
        let room = Unmanaged<SecretArena>.fromOpaque(arena).takeUnretainedValue().allocate(count: (bytes + 15) & ~15)
        return room.baseAddress
    }
    // The arena wipes all of it when it goes.
    private static let free: free_func = { _, _ in }

    private static func stream(for arena: SecretArena) -> z_stream {
        var stream = z_stream()
        stream.zalloc = allocate
        stream.zfree = free
        stream.opaque = Unmanaged.passUnretained(arena).toOpaque()
        return stream
    }

    /// The compressed bytes.
    static func deflate(_ input: SecretSlice, in arena: SecretArena) -> SecretSlice? {
        var stream = stream(for: arena)
        guard deflateInit_(&stream, Z_DEFAULT_COMPRESSION, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let room = arena.allocate(count: Int(deflateBound(&stream, UInt(input.count))))
        return input.withBytes { bytes in
            stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.avail_in = UInt32(bytes.count)
            stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.avail_out = UInt32(room.count)
            guard CZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
            return arena.slice(of: UnsafeMutableRawBufferPointer(rebasing: room[..<Int(stream.total_out)]))
        }
    }

    /// The bytes of a whole stream; nil when it is malformed, cut off, or gives more than `limit` bytes.
    static func inflate(_ input: SecretSlice, limit: Int, in arena: SecretArena) -> SecretSlice? {
        var stream = stream(for: arena)
        guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var output = SecretBuilder(in: arena, capacity: 8192)
        let window = arena.allocate(count: 16 << 10)
        var isWhole = false
        input.withBytes { bytes in
            stream.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.avail_in = UInt32(bytes.count)
            while true {
                stream.next_out = window.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.avail_out = UInt32(window.count)
                let result = CZlib.inflate(&stream, Z_NO_FLUSH)
                let produced = window.count - Int(stream.avail_out)
                output.append(UnsafeRawBufferPointer(rebasing: window[..<produced]))
                if result == Z_STREAM_END {
                    isWhole = true
                    return
                }
                guard result == Z_OK, output.count <= limit, produced > 0 || stream.avail_in > 0 else { return }
            }
        }
        return isWhole ? output.finish() : nil
    }
}
