@testable import AgeEncryption
import Cryptography
import Foundation
import SecretMemory
import TestVectors
import Testing

/// The public test kit of age (C2SP CCTV): each file's class is exact, also the order in which faults are found.
@Suite(.enabled(if: VectorFolder.isThere, "the test vectors are not on this machine")) struct AgeTestkit {
    @Test func everyFileFallsIntoItsClassAndReleasesItsPayload() throws {
        var counts: [String: (passed: Int, all: Int)] = [:]
        for vector in try AgeTestkitVector.all() {
            let (found, released) = outcome(vector.file, try vector.identities(), isArmored: vector.isArmored)
            var passes = found.rawValue == vector.expect
            if let payload = vector.fields["payload"]?.first {
                passes = passes && released.withUnsafeBytes { SHA256.hash($0) } == hexadecimal(payload)
            } else {
                passes = passes && released.isEmpty
            }
            #expect(passes, "\(vector.name): \(found.rawValue) for \(vector.expect), \(released.count) bytes released")
            let before = counts[vector.kind] ?? (0, 0)
            counts[vector.kind] = (before.passed + (passes ? 1 : 0), before.all + 1)
        }
        let passed = counts.values.reduce(0) { $0 + $1.passed }
        let all = counts.values.reduce(0) { $0 + $1.all }
        let kinds = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.passed)/\($0.value.all)" }.joined(separator: ", ")
        print("AgeTestkit: \(passed) of \(all) passed: \(kinds)")
        #expect(passed == all && all >= 70)
    }

    @Test func whatIsGivenOutWholeIsWhatIsReleasedChunkByChunk() throws {
        for vector in try AgeTestkitVector.all() {
            let (found, released) = outcome(vector.file, try vector.identities(), isArmored: vector.isArmored)
            do throws(AgeError) {
                let identities = try! vector.identities()
                let whole = try vector.file.withRawBytes { (file) throws(AgeError) in
                    try AgeFile.open(file, with: identities, into: SecretArena()).withBytes { Array($0) }
                }
                #expect(found == .success && whole == released, "\(vector.name)")
            } catch {
                // Only a file that must be armored and is not can be read here.
                #expect(AgeClass(error) == found || vector.isArmored && found == .armorFailure, "\(vector.name): \(error.message)")
            }
        }
    }

    @Test func aParsedHeaderIsWrittenAsItWas() throws {
        for vector in try AgeTestkitVector.all() where !["header failure", "armor failure"].contains(vector.expect) {
            let file = vector.isArmored ? try vector.file.withRawBytes { (file) throws(AgeError) in try AgeArmor.decode(file) } : vector.file
            let header = try file.withRawBytes { (file) throws(AgeError) in try AgeHeader(parsing: file) }
            let text = AgeHeader.versionLine + [0x0A] + header.stanzas.flatMap(\.text) + Array("--- ".utf8) + AgeBase64.encode(header.mac) + [0x0A]
            #expect(text == Array(file[..<header.size]), "\(vector.name)")
        }
    }

    @Test func aPayloadIsSealedAsItWas() throws {
        for vector in try AgeTestkitVector.all() where vector.expect == "success" {
            let (_, plaintext) = outcome(vector.file, try vector.identities(), isArmored: vector.isArmored)
            let file = vector.isArmored ? try vector.file.withRawBytes { (file) throws(AgeError) in try AgeArmor.decode(file) } : vector.file
            let size = try file.withRawBytes { (file) throws(AgeError) in try AgeHeader(parsing: file).size }
            let fileKey = SecretBytes(copying: try #require(vector.fileKey))
            let key = try AgeKeys.derive(fileKey, salt: Array(file[size..<size + 16]), info: "payload")
            let sealed = try plaintext.withRawBytes { (text) throws(AgeError) in try AgeStream.seal(text, key: key) }
            #expect(sealed == Array(file[(size + 16)...]), "\(vector.name)")
        }
    }

    @Test func armorIsWrittenAsItWas() throws {
        for vector in try AgeTestkitVector.all() where vector.isArmored && vector.expect == "success" {
            let binary = try vector.file.withRawBytes { (file) throws(AgeError) in try AgeArmor.decode(file) }
            let text = String(decoding: vector.file, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
            #expect(
                String(decoding: AgeArmor.encode(binary), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
                    == text.trimmingCharacters(in: .whitespacesAndNewlines), "\(vector.name)")
        }
    }

    @Test func aFileThatIsCutIsNeverRead() throws {
        for vector in try AgeTestkitVector.all() where vector.expect == "success" && !vector.isArmored && vector.fields["passphrase"] == nil {
            let size = try vector.file.withRawBytes { (file) throws(AgeError) in try AgeHeader(parsing: file).size }
            let identities = try vector.identities()
            let chunks = stride(from: size + 16, through: vector.file.count, by: 65_552).flatMap { [$0 - 1, $0, $0 + 1] }
            for count in Array(0...size + 16) + chunks where count < vector.file.count {
                #expect(outcome(Array(vector.file[..<count]), identities).0 != .success, "\(vector.name) cut at \(count)")
            }
        }
    }
}
