import CRE2
import Testing

/// The four functions around RE2: patterns and texts are bytes with a length, and nothing of them is kept beyond the object.
@Suite struct RegexShimTests {
    private func search(_ pattern: String, _ text: [UInt8]) -> Bool? {
        guard let regex = pattern.withCString({ rcsops_regex_new($0, pattern.utf8.count) }) else { return nil }
        defer { rcsops_regex_free(regex) }
        guard rcsops_regex_error(regex) == nil else { return nil }
        // One byte more, so that there is an address for no text too.
        return (text.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { bytes in
            bytes.baseAddress.map { rcsops_regex_search(regex, $0, text.count) }
        }
    }

    @Test func aPatternIsFoundAnywhereUnlessItIsAnchored() {
        #expect(search("b+", Array("abbc".utf8)) == true && search("^b", Array("abbc".utf8)) == false && search("", []) == true)
    }

    @Test func lengthsCountAndNotTheFirstZero() {
        #expect(search("c$", [0x61, 0x00, 0x63]) == true && search("c", Array("c".utf8) + [0x00]) == true)
        #expect(search("c", Array(Array("abc".utf8).prefix(2))) == false)
    }

    @Test func bytesThatAreNoUTF8AreLookedThroughAndNoCrash() {
        #expect(search("a", [0xFF, 0xFE, 0x61]) == true && search("é", [0xC3]) == false)
    }

    @Test(arguments: ["(", "[", "a{2,1}", "(?=x)", "\\1", "*"]) func aPatternThatRE2RefusesHasAnError(pattern: String) throws {
        let regex = try #require(pattern.withCString { rcsops_regex_new($0, pattern.utf8.count) })
        defer { rcsops_regex_free(regex) }
        let error = try #require(rcsops_regex_error(regex))
        #expect(!String(cString: error).isEmpty)
    }

    @Test func nothingIsFreedWithoutHarm() { rcsops_regex_free(nil) }

    @Test(.timeLimit(.minutes(1))) func aHostilePatternTakesLinearTime() {
        #expect(search("(a*)*b", [UInt8](repeating: 0x61, count: 1 << 20)) == false)
    }
}
