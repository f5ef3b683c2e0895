/// Random names of buckets and objects, with what is hard to sign: for servers that check signatures, and for the signer's
/// own tests.
package enum S3Names {
    /// Names that servers take: of Amazon's rules mostly, and some older ones.
    package static func bucket(using random: inout SplitMix) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        let inner = letters + Array("-")
        func letter() -> Character { letters.randomElement(using: &random)! }
        var name = String(letter())
        for _ in 0..<Int.random(in: 1...20, using: &random) { name.append(inner.randomElement(using: &random)!) }
        name.append(letter())
        if Int.random(in: 0..<4, using: &random) == 0 { name += "." + String(letter()) + String(letter()) }
        return name
    }

    /// Keys of printable characters from everywhere, slashes, dots and percent signs; no control bytes, which few servers
    /// store.
    package static func key(using random: inout SplitMix) -> String {
        let odd = ["/", "//", "..", "/../", "/./", "%", "%2F", "%25", "+", " ", "&", "=", "?", "#", "~", "'", "(", ")", "*", "!", "@", ":", ";", ",", "$", "[", "]", "\"", "\\", "<", ">", "^", "`", "{", "}", "|", "ä", "ሴ", "日本", "\u{1F600}", "e\u{301}", "\u{FFFD}"]
        var key = ""
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            key += Bool.random(using: &random) ? odd.randomElement(using: &random)! : String(Array("abcXYZ019-_.").randomElement(using: &random)!)
        }
        return key
    }
}
