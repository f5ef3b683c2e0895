@testable import AgeEncryption
import CZlib
import Cryptography
import Foundation
import SecretMemory
import TestVectors

/// The classes into which the test kit sorts what a reader does.
enum AgeClass: String, CaseIterable {
    case success, noMatch = "no match", macFailure = "HMAC failure", headerFailure = "header failure",
        payloadFailure = "payload failure", armorFailure = "armor failure", other

    init(_ error: AgeError) {
        switch error {
        case .header: self = .headerFailure
        case .macMismatch: self = .macFailure
        case .payload: self = .payloadFailure
        case .armor: self = .armorFailure
        case .noMatch, .wantsPassphrase, .wantsIdentity: self = .noMatch
        default: self = .other
        }
    }
}

/// A file of the age test kit (C2SP CCTV): `key: value` lines, an empty line, an age file.
struct AgeTestkitVector {
    let name: String
    let expect: String
    let fields: [String: [String]]
    let file: [UInt8]

    /// Nil for what is no vector.
    init?(name: String, bytes: [UInt8]) {
        guard let split = bytes.indices.dropLast().first(where: { bytes[$0] == 10 && bytes[$0 + 1] == 10 }) else { return nil }
        var fields: [String: [String]] = [:]
        for line in String(decoding: bytes[..<split], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count == 2 { fields[parts[0], default: []].append(parts[1]) }
        }
        guard let expect = fields["expect"]?.first else { return nil }
        self.name = name
        self.expect = expect
        self.fields = fields
        let body = Array(bytes[(split + 2)...])
        file = fields["compressed"] == ["zlib"] ? Self.inflate(body) : body
    }

    var isArmored: Bool { fields["armored"] == ["yes"] }
    var fileKey: [UInt8]? { fields["file key"]?.first.map(hexadecimal) }

    /// The kit's kind: what stands before the first `_`.
    var kind: String { String(name.prefix { $0 != "_" }) }

    func identities() throws -> [any AgeIdentity] {
        let keys = try (fields["identity"] ?? []).map { text in
            try Array(text.utf8).withRawBytes { (text) throws(AgeError) in try AgeKeyReader().identity(text, line: 1) }
        }
        return keys + (fields["passphrase"] ?? []).map { ScryptIdentity(passphrase: SecretBytes(copying: Array($0.utf8))) }
    }

    /// All vectors of the folder, in the order of their names.
    static func all() throws -> [AgeTestkitVector] {
        guard let root = VectorFolder.root else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("age/testkit").path).sorted().compactMap {
            AgeTestkitVector(name: $0, bytes: try VectorFolder.bytes("age/testkit/" + $0))
        }
    }

    private static func inflate(_ input: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 20 << 20)
        var size = uLong(output.count)
        guard uncompress(&output, &size, input, uLong(input.count)) == Z_OK else { fatalError("a vector is no zlib stream") }
        return Array(output[..<Int(size)])
    }
}

/// The bytes of pairs of hexadecimal digits.
func hexadecimal(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}

/// What became of a file: its class, and all plaintext that was genuine before the end or the fault.
func outcome(_ file: [UInt8], _ identities: [any AgeIdentity], isArmored: Bool = false) -> (AgeClass, [UInt8]) {
    var released: [UInt8] = []
    do throws(AgeError) {
        let binary: [UInt8]
        if isArmored {
            guard file.withUnsafeBytes({ AgeArmor.isArmored($0) }) else { throw .armor(reason: "not armored") }
            binary = try file.withRawBytes { (file) throws(AgeError) in try AgeArmor.decode(file) }
        } else {
            binary = file
        }
        try binary.withRawBytes { (file) throws(AgeError) in
            let opened = try AgeFile.payload(of: file, with: identities)
            var output = [UInt8](repeating: 0, count: opened.payload.count)
            var size = 0
            defer { released = Array(output[..<size]) }
            _ = try output.withMutableRawBytes { (output) throws(AgeError) in
                try AgeStream.open(opened.payload, key: opened.key, into: output) { size = $0 }
            }
        }
        return (.success, released)
    } catch { return (AgeClass(error), released) }
}
