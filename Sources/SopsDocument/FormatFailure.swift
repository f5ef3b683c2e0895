internal import DotenvDocument
internal import JSONDocument
internal import YAMLDocument

/// The formats' own errors as sops' classes of failure: a text that can't be read, or a tree that can't be written.
extension SopsError {
    static func of(_ error: JSONError) -> SopsError {
        switch error {
        case .empty: .malformedDocument(line: 1, column: 1, reason: "it is empty, and JSON wants an object")
        case .byteOrderMark: .malformedDocument(line: 1, column: 1, reason: "it begins with a byte order mark, which JSON has none of")
        case .topLevelIsNoObject(let found):
            .malformedDocument(line: 1, column: 1, reason: "it is " + found + ", and sops takes objects: write {\"data\": …} around it")
        case .malformed(let place, let fault): .malformedDocument(line: place.line, column: place.column, reason: fault.text)
        case .cutOff(let place, let opened):
            .malformedDocument(
                line: place.line, column: place.column, reason: "it ends inside of what was opened in line " + String(opened.line))
        case .textAfterEnd(let place):
            .malformedDocument(line: place.line, column: place.column, reason: "something stands after the closing brace")
        case .tooDeep(let place): .malformedDocument(line: place.line, column: place.column, reason: "it is nested more than 10,000 deep")
        case .numberOutOfRange(let place):
            .malformedDocument(line: place.line, column: place.column, reason: "the number is out of range")
        case .tooLarge: .malformedDocument(line: 1, column: 1, reason: "it has too many values")
        case .noDocument: .noDocument
        case .severalDocuments(let count): .severalDocuments(count: count)
        case .indentOutOfRange(let indent):
            .unwritable(path: "indent " + String(indent), reason: "JSON takes -1 (a tab) to 100")
        case .keyIsNotText(let path): .unwritable(path: path, reason: "JSON has text keys only")
        case .numberIsNotFinite(let path): .unwritable(path: path, reason: "JSON has no infinity and no NaN")
        case .valueTooDeep(let path): .unwritable(path: path, reason: "it is nested too deeply")
        case .malformedNode(let path): .unwritable(path: path, reason: "its value does not fit its type")
        }
    }

    static func of(_ error: DotenvError) -> SopsError {
        switch error {
        case .malformedLine(let line, let fault): .malformedDocument(line: line, column: 1, reason: fault.text)
        case .tooLarge: .malformedDocument(line: 1, column: 1, reason: "it has too many lines")
        case .noDocument: .noDocument
        case .severalDocuments(let count): .severalDocuments(count: count)
        case .nestedValue(let key): .unwritable(path: key, reason: "dotenv holds texts, and no lists or maps")
        case .keyIsNotText(let key): .unwritable(path: key, reason: "dotenv has text names only")
        case .unwritableKey(let key): .unwritable(path: key, reason: "dotenv can't hold such a name")
        case .unwritableComment: .unwritable(path: "a comment", reason: "it has several lines, which dotenv can't hold")
        }
    }
}

extension SopsError {
    static func of(_ error: YAMLError) -> SopsError {
        func at(_ line: Int, column: Int = 1, _ reason: String) -> SopsError {
            .malformedDocument(line: line, column: column, reason: reason)
        }
        return switch error {
        case .malformed(let line, let column, let reason): at(line, column: column, reason)
        case .duplicateKey(let name, let line, let earlier):
            at(line, "mapping key \"" + name + "\" already defined at line " + String(earlier))
        case .topLevelNotMapping(let line): at(line, "a document is a list or a value, and sops takes mappings")
        case .onlyComments: at(1, "it has comments only (EOF)")
        case .keyNotScalar(let line): at(line, "a key is a list or a mapping")
        case .mergeValueNotMapping(let line): at(line, "map merge requires map or sequence of maps as the value")
        case .tagDoesNotFit(let line): at(line, "a tag does not fit its value")
        case .unknownAnchor(let name, let line): at(line, "unknown anchor '" + name + "' referenced")
        case .anchorContainsItself(let name, let line): at(line, "anchor '" + name + "' value contains itself")
        case .tooManyAliases(let line): at(line, "aliases expand to too much")
        case .nestingTooDeep(let line): at(line, "it is nested too deeply")
        case .tooLarge: at(1, "it has 2 GiB or more")
        }
    }

    static func of(_ error: YAMLEmitterError) -> SopsError {
        switch error {
        case .negativeIndent: .unwritable(path: "indent", reason: "YAML Negative indentation not accepted")
        case .notCanonical: .unwritable(path: "a value", reason: "its text does not fit its type")
        }
    }
}
