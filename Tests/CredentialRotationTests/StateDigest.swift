/// What is left of a state to know it again: 128 bits, of which two of a million states are alike by chance once in 10^26 searches.
struct StateDigest: Hashable {
    private var low: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var high: UInt64 = 0x2545_F491_4F6C_DD1D

    @inline(__always) mutating func mix(_ value: Int) {
        let word = UInt64(bitPattern: Int64(value))
        low = (low ^ word) &* 0xD6E8_FEB8_6659_FD93
        low ^= low >> 32
        high = (high &+ word ^ low >> 7) &* 0x9FB2_1C65_1E98_DF25
        high ^= high >> 29
    }

    @inline(__always) mutating func mix(_ value: Int?) { mix(value ?? -1) }
    @inline(__always) mutating func mix(_ value: Bool) { mix(value ? 1 : 0) }
    @inline(__always) mutating func mix(_ value: Bool?) { mix(value.map { $0 ? 1 : 0 }) }

    mutating func mix(_ text: String) {
        var text = text
        text.withUTF8 { for byte in $0 { mix(Int(byte)) } }
    }

    func hash(into hasher: inout Hasher) { hasher.combine(low) }
}
