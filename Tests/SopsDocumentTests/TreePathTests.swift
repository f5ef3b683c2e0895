import SopsDocument
import Testing

/// The grammar of paths; the commands' tests hold it against the real sops.
@Suite struct TreePathTests {
    private func error(of text: String) -> TreePathError? {
        do throws(TreePathError) {
            _ = try TreePath(parsing: text)
            return nil
        } catch { return error }
    }

    @Test("names in either quotes, and numbers with a sign", arguments: [
        ("", []), (#"["a"]"#, ["[\"a\"]"]), (#"['a'][0]["b c"]"#, ["[\"a\"]", "[0]", "[\"b c\"]"]), ("[+1][-1][007]", ["[1]", "[-1]", "[7]"]),
        (#"["a]"#, ["[\"\"]"]), (#"[["a"]"#, ["[\"a\"]"]), (#"["a\"b"]"#, ["[\"a\\\"b\"]"]), (#"["é"]"#, ["[\"é\"]"]), (#"[""]"#, ["[\"\"]"]),
    ]) func paths(text: String, components: [String]) throws {
        #expect(try TreePath(parsing: text).components.map(\.text) == components)
    }

    @Test func malformedPathsAreErrors() {
        #expect(error(of: "a") == .unclosed(component: "a"))
        #expect(error(of: "[\"a\"]b") == .unclosed(component: "\"a\"]b"))
        #expect(error(of: "[a]") == .notAnIndex(component: "a"))
        #expect(error(of: "[ 1]") == .notAnIndex(component: " 1"))
        #expect(error(of: "[-]") == .notAnIndex(component: "-"))
        #expect(error(of: "[9223372036854775808]") == .indexOutOfRange(component: "9223372036854775808"))
        #expect(error(of: "[]") == .emptyComponent)
        #expect(error(of: "[\"]") == .emptyComponent)
    }
}
