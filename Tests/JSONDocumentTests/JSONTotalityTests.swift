import JSONDocument
import TestVectors
import Testing

/// No bytes crash the reader, and what it takes survives writing and reading again.
@Suite struct JSONTotalityTests {
    private static let seeds = [
        #"{"a":{"b":[1,[true,{"k":"x"}]],"f":1e21,"s":1.5e-7},"p:q":"z\n\u00e9\ud83d\ude00","n":null,"e":"","u":"<é😀>"}"#,
        "{\r\n\t\"list\" : [ -0.10e+5 , \"\\\\\\\"\\/\" , { } , [ ] , false ] }\n",
        #"{"":"","a":1,"a":12345678901234567890,"key that is longer than eight bytes":"value that is longer than eight"}"#,
    ]

    /// Read, written and read again gives the same bytes.
    private func holds(_ bytes: [UInt8]) -> Bool {
        guard let once = try? JSONText.passed(bytes) else { return true }
        return (try? JSONText.passed(once)) == once
    }

    @Test func everyPrefixIsRefused() {
        for seed in Self.seeds {
            let bytes = Array(seed.utf8)
            let end = (bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0) + 1
            for count in 0..<end {
                #expect(throws: JSONError.self, "\(count)") { try JSONText.passed(Array(bytes[..<count])) }
            }
            #expect(throws: Never.self) { try JSONText.passed(bytes) }
        }
    }

    @Test func changedBytesAreReadFaithfullyOrRefused() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed of the changed JSON: \(seed)")
        var random = SplitMix(seed: seed)
        let alphabet = Array("{}[]\",:\\u0123456789eE+-.truefalsn \n/".utf8) + [0, 0xFF, 0x80, 0xE2, 0xEF, 0xBB]
        for _ in 0..<20_000 {
            var bytes = Array(Self.seeds[Int(random.next() % UInt64(Self.seeds.count))].utf8)
            for _ in 0...(random.next() % 3) {
                let place = Int(random.next() % UInt64(bytes.count))
                let byte = alphabet[Int(random.next() % UInt64(alphabet.count))]
                switch random.next() % 3 {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: bytes.remove(at: place)
                }
            }
            #expect(holds(bytes), "seed \(seed): \(bytes)")
        }
    }
}
