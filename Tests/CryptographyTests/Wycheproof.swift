import Foundation
import TestVectors

/// A Wycheproof file: groups of cases, each with fields in hexadecimal.
struct Wycheproof {
    struct Case {
        let id: Int
        let result: String
        let flags: [String]
        fileprivate let fields: [String: Any]

        func hex(_ name: String) -> [UInt8] { Wycheproof.bytes(fields[name] as? String ?? "") }
        func number(_ name: String) -> Int { fields[name] as? Int ?? 0 }
    }

    let groups: [(fields: [String: Any], cases: [Case])]

    init(_ name: String) throws {
        let data = Data(try VectorFolder.bytes("wycheproof/" + name))
        let root = try JSONSerialization.jsonObject(with: data) as! [String: Any]
        groups = (root["testGroups"] as! [[String: Any]]).map { group in
            let cases = (group["tests"] as! [[String: Any]]).map { test in
                Case(
                    id: test["tcId"] as! Int, result: test["result"] as! String, flags: test["flags"] as? [String] ?? [],
                    fields: test)
            }
            return (group, cases)
        }
    }

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).map { UInt8(String(UnicodeScalar($0)), radix: 16)! }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
