internal import CLibCrypto
package import SecretMemory

/// Diffie-Hellman on P-256 (SEC 1 §3.3.1, FIPS 186-5), by libcrypto: libsodium has no NIST curve. Points are checked to lie
/// on the curve; its cofactor is 1, so there is no point of low order.
package enum P256 {
    /// Size of scalars and shared secrets, in bytes.
    package static let size = 32
    /// Size of an uncompressed point, in bytes.
    package static let pointSize = 65
    /// Size of a compressed point, in bytes.
    package static let compressedPointSize = 33

    // Made once, never freed, and never changed afterwards.
    nonisolated(unsafe) private static let group: OpaquePointer? = {
        _ = rcsops_crypto_start()
        return EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)
    }()

    /// A random scalar, 0 < d < order.
    package static func generate() throws(CryptographyError) -> SecretBytes {
        // The order is 2^256 − 2^224 + …: one draw in four thousand million misses.
        while true {
            let scalar = SecureRandom.secret(size)
            if try isScalar(scalar) { return scalar }
        }
    }

    /// The public point of a scalar, uncompressed.
    package static func publicKey(of scalar: borrowing SecretBytes) throws(CryptographyError) -> [UInt8] {
        let work = try Work()
        try work.read(scalar)
        guard EC_POINT_mul(work.group, work.result, work.scalar, nil, nil, work.context) == 1 else {
            throw .libraryFailure("EC_POINT_mul")
        }
        return try work.text(of: work.result, POINT_CONVERSION_UNCOMPRESSED, count: pointSize)
    }

    /// The shared secret: the x-coordinate, 32 bytes. `point` may be compressed.
    package static func sharedSecret(
        _ scalar: borrowing SecretBytes, _ point: [UInt8]
    ) throws(CryptographyError) -> SecretBytes {
        let work = try Work()
        try work.read(scalar)
        try work.read(point)
        // One point and no multiple of the generator: libcrypto's ladder, whose time does not depend on the scalar.
        guard EC_POINT_mul(work.group, work.result, nil, work.point, work.scalar, work.context) == 1,
            EC_POINT_get_affine_coordinates(work.group, work.result, work.coordinate, nil, work.context) == 1
        else { throw .libraryFailure("EC_POINT_mul") }
        return try SecretBytes(count: size) { (output) throws(CryptographyError) in
            guard BN_bn2binpad(work.coordinate, output.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(size)) == size else {
                throw .libraryFailure("BN_bn2binpad")
            }
        }
    }

    /// The uncompressed form of a point, which is checked.
    package static func uncompressed(_ point: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let work = try Work()
        try work.read(point)
        return try work.text(of: work.point, POINT_CONVERSION_UNCOMPRESSED, count: pointSize)
    }

    /// The compressed form of a point, which is checked.
    package static func compressed(_ point: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let work = try Work()
        try work.read(point)
        return try work.text(of: work.point, POINT_CONVERSION_COMPRESSED, count: compressedPointSize)
    }

    private static func isScalar(_ scalar: borrowing SecretBytes) throws(CryptographyError) -> Bool {
        let work = try Work()
        do throws(CryptographyError) { try work.read(scalar) } catch .invalidParameter { return false }
        return true
    }

    /// What one computation needs of libcrypto's objects; the secret ones are wiped when it goes.
    private struct Work: ~Copyable {
        let group: OpaquePointer
        let context: OpaquePointer
        let scalar: OpaquePointer
        let coordinate: OpaquePointer
        let point: OpaquePointer
        let result: OpaquePointer

        init() throws(CryptographyError) {
            guard let group = P256.group else { throw .libraryFailure("EC_GROUP_new_by_curve_name") }
            guard let context = BN_CTX_new(), let scalar = BN_new(), let coordinate = BN_new(), let point = EC_POINT_new(group),
                let result = EC_POINT_new(group)
            else { throw .libraryFailure("EC_POINT_new") }
            self.group = group
            self.context = context
            self.scalar = scalar
            self.coordinate = coordinate
            self.point = point
            self.result = result
        }

        borrowing func read(_ secret: borrowing SecretBytes) throws(CryptographyError) {
            guard secret.count == P256.size else { throw .invalidKeySize(secret.count) }
            BN_set_flags(scalar, BN_FLG_CONSTTIME)
            let isRead = secret.withBytes {
                BN_bin2bn($0.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32($0.count), scalar) != nil
            }
            guard isRead, BN_is_zero(scalar) == 0, BN_cmp(scalar, EC_GROUP_get0_order(group)) < 0 else {
                throw .invalidParameter("P-256 scalar")
            }
        }

        borrowing func read(_ text: [UInt8]) throws(CryptographyError) {
            // The hybrid form, 6 and 7, has the size of the uncompressed one and is none of SEC 1's that age takes.
            let isForm = text.count == P256.pointSize && text[0] == 4 || text.count == P256.compressedPointSize && (text[0] == 2 || text[0] == 3)
            guard isForm, EC_POINT_oct2point(group, point, text, text.count, context) == 1 else {
                throw .invalidParameter("P-256 point")
            }
        }

        borrowing func text(
            of point: OpaquePointer, _ form: point_conversion_form_t, count: Int
        ) throws(CryptographyError) -> [UInt8] {
            var text = [UInt8](repeating: 0, count: count)
            guard EC_POINT_point2oct(group, point, form, &text, count, context) == count else {
                throw .libraryFailure("EC_POINT_point2oct")
            }
            return text
        }

        deinit {
            BN_clear_free(scalar)
            BN_clear_free(coordinate)
            EC_POINT_clear_free(point)
            EC_POINT_clear_free(result)
            BN_CTX_free(context)
        }
    }
}
