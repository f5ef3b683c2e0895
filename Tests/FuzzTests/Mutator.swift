/// Changes documents at random: bytes, runs of bytes, lines, and parts of one in another.
struct Mutator {
    private let seeds: [[UInt8]]
    private var state: UInt64
    private static let marks: [[UInt8]] =
        "{ } [ ] \" ' : , # & * ! | > - ? % @ ` \\ \n \t \r = ; --- ... << !!int !!str ~ null true 0x 1e9 ENC[ \"\"\" \\n \\u \\ud800 &a *a sops sops: [sops] mac __list_ __map_"
        .split(separator: " ", omittingEmptySubsequences: true).map { Array($0.utf8) }
        + [[0], [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0xE2, 0x80, 0xA8], [0xC2, 0x85], [0xF0, 0x9F, 0x98, 0x80], [0x20], [0x20, 0x20], [0x0A], [0x0A, 0x0A], [0x0D, 0x0A]]

    init(seeds: [[UInt8]], seed: UInt64) {
        self.seeds = seeds
        state = seed
    }

    mutating func next() -> [UInt8] {
        var bytes = seeds[below(seeds.count)]
        for _ in 0...below(4) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = below(bytes.count + 1)
        switch below(9) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
        case 1 where place < bytes.count: bytes[place] = UInt8(below(256))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(6)))
        case 3: bytes.insert(contentsOf: run(of: bytes), at: place)
        case 4: bytes.removeSubrange(place..<min(bytes.count, place + below(40)))
        case 5: bytes.insert(contentsOf: run(of: seeds[below(seeds.count)]), at: place)
        case 6 where below(8) == 0: bytes.removeSubrange(place...)
        default: bytes.insert(contentsOf: Self.marks[below(Self.marks.count)], at: place)
        }
    }

    private mutating func run(of bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        let start = below(bytes.count)
        return Array(bytes[start..<min(bytes.count, start + 1 + below(30))])
    }

    private mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ word >> 31) % UInt64(bound))
    }
}
