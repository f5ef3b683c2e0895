/// Why a text is no YAML that sops takes. Lines and columns are counted from 1. Names a key or an anchor, never a value.
package enum YAMLError: Error, Equatable, Sendable {
    /// The scanner or the grammar refuses it; `reason` is one of a fixed set of sentences.
    case malformed(line: Int, column: Int, reason: String)
    /// sops checks the first document only.
    case duplicateKey(name: String, line: Int, earlierLine: Int)
    /// A document that is a list or a value.
    case topLevelNotMapping(line: Int)
    /// Not a byte but comments and blanks; sops says `EOF`.
    case onlyComments
    /// A key that is a list or a mapping.
    case keyNotScalar(line: Int)
    /// `<<` in the first document wants a mapping, or a list of mappings.
    case mergeValueNotMapping(line: Int)
    /// As `!!int x`; sops refuses it in the first document, and writes null instead in the others.
    case tagDoesNotFit(line: Int)
    /// An alias without an anchor.
    case unknownAnchor(name: String, line: Int)
    /// An alias within what it names.
    case anchorContainsItself(name: String, line: Int)
    /// The aliases expand to too much.
    case tooManyAliases(line: Int)
    case nestingTooDeep(line: Int)
    /// 2 GiB or more.
    case tooLarge
}
