/// ``NormalizationTables``, ready for looking up. Made for a password that is not ASCII, and thrown away after it.
struct NormalizationData {
    private var decompositions: [UInt32: [UInt32]] = [:]
    private var compositions: [UInt64: UInt32] = [:]
    /// Characters that join the one before them.
    private var joining: Set<UInt32> = []
    private var classes: [(first: UInt32, last: UInt32, number: UInt8)] = []

    init() {
        decompositions.reserveCapacity(6000)
        var previous: UInt32 = 0
        Self.read(NormalizationTables.decompositions) { left, right in
            previous += left[0]
            decompositions[previous] = right
        }
        Self.read(NormalizationTables.compositions) { left, right in
            compositions[Self.pair(left[0], left[1])] = right[0]
            joining.insert(left[1])
        }
        Self.read(NormalizationTables.classes) { left, right in classes.append((left[0], left[1], UInt8(right[0]))) }
    }

    private static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

    private static func read(_ table: StaticString, _ entry: (_ left: [UInt32], _ right: [UInt32]) -> Void) {
        var (left, right): ([UInt32], [UInt32]) = ([], [])
        var value: UInt32 = 0
        for byte in UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount) {
            switch byte {
            case UInt8(ascii: ","):
                right.append(value)
                value = 0
            case UInt8(ascii: ":"):
                (left, right) = (right + [value], [])
                value = 0
            case UInt8(ascii: " "):
                entry(left, right + [value])
                (left, right, value) = ([], [], 0)
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            default: value = value << 4 | UInt32(byte - 0x61 + 10)
            }
        }
        entry(left, right + [value])
    }

    // Hangul goes by arithmetic (The Unicode Standard 15.0, §3.12).
    private static let (syllables, leads, vowels, tails): (UInt32, UInt32, UInt32, UInt32) = (0xAC00, 0x1100, 0x1161, 0x11A7)
    private static let (leadCount, vowelCount, tailCount): (UInt32, UInt32, UInt32) = (19, 21, 28)

    func appendDecomposition(of scalar: UInt32, to scalars: inout [UInt32]) {
        if scalar >= Self.syllables, scalar < Self.syllables + Self.leadCount * Self.vowelCount * Self.tailCount {
            let index = scalar - Self.syllables
            scalars.append(Self.leads + index / Self.tailCount / Self.vowelCount)
            scalars.append(Self.vowels + index / Self.tailCount % Self.vowelCount)
            if index % Self.tailCount > 0 { scalars.append(Self.tails + index % Self.tailCount) }
        } else if let parts = decompositions[scalar] {
            scalars.append(contentsOf: parts)
        } else {
            scalars.append(scalar)
        }
    }

    func composition(of first: UInt32, _ second: UInt32) -> UInt32? {
        if first >= Self.leads, first < Self.leads + Self.leadCount, isVowel(second) {
            return Self.syllables + ((first - Self.leads) * Self.vowelCount + second - Self.vowels) * Self.tailCount
        }
        if first >= Self.syllables, first < Self.syllables + Self.leadCount * Self.vowelCount * Self.tailCount,
            (first - Self.syllables) % Self.tailCount == 0, isTail(second)
        {
            return first + second - Self.tails
        }
        return compositions[Self.pair(first, second)]
    }

    private func isVowel(_ scalar: UInt32) -> Bool { scalar >= Self.vowels && scalar < Self.vowels + Self.vowelCount }
    private func isTail(_ scalar: UInt32) -> Bool { scalar > Self.tails && scalar < Self.tails + Self.tailCount }

    func combiningClass(of scalar: UInt32) -> UInt8 {
        // The first character with a class is U+0300.
        guard scalar >= 0x300 else { return 0 }
        var (low, high) = (0, classes.count)
        while low < high {
            let middle = (low + high) / 2
            if classes[middle].last < scalar { low = middle + 1 } else { high = middle }
        }
        return low < classes.count && classes[low].first <= scalar ? classes[low].number : 0
    }

    /// What x/text counts among the marks of a run: all that has a class, or joins the character before it.
    func isMark(_ scalar: UInt32) -> Bool {
        combiningClass(of: scalar) > 0 || joining.contains(scalar) || isVowel(scalar) || isTail(scalar)
    }
}
