/// Base64 with the standard alphabet and padding (RFC 4648 §4), as Go's `StdEncoding` reads it: CR and LF are skipped,
/// padding is required, left-over bits are not looked at.
package enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    // Tables that are made once and never freed: an array's bounds checks cost as much as the work.
    nonisolated(unsafe) private static let alphabet: UnsafePointer<UInt8> = {
        let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 64)
        for (value, letter) in letters.enumerated() { table[value] = letter }
        return UnsafePointer(table)
    }()
    /// The two letters of every twelve bits, as they lie in memory.
    nonisolated(unsafe) private static let letterPairs: UnsafePointer<UInt16> = {
        let table = UnsafeMutablePointer<UInt16>.allocate(capacity: 4096)
        for value in 0..<4096 {
            table[value] = UInt16(littleEndian: UInt16(letters[value >> 6]) | UInt16(letters[value & 63]) << 8)
        }
        return UnsafePointer(table)
    }()
    nonisolated(unsafe) private static let values: UnsafePointer<UInt8> = {
        let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        table.initialize(repeating: 0xFF, count: 256)
        for (value, letter) in letters.enumerated() { table[Int(letter)] = UInt8(value) }
        return UnsafePointer(table)
    }()

    /// Length of the text for `count` bytes.
    package static func encodedCount(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    /// Writes the text of `bytes`, ``encodedCount(_:)`` letters.
    package static func encode(_ bytes: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>) {
        guard let input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
        let pairs = letterPairs
        let raw = UnsafeMutableRawPointer(output)
        var (index, place) = (0, 0)
        while index + 3 <= bytes.count {
            let quantum = Int(input[index]) << 16 | Int(input[index + 1]) << 8 | Int(input[index + 2])
            raw.storeBytes(of: UInt32(pairs[quantum >> 12]) | UInt32(pairs[quantum & 4095]) << 16, toByteOffset: place, as: UInt32.self)
            index += 3
            place += 4
        }
        let alphabet = alphabet
        guard index < bytes.count else { return }
        let second = index + 1 < bytes.count ? Int(input[index + 1]) : 0
        let quantum = Int(input[index]) << 16 | second << 8
        output[place] = alphabet[quantum >> 18]
        output[place + 1] = alphabet[quantum >> 12 & 63]
        output[place + 2] = index + 1 < bytes.count ? alphabet[quantum >> 6 & 63] : UInt8(ascii: "=")
        output[place + 3] = UInt8(ascii: "=")
    }

    /// The text of `bytes`.
    package static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let count = encodedCount(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let start = buffer.baseAddress { encode(bytes, into: start) }
            initialized = count
        }
    }

    /// Writes the bytes of a text and gives their number, at most three quarters of the text's; nil when it is no base64.
    package static func decode(_ text: UnsafeRawBufferPointer, into output: UnsafeMutablePointer<UInt8>) -> Int? {
        guard let input = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
        let values = values
        var (index, place) = (0, 0)
        // Whole quanta of letters; padding, line ends and strangers end the run.
        while index + 4 <= text.count {
            let first = values[Int(input[index])], second = values[Int(input[index + 1])]
            let third = values[Int(input[index + 2])], fourth = values[Int(input[index + 3])]
            guard (first | second | third | fourth) & 0xC0 == 0 else { break }
            let quantum = UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth)
            output[place] = UInt8(truncatingIfNeeded: quantum >> 16)
            output[place + 1] = UInt8(truncatingIfNeeded: quantum >> 8)
            output[place + 2] = UInt8(truncatingIfNeeded: quantum)
            index += 4
            place += 3
        }
        var quantum: UInt32 = 0
        var (letters, padding) = (0, 0)
        while index < text.count {
            let byte = input[index]
            index += 1
            if byte == 0x0A || byte == 0x0D { continue }
            if byte == UInt8(ascii: "=") {
                guard letters >= 2, letters + padding < 4 else { return nil }
                padding += 1
                continue
            }
            let value = values[Int(byte)]
            guard value != 0xFF, padding == 0 else { return nil }
            quantum = quantum << 6 | UInt32(value)
            letters += 1
            guard letters == 4 else { continue }
            output[place] = UInt8(truncatingIfNeeded: quantum >> 16)
            output[place + 1] = UInt8(truncatingIfNeeded: quantum >> 8)
            output[place + 2] = UInt8(truncatingIfNeeded: quantum)
            place += 3
            (quantum, letters) = (0, 0)
        }
        guard letters > 0 else { return padding == 0 ? place : nil }
        guard letters + padding == 4 else { return nil }
        quantum <<= UInt32(6 * (4 - letters))
        output[place] = UInt8(truncatingIfNeeded: quantum >> 16)
        if letters == 3 { output[place + 1] = UInt8(truncatingIfNeeded: quantum >> 8) }
        return place + letters - 1
    }
}
