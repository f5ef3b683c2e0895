/// Why a JSON text can't be read, or a tree can't be written as JSON. No case holds a value; names of keys are no secrets.
package enum JSONError: Error, Equatable, Sendable {
    /// No text, or blanks only.
    case empty
    /// The text begins with a UTF-8 byte order mark, which JSON doesn't allow and sops refuses.
    case byteOrderMark
    /// sops takes objects only; the fix is to wrap the value: `{"data": …}`. `found` is `an array`, `a string` and so on.
    case topLevelIsNoObject(found: String)
    /// Not JSON.
    case malformed(JSONPlace, JSONFault)
    /// The text ends inside of what was opened at `opened`. sops reads this as a smaller document.
    case cutOff(JSONPlace, opened: JSONPlace)
    /// Something stands behind the closing brace. sops drops it.
    case textAfterEnd(JSONPlace)
    /// More than 10,000 objects and arrays within each other: Go's limit, which sops' own output would break.
    case tooDeep(JSONPlace)
    /// A number beyond the range of float64.
    case numberOutOfRange(JSONPlace)
    /// More values than a tree can hold.
    case tooLarge

    /// The tree has no document to write.
    case noDocument
    /// JSON holds one document; sops would lose the others.
    case severalDocuments(count: Int)
    /// Below −1, or beyond ``JSONEmitter/greatestIndent``.
    case indentOutOfRange(Int)
    /// A key that isn't text (`1: x` in YAML); `path` names where.
    case keyIsNotText(path: String)
    /// Infinity or NaN, which JSON has no number for.
    case numberIsNotFinite(path: String)
    /// Values within each other beyond ``tooDeep(_:)``'s limit.
    case valueTooDeep(path: String)
    /// A node whose text doesn't fit its kind, or a comment where a value is wanted: a defect of the caller.
    case malformedNode(path: String)
}
