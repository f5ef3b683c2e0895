internal import Cryptography
internal import SecretMemory

/// LabeledExtract and LabeledExpand of RFC 9180 §4: HKDF whose every use names its suite and its purpose.
struct LabeledHKDF {
    let suite: [UInt8]
    private static let version = Array("HPKE-v1".utf8)

    static func twoBytes(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }

    func extract(salt: UnsafeRawBufferPointer, _ label: String, _ material: UnsafeRawBufferPointer) -> SecretBytes {
        (Self.version + suite + Array(label.utf8)).withRawBytes { HKDFSHA256.extract(from: [$0, material], salt: salt) }
    }

    /// The same for what is no secret, without salt.
    func publicExtract(_ label: String, _ material: [UInt8]) -> [UInt8] {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        return material.withRawBytes { material in extract(salt: nothing, label, material).withBytes { Array($0) } }
    }

    func expand(
        _ pseudoRandomKey: borrowing SecretBytes, _ label: String, _ info: [UInt8], count: Int
    ) throws(CryptographyError) -> SecretBytes {
        let info = Self.twoBytes(UInt16(count)) + Self.version + suite + Array(label.utf8) + info
        return try info.withRawBytes { (info) throws(CryptographyError) in
            try HKDFSHA256.expand(pseudoRandomKey, info: [info], count: count)
        }
    }
}
