/// An option of a backend, as rclone's registry has it.
package struct BackendOption: Sendable {
    /// How rclone reads the option's text (rclone 1.75 `fs/`); the letter stands in ``BackendRegistryData``.
    package enum ValueType: Character, Sendable {
        case text = "s", boolean = "b", tristate = "t", integer = "i", float = "f", size = "z", duration = "d", time = "w"
        case encoding = "e", commaList = "c", spaceList = "p", textList = "a", bits = "o", choice = "m"

        /// The name in rclone's registry.
        package var word: String {
            switch self {
            case .text: "string"
            case .boolean: "bool"
            case .tristate: "Tristate"
            case .integer: "int"
            case .float: "float64"
            case .size: "SizeSuffix"
            case .duration: "Duration"
            case .time: "Time"
            case .encoding: "Encoding"
            case .commaList: "CommaSepList"
            case .spaceList: "SpaceSepList"
            case .textList: "stringArray"
            case .bits: "Bits"
            case .choice: "enum"
            }
        }

        /// True for what may be any text; the others are made of switches, numbers and words of rclone's.
        package var isFreeText: Bool {
            switch self {
            case .text, .commaList, .spaceList, .textList: true
            case .boolean, .tristate, .integer, .float, .size, .duration, .time, .encoding, .bits, .choice: false
            }
        }
    }

    package let name: String
    package let type: ValueType
    /// Stored obscured.
    package let isPassword: Bool
    /// Hidden by `rclone config redacted`, stored as it is.
    package let isSensitive: Bool
    package let isRequired: Bool
    /// Nothing but one of ``choices`` is taken.
    package let isExclusive: Bool
    /// The providers that the option is for, as the registry writes them; empty for all.
    package let providers: String
    package let defaultText: String
    package let choices: [String]

    /// One line of ``BackendRegistryData``.
    init?(line: Substring) {
        let fields = line.split(separator: "|", omittingEmptySubsequences: false)
        guard fields.count >= 2, let letter = fields[1].first, let type = ValueType(rawValue: letter) else { return nil }
        func field(_ index: Int) -> Substring { index < fields.count ? fields[index] : "" }
        name = String(fields[0])
        self.type = type
        isPassword = field(2).contains("P")
        isSensitive = field(2).contains("S")
        isRequired = field(2).contains("R")
        isExclusive = field(2).contains("X")
        providers = String(field(3))
        defaultText = String(field(4))
        choices = field(5).isEmpty ? [] : field(5).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// Whether the option is for this value of `provider` (rclone 1.75 `fs/registry.go`, `MatchProvider`): a list, or with
    /// ! in front all but a list; case counts.
    package func isFor(provider: String) -> Bool {
        guard !providers.isEmpty, !provider.isEmpty else { return true }
        let isExcluding = providers.hasPrefix("!")
        var rest = providers.utf8.dropFirst(isExcluding ? 1 : 0)
        var isNamed = false
        while !isNamed, let comma = rest.firstIndex(of: UInt8(ascii: ",")) {
            isNamed = rest[..<comma].elementsEqual(provider.utf8)
            rest = rest[rest.index(after: comma)...]
        }
        if !isNamed { isNamed = rest.elementsEqual(provider.utf8) }
        return isNamed != isExcluding
    }
}
