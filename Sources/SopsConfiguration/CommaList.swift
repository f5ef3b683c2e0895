/// Several recipients in one text, with commas between, as sops takes them everywhere.
package enum CommaList {
    /// The elements without white space around them; an empty one stays, for the caller to judge.
    package static func elements(of text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { element in
            var rest = element
            while let first = rest.first, first.isWhitespace { rest.removeFirst() }
            while let last = rest.last, last.isWhitespace { rest.removeLast() }
            return String(rest)
        }
    }
}
