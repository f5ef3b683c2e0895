import AWSSigning
import SecretMemory

/// The pairs of all simulations, by number, so that a state is a few numbers. 0 is the old one; made ones follow.
enum PairTable {
    static let old = 0
    /// Of a key that someone else put into a file.
    static let foreign = 40
    /// Of an administrator, who is always there.
    static let administrator = 47
    /// Of keys that others make at the back end.
    static let othersFirst = 30

    static let pairs: [AWSCredentials] = (0..<48).map { number in
        AWSCredentials(
            accessKeyID: "AKIAMODEL\(number < 10 ? "0" : "")\(number)",
            secretAccessKey: SecretBytes(copying: Array("secret-of-model-\(number)".utf8)))
    }

    /// The id's last two digits.
    static func number(ofID id: String?) -> Int? {
        guard let utf8 = id?.utf8, utf8.count == 11 else { return nil }
        let last = utf8.index(before: utf8.endIndex)
        return (Int(utf8[utf8.index(before: last)]) - 48) * 10 + Int(utf8[last]) - 48
    }

    static func id(_ number: Int) -> String { pairs[number].accessKeyID }
}
