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

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let next = min(row[column] + 1, row[column + 1] + 1, diagonal + (byte == right[column] ? 0 : 1))
                diagonal = row[column + 1]
                row[column + 1] = next
            }
        }
        return row[right.count]
    }
}
