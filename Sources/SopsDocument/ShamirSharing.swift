package import SecretMemory

/// Shamir's sharing over GF(2^8) with the AES polynomial, in the layout of sops' shares: one byte for each byte of the
/// secret, then the share's x (sops 3.11 `shamir/shamir.go`).
package enum ShamirSharing {
    /// `parts` shares of `secret.count + 1` bytes, of which `threshold` give the secret back. 2 ≤ threshold ≤ parts ≤ 255.
    package static func split(
        _ secret: borrowing SecretBytes, parts: Int, threshold: Int, random: (Int) -> SecretBytes
    ) throws(SopsError) -> [SecretSlice] {
        guard threshold >= 2 else { throw .invalidShares(reason: "the threshold must be at least 2") }
        guard parts >= threshold else { throw .invalidShares(reason: "there are fewer key groups than the threshold") }
        guard parts <= 255 else { throw .invalidShares(reason: "there are more than 255 key groups") }
        guard secret.count > 0 else { throw .invalidShares(reason: "the secret is empty") }
        let arena = SecretArena()
        let size = secret.count
        let degree = threshold - 1
        let coefficients = random(size * degree)
        return (1...parts).map { x in
            let share = arena.allocate(count: size + 1)
            secret.withBytes { secret in
                coefficients.withBytes { coefficients in
                    for index in 0..<size {
                        var value: UInt8 = 0
                        for power in stride(from: degree - 1, through: 0, by: -1) {
                            value = multiply(value, UInt8(x)) ^ coefficients[index * degree + power]
                        }
                        share[index] = multiply(value, UInt8(x)) ^ secret[index]
                    }
                }
            }
            share[size] = UInt8(x)
            return arena.slice(of: share)
        }
    }

    /// The secret of all given shares, by interpolation at zero.
    package static func combine(_ shares: [SecretSlice]) throws(SopsError) -> SecretBytes {
        guard shares.count >= 2 else { throw .invalidShares(reason: "fewer than two shares were recovered") }
        let size = shares[0].count
        guard size >= 2 else { throw .invalidShares(reason: "a share is shorter than two bytes") }
        guard shares.allSatisfy({ $0.count == size }) else { throw .invalidShares(reason: "the shares differ in length") }
        let points = shares.map { $0[size - 1] }
        guard Set(points).count == points.count, !points.contains(0) else {
            throw .invalidShares(reason: "two shares have the same number")
        }
        return SecretBytes(count: size - 1) { output in
            for (share, x) in zip(shares, points) {
                var weight: UInt8 = 1
                for other in points where other != x { weight = multiply(weight, multiply(other, inverse(other ^ x))) }
                for index in 0..<(size - 1) { output[index] ^= multiply(weight, share[index]) }
            }
        }
    }

    // Without tables or branches on the operands: both may be secret.
    private static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var result: UInt8 = 0
        var shifted = left
        var rest = right
        for _ in 0..<8 {
            result ^= shifted & (0 &- (rest & 1))
            shifted = (shifted << 1) ^ (0x1B & (0 &- (shifted >> 7)))
            rest >>= 1
        }
        return result
    }

    // x^254 is the inverse in a field of 256 elements.
    private static func inverse(_ value: UInt8) -> UInt8 {
        var result = value
        for _ in 0..<6 { result = multiply(multiply(result, result), value) }
        return multiply(result, result)
    }
}
