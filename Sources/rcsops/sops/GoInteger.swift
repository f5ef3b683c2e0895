/// Whole numbers as Go's flag package reads them: `strconv.ParseInt` with base 0, so 0x10, 0o20, 020 and 1_6 are all 16.
enum GoInteger {
    static func value(of text: String) -> Int? {
        var digits = text[...]
        let sign = digits.first == "-" ? "-" : ""
        if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
        var radix = 10
        for (prefix, base) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.prefix(2).lowercased() == prefix { radix = base }
        let isPrefixed = radix != 10
        if isPrefixed { digits.removeFirst(2) } else if digits.count > 1, digits.first == "0" {
            radix = 8
            digits.removeFirst()
        }
        // A mark stands between two digits, or behind what tells the base.
        let isMarkAllowed = isPrefixed || radix == 8
        let groups = digits.split(separator: "_", omittingEmptySubsequences: false)
        for (place, group) in groups.enumerated() where group.isEmpty {
            guard place == 0, isMarkAllowed, groups.count > 1 else { return nil }
        }
        let plain = digits.filter { $0 != "_" }
        // Int takes a second sign.
        guard plain.first?.isHexDigit == true else { return nil }
        return Int(sign + plain, radix: radix)
    }
}
