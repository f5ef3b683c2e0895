import Foundation
import JSONDocument
import Testing
import TestVectors

/// The files of JSONTestSuite: `y_` are JSON, `n_` are not, `i_` are left to the reader. sops takes objects only, so each file
/// is read as it is and as the value of an object's member.
@Suite(.enabled(if: VectorFolder.isThere)) struct JSONTestSuiteTests {
    /// What Go's decoder refuses among the `i_` files: numbers beyond float64, and what isn't UTF-8 JSON at all.
    private static let refusedByGo: Set<String> = [
        "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json", "i_number_pos_double_huge_exp.json",
        "i_number_real_neg_overflow.json", "i_number_real_pos_overflow.json", "i_string_UTF-16LE_with_BOM.json",
        "i_string_utf16BE_no_BOM.json", "i_string_utf16LE_no_BOM.json", "i_structure_UTF-8_BOM_empty_object.json",
    ]

    private static let files: [String] = (VectorFolder.root.flatMap {
        try? FileManager.default.contentsOfDirectory(atPath: $0.appendingPathComponent("json/test_parsing").path)
    } ?? []).filter { $0.hasSuffix(".json") }.sorted()

    private func read(_ bytes: [UInt8]) -> JSONError? {
        do {
            _ = try JSONText.tree(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func theSuiteIsComplete() { #expect(Self.files.count == 318) }

    @Test(arguments: files) func aFileIsTakenOrRefusedAsGoWould(name: String) throws {
        let bytes = try VectorFolder.bytes("json/test_parsing/\(name)")
        let isJSON = name.hasPrefix("y_") || (name.hasPrefix("i_") && !Self.refusedByGo.contains(name))
        let wrapped = Array("{\"w\":".utf8) + bytes + [UInt8(ascii: "}")]
        #expect((read(wrapped) == nil) == isJSON, "\(String(describing: read(wrapped)))")

        switch read(bytes) {
        case nil: #expect(isJSON)
        case .topLevelIsNoObject: #expect(name.hasPrefix("n_") || bytes.first { !" \n\r\t".utf8.contains($0) } != UInt8(ascii: "{"))
        default: #expect(!isJSON)
        }
    }
}
