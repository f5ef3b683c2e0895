internal import Cryptography
internal import SecretMemory

/// age's payload: chunks of 64 KiB, each ChaCha20-Poly1305 with a counter and a mark of the last one (STREAM).
enum AgeStream {
    static let chunkSize = 64 << 10
    private static let sealedSize = chunkSize + ChaCha20Poly1305.tagSize

    private static func nonce(_ counter: Int, isLast: Bool) -> [UInt8] {
        var nonce = [UInt8](repeating: 0, count: ChaCha20Poly1305.nonceSize)
        for index in 0..<8 { nonce[10 - index] = UInt8(truncatingIfNeeded: counter >> (8 * index)) }
        nonce[11] = isLast ? 1 : 0
        return nonce
    }

    static func seal(_ plaintext: UnsafeRawBufferPointer, key: borrowing SecretBytes) throws(AgeError) -> [UInt8] {
        var output: [UInt8] = []
        var start = 0
        var counter = 0
        repeat {
            let stop = min(start + chunkSize, plaintext.count)
            let chunk = UnsafeRawBufferPointer(rebasing: plaintext[start..<stop])
            var sealed = [UInt8](repeating: 0, count: chunk.count + ChaCha20Poly1305.tagSize)
            let nonce = nonce(counter, isLast: stop == plaintext.count)
            do throws(CryptographyError) {
                try key.withBytes { (key) throws(CryptographyError) in
                    try nonce.withRawBytes { (nonce) throws(CryptographyError) in
                        try sealed.withMutableRawBytes { (sealed) throws(CryptographyError) in
                            try ChaCha20Poly1305.seal(chunk, key: key, nonce: nonce, into: sealed)
                        }
                    }
                }
            } catch { throw .cipherFailure }
            output += sealed
            start = stop
            counter += 1
        } while start < plaintext.count
        return output
    }

    /// The whole plaintext; nothing is given out before the last chunk has been verified.
    static func open(
        _ payload: UnsafeRawBufferPointer, key: borrowing SecretBytes, into arena: SecretArena
    ) throws(AgeError) -> SecretSlice {
        guard payload.count >= ChaCha20Poly1305.tagSize else { throw .payload(reason: "it is cut off") }
        let output = arena.allocate(count: payload.count)
        do throws(AgeError) {
            let written = try open(payload, key: key, into: output) { _ in }
            return arena.slice(of: UnsafeMutableRawBufferPointer(rebasing: output[..<written]))
        } catch {
            ConstantTime.wipe(output)
            throw error
        }
    }

    /// Opens chunk after chunk into `output`, which has room for the payload, and tells `each` of the size that is verified.
    /// What was verified before an error is genuine, and may have been cut off.
    static func open(
        _ payload: UnsafeRawBufferPointer, key: borrowing SecretBytes, into output: UnsafeMutableRawBufferPointer, each: (Int) -> Void
    ) throws(AgeError) -> Int {
        var written = 0
        var start = 0
        var counter = 0
        repeat {
            let stop = min(start + sealedSize, payload.count)
            let chunk = UnsafeRawBufferPointer(rebasing: payload[start..<stop])
            // An empty last chunk would be a second spelling of the same plaintext.
            guard chunk.count > ChaCha20Poly1305.tagSize || (chunk.count == ChaCha20Poly1305.tagSize && counter == 0) else {
                throw .payload(reason: "the last chunk is empty or cut off")
            }
            let room = UnsafeMutableRawBufferPointer(rebasing: output[written..<written + chunk.count - ChaCha20Poly1305.tagSize])
            func open(isLast: Bool) throws(CryptographyError) {
                let nonce = nonce(counter, isLast: isLast)
                try key.withBytes { (key) throws(CryptographyError) in
                    try nonce.withRawBytes { (nonce) throws(CryptographyError) in
                        try ChaCha20Poly1305.open(chunk, key: key, nonce: nonce, into: room)
                    }
                }
            }
            let isLast = stop == payload.count
            do throws(CryptographyError) { try open(isLast: isLast) } catch {
                // A full chunk that is marked as the last one is genuine, and so is what it holds.
                guard !isLast, (try? open(isLast: true)) != nil else { throw .payload(reason: "a chunk was changed or cut off") }
                each(written + room.count)
                throw .payload(reason: "other data follows the last chunk")
            }
            written += room.count
            each(written)
            start = stop
            counter += 1
        } while start < payload.count
        return written
    }
}
