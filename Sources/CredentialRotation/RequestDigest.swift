internal import Cryptography

/// Which create a journal intends (§2.1): who is asked for whose key, and the id where it is chosen here. All of it stands in the journal in clear,
/// and the secret is not in it, which a digest would give away to whoever tries texts.
enum RequestDigest {
    /// SHA-256 in hex.
    static func of(_ journal: RotationJournal) -> String {
        var bytes: [UInt8] = []
        // With lengths, so that no text runs into the next.
        for text in [journal.source, journal.endpoint, journal.region, journal.user, journal.newID] {
            bytes += Array((text.map { String($0.utf8.count) + ":" + $0 } ?? "-").utf8)
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.withUnsafeBytes { SHA256.hash($0) }.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
