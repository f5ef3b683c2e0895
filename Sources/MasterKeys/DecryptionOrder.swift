package import SopsDocument

/// In which order the keys of a group are tried (sops 3.11 `sops.go`, `sortKeyGroupIndices`; `--decryption-order`).
package struct DecryptionOrder: Sendable, Equatable {
    /// A kind that is named twice; sops exits 112.
    package struct Duplicate: Error, Equatable, Sendable {
        package let kind: String

        package init(kind: String) { self.kind = kind }
    }

    /// Kinds by their names in the metadata, the first ones first; those that are not named come last, as they stand.
    private let kinds: [String]

    /// What sops takes when nothing is said.
    package static let standard = DecryptionOrder(kinds: ["age", "pgp"])
    /// As the keys stand in the file: for `groups` and `updatekeys`.
    package static let asStored = DecryptionOrder(kinds: [])

    private init(kinds: [String]) { self.kinds = kinds }

    /// Reads `a,b,c`. sops trims nothing, and lets a name stand that is no kind.
    package init(parsing text: String) throws(Duplicate) {
        var kinds: [String] = []
        for kind in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            guard !kinds.contains(kind) else { throw Duplicate(kind: kind) }
            kinds.append(kind)
        }
        self.init(kinds: kinds)
    }

    /// The keys of a group in the order in which they are tried.
    package func sorted(_ keys: [MasterKeyEntry]) -> [MasterKeyEntry] {
        kinds.flatMap { kind in keys.filter { $0.kind.rawValue == kind } } + keys.filter { !kinds.contains($0.kind.rawValue) }
    }
}
