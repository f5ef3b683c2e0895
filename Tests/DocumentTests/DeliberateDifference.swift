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
    /// What rcsops makes of sops' file, where that is neither sops' text nor what is kept.
    let ofTheirs: String?

    static func refused(_ code: Int32, because reason: String) -> DeliberateDifference {
        DeliberateDifference(expectation: .refused(code), reason: reason, ofTheirs: nil)
    }

    static func kept(_ text: String, ofTheirs: String? = nil, because reason: String) -> DeliberateDifference {
        DeliberateDifference(expectation: .kept(text), reason: reason, ofTheirs: ofTheirs)
    }
}
