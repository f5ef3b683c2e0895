import AWSSigning
import SecretMemory

/// The pairs of all simulations, by number, so that a state is a few numbers. 0 is the old one; made ones follow.
enum PairTable {
    static let old = 0
    /// Of a key that someone else put into a file.
    static let foreign = 40
    /// Of keys that others make at the back end.
    static let othersFirst = 30

    static let pairs: [AWSCredentials] = (0..<48).map { number in
        AWSCredentials(
            accessKeyID: "AKIAMODEL\(number < 10 ? "0" : "")\(number)", secretAccessKey: SecretBytes(copying: Array("secret-of-model-\(number)".utf8)))
    }

    private static let numbers = Dictionary(uniqueKeysWithValues: pairs.enumerated().map { ($1.accessKeyID, $0) })

    static func number(ofID id: String?) -> Int? { id.flatMap { numbers[$0] } }
    static func id(_ number: Int) -> String { pairs[number].accessKeyID }
}
