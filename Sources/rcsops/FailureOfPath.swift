import MasterKeys
import SopsDocument

extension Failure {
    /// A path can't be read; `command` is the one that it was given to.
    static func of(_ error: TreePathError, flag: String, exit code: Int32) -> Failure {
        let reason =
            switch error {
            case .unclosed(let component): "component " + component + " doesn't end with ]"
            case .notAnIndex(let component): "\"" + component + "\" is neither a name in quotes nor a number"
            case .indexOutOfRange(let component): component + " is out of range"
            case .emptyComponent: "there is nothing between two brackets"
            }
        return Failure(
            "RC6201", exit: code, flag + ": " + reason,
            fix: "write [\"name\"] for an item and [0] for an element, one behind the other, and the whole in single quotes for the shell")
    }

    /// A path leads nowhere. sops exits 1, or crashes.
    static func of(_ error: TreeEditingError, path: TreePath, file: String) -> Failure {
        let shown = path.components.map(\.text).joined()
        let cause: String
        var fix = "rcsops decrypt " + file + " shows what is there"
        switch error {
        case .noPath:
            cause = "the path is empty"
            fix = "name the value: '[\"name\"]'"
        case .noSuchName(let name): cause = "Key not found: " + TreePath.Component.name(name).text
        case .noSuchIndex(let index): cause = "Index " + String(index) + " out of bounds"
        case .nameInList(let name): cause = TreePath.Component.name(name).text + " is a name, but the document has a list there"
        case .nameInValue(let name): cause = TreePath.Component.name(name).text + " is a name, but the document has a value there"
        case .indexOutsideList(let index): cause = "component [" + String(index) + "] is integer, but tree part is not a slice"
        case .nothingBelowValue(let component): cause = "Unsupported type: the document has a value where " + component.text + " is looked for"
        }
        return Failure("RC6202", exit: 1, "\"" + file + "\" at " + (shown.isEmpty ? "no path" : shown) + ": " + cause, fix: fix)
    }

    /// A value can't be set. Its text may be a secret.
    static func of(_ error: InsertedValue.Refusal) -> Failure {
        switch error {
        case .notJSON(let reason):
            Failure(
                "RC6203", exit: 7, "Value for --set is not valid JSON: " + reason,
                fix: "give JSON: '\"text\"', 5, true, null or '{\"name\": \"text\"}'")
        case .list:
            Failure(
                "RC6204", exit: 7, "Invalid --set value format: a list can't be set as a whole",
                fix: "set its elements one by one ('[\"list\"][0]'), or a mapping that holds it")
        }
    }

    /// A data key can't be wrapped for all keys; sops exits 1.
    static func of(_ failure: WrappingFailure) -> Failure {
        Failure(
            "RC6210", exit: 1, "Could not generate data key: " + failure.text,
            fix: "mend or remove the keys that are named; every key group needs a key")
    }
}
