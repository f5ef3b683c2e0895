internal import DocumentTree

/// What a tag says about a scalar. yaml.v3 knows few tags; any other one only makes a string of the scalar.
enum YAMLTag: UInt8 {
    case none
    /// `!`, which yaml.v3 treats like no tag.
    case nonSpecific
    case string, boolean, integer, float, null, timestamp, binary, merge
    case other

    /// The meaning of a tag in full.
    init(resolved tag: [UInt8]) {
        let long = Array("tag:yaml.org,2002:".utf8)
        let name: ArraySlice<UInt8>
        if tag == [UInt8(ascii: "!")] {
            self = .nonSpecific
            return
        } else if tag.starts(with: long) {
            name = tag[long.count...]
        } else if tag.starts(with: [UInt8(ascii: "!"), UInt8(ascii: "!")]) {
            name = tag[2...]
        } else {
            self = .other
            return
        }
        switch String(decoding: name, as: UTF8.self) {
        case "str": self = .string
        case "bool": self = .boolean
        case "int": self = .integer
        case "float": self = .float
        case "null": self = .null
        case "timestamp": self = .timestamp
        case "binary": self = .binary
        case "merge": self = .merge
        default: self = .other
        }
    }
}
