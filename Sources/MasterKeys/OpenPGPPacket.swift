/// The head of one packet of OpenPGP (RFC 4880 §4.2), old or new.
struct OpenPGPPacket {
    let tag: UInt8
    /// What there is of it: all, except for encrypted data that comes in parts or up to the end.
    let body: ArraySlice<UInt8>

    /// Takes the first packet off `bytes`; nil at their end, and when they are none.
    init?(first bytes: inout ArraySlice<UInt8>) {
        guard let head = bytes.popFirst(), head & 0x80 != 0 else { return nil }
        let isNew = head & 0x40 != 0
        tag = isNew ? head & 0x3F : head >> 2 & 0x0F
        func number(_ count: Int) -> Int? {
            guard bytes.count >= count else { return nil }
            defer { bytes = bytes.dropFirst(count) }
            return bytes.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        }
        var size: Int?
        if isNew {
            guard let first = number(1) else { return nil }
            switch first {
            case 0...191: size = first
            case 192...223:
                guard let second = number(1) else { return nil }
                size = (first - 192) << 8 + second + 192
            case 255:
                guard let long = number(4) else { return nil }
                size = long
            // In parts, which only data may be (§4.2.2.4).
            default: size = nil
            }
        } else if head & 3 < 3 {
            guard let length = number(1 << Int(head & 3)) else { return nil }
            size = length
        }
        // Encrypted data is the last of a message, and of no interest.
        let isData = tag == 9 || tag == 18 || tag == 20
        guard let size else {
            guard isData else { return nil }
            body = bytes
            bytes = []
            return
        }
        guard size <= bytes.count else { return nil }
        body = bytes.prefix(size)
        bytes = bytes.dropFirst(size)
    }
}
