/// A document with which rcsops does something else than sops, and why.
struct DeliberateDifference: Sendable {
    enum Expectation: Sendable, Equatable {
        /// Not encrypted, with this exit code.
        case refused(Int32)
        /// Encrypted, and this comes back.
        case kept(String)
    }

    let expectation: Expectation
    let reason: String

    static func refused(_ code: Int32, because reason: String) -> DeliberateDifference {
        DeliberateDifference(expectation: .refused(code), reason: reason)
    }

    static func kept(_ text: String, because reason: String) -> DeliberateDifference {
        DeliberateDifference(expectation: .kept(text), reason: reason)
    }
}
