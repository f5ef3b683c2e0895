/// What an access key id may be made of: it stands in the `Authorization` header between a `=` or a blank and a slash.
package enum AccessKeyID {
    package enum Fault: String, Sendable, Equatable {
        case empty, slash, blank, comma, colon
        case control = "control byte"
        case foreign = "byte that is not ASCII"
    }

    /// The first fault, nil for an id that can be sent. A colon ends the id of version 2.
    package static func fault(in bytes: some Sequence<UInt8>, forV2 isV2: Bool = false) -> Fault? {
        var isEmpty = true
        for byte in bytes {
            isEmpty = false
            switch byte {
            case UInt8(ascii: "/"): return .slash
            case UInt8(ascii: " "): return .blank
            case UInt8(ascii: ","): return .comma
            case UInt8(ascii: ":") where isV2: return .colon
            case 0..<0x20, 0x7F: return .control
            case 0x80...: return .foreign
            default: continue
            }
        }
        return isEmpty ? .empty : nil
    }
}
