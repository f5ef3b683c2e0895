/// Why a tree could not be written as YAML.
package enum YAMLEmitterError: Error, Equatable, Sendable {
    /// The indentation asked for is below zero (sops 3.11: `YAML Negative indentation not accepted`).
    case negativeIndent
    /// The number, boolean or time at this index of the tree's nodes is not in its canonical form.
    case notCanonical(index: Int)
}
