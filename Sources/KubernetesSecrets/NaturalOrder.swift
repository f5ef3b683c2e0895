/// The order in which yaml.v2 2.4 writes keys (`sorter.go`): other characters before letters, runs of digits by their number.
enum NaturalOrder {
    /// The order has circles (`091`, `0A`, `9_`), for which yaml.v2's output changes from run to run; here they always
    /// come out in the same order.
    static func sorted(_ names: some Sequence<String>) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.sorted(by: precedes)
    }

    static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            let (isLetter, otherIsLetter) = (left[index].properties.isAlphabetic, right[index].properties.isAlphabetic)
            if isLetter && otherIsLetter { return left[index] < right[index] }
            if isLetter || otherIsLetter { return otherIsLetter }
            // A zero behind another digit belongs to that number: both sides begin with a one then.
            var seed: UInt64 = 0
            if left[index] == "0" || right[index] == "0" {
                for scalar in left[..<index].reversed() {
                    guard isDigit(scalar) else { break }
                    if scalar != "0" {
                        seed = 1
                        break
                    }
                }
            }
            let (mine, others) = (left[index...].prefix(while: isDigit), right[index...].prefix(while: isDigit))
            let (number, other) = (value(of: mine, from: seed), value(of: others, from: seed))
            if number != other { return number < other }
            if mine.count != others.count { return mine.count < others.count }
            return left[index] < right[index]
        }
        return left.count < right.count
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }

    // Wraps round as Go's int64 does.
    private static func value(of digits: ArraySlice<Unicode.Scalar>, from seed: UInt64) -> Int64 {
        Int64(bitPattern: digits.reduce(seed) { $0 &* 10 &+ UInt64(truncatingIfNeeded: Int64($1.value) - 0x30) })
    }
}
