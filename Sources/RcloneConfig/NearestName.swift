/// The name that a mistyped one was probably meant to be.
package enum NearestName {
    /// The candidate at the least distance, when that is small for the name's length.
    package static func of(_ name: String, among candidates: [String]) -> String? {
        // Bounded, since a name may be as long as a file.
        guard name.utf8.count <= 64 else { return nil }
        let wanted = normalised(name)
        let limit = max(1, wanted.count / 4)
        var best: (name: String, distance: Int)?
        // A difference in length is a distance already, and far cheaper to see.
        for candidate in candidates where abs(candidate.utf8.count - wanted.count) <= limit {
            let distance = distance(wanted, normalised(candidate))
            if distance < best?.distance ?? limit + 1 { best = (candidate, distance) }
        }
        return best?.name
    }

    private static func normalised(_ name: String) -> [UInt8] { name.lowercased().utf8.map { $0 == 0x2D || $0 == 0x20 ? 0x5F : $0 } }

    /// Letters to add, leave out or change; two neighbours that changed places count once, since fingers do that most.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var row = [index + 1]
            for column in right.indices {
                var least = min(row[column] + 1, last[column + 1] + 1, last[column] + (byte == right[column] ? 0 : 1))
                if index > 0, column > 0, byte == right[column - 1], left[index - 1] == right[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                row.append(least)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }
}
