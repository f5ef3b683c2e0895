/// The order in which go-yaml v2 writes the keys of a map (`sorter.go`), and so kubectl: runs of digits by their number,
/// other characters before letters. Keys are ASCII here.
enum NaturalOrder {
    static func isBefore(_ first: String, _ second: String) -> Bool { isBefore(Array(first.utf8), Array(second.utf8)) }

    private static func isBefore(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        guard let place = (0..<min(first.count, second.count)).first(where: { first[$0] != second[$0] }) else {
            return first.count < second.count
        }
        let (one, other) = (first[place], second[place])
        switch (isLetter(one), isLetter(other)) {
        case (true, true): return one < other
        case (true, false): return false
        case (false, true): return true
        case (false, false): break
        }
        // A zero within a number counts, and one before it doesn't.
        let common = first[..<place].reversed().prefix(while: isDigit)
        let isWithin = (one == UInt8(ascii: "0") || other == UInt8(ascii: "0")) && common.contains { $0 != UInt8(ascii: "0") }
        let (mine, its) = (number(first[place...], isWithin), number(second[place...], isWithin))
        if mine.value != its.value { return mine.value < its.value }
        return mine.count != its.count ? mine.count < its.count : one < other
    }

    private static func number(_ text: ArraySlice<UInt8>, _ isWithin: Bool) -> (value: Int64, count: Int) {
        let digits = text.prefix(while: isDigit)
        return (digits.reduce(isWithin ? 1 : 0) { $0 &* 10 &+ Int64($1 - 0x30) }, digits.count)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
