import RcloneConfig
/// Arguments by the rules of Go's flag package, as sops uses it (sops 3.11, urfave/cli 1.22): `-name` and `--name` alike,
/// `--flag=false`, no bundling, and a value from the environment where a flag is not given.
struct GoFlags {
    /// What can't be read.
    struct Refusal: Error {
        let text: String
        /// A flag that was probably meant.
        var suggestion: String?
        /// A variable is at fault and no argument: no help is printed then.
        var isOfEnvironment = false
    }

    private(set) var words: [String] = []
    private var texts: [String: String] = [:]
    private var booleans: [String: Bool] = [:]
    private var numbers: [String: Int] = [:]
    private var lists: [String: [String]] = [:]

    /// Flags end at the first word. A command's own arguments are sorted beforehand, so that flags behind a word count too.
    init(
        _ arguments: [String], known flags: [SopsFlag], isCommand: Bool, environment: (String) -> String?
    ) throws(Refusal) {
        var places: [String: SopsFlag] = [:]
        for flag in flags { for name in flag.names { places[name] = flag } }
        var rest = (isCommand ? Self.reordered(arguments, places) : arguments)[...]
        while let argument = rest.first {
            guard argument.hasPrefix("-"), argument != "-" else { break }
            rest.removeFirst()
            if argument == "--" { break }
            try take(argument, &rest, places, flags)
        }
        words = Array(rest)
        for flag in flags {
            guard let variable = flag.variable, !isGiven(flag), let text = environment(variable) else { continue }
            try take(text, of: variable, for: flag)
        }
    }

    func text(_ name: String) -> String? { texts[name] }
    func boolean(_ name: String) -> Bool { booleans[name] ?? false }
    /// Nil when the flag is not given and no variable says anything.
    func choice(_ name: String) -> Bool? { booleans[name] }
    func number(_ name: String) -> Int? { numbers[name] }
    func list(_ name: String) -> [String] { lists[name] ?? [] }

    private func isGiven(_ flag: SopsFlag) -> Bool {
        texts[flag.name] != nil || booleans[flag.name] != nil || numbers[flag.name] != nil || lists[flag.name] != nil
    }

    /// Known flags to the front, with whatever follows them, be it a value or not: after a boolean one the next word comes
    /// along, and ends the flags (urfave/cli 1.22 `command.go`, `reorderArgs`).
    private static func reordered(_ arguments: [String], _ known: [String: SopsFlag]) -> [String] {
        var front: [String] = []
        var remaining: [String] = []
        var mayBeValue = false
        for (index, argument) in arguments.enumerated() {
            let isFlag = isFlag(argument, known)
            if mayBeValue, !isFlag {
                mayBeValue = false
                front.append(argument)
            } else if argument == "--" {
                return front + ["--"] + remaining + arguments[(index + 1)...]
            } else if isFlag {
                front.append(argument)
                mayBeValue = !argument.utf8.contains(UInt8(ascii: "="))
            } else {
                remaining.append(argument)
            }
        }
        return front + remaining
    }

    private static func isFlag(_ argument: String, _ known: [String: SopsFlag]) -> Bool {
        guard argument.hasPrefix("-"), let (name, _) = parts(of: argument) else { return false }
        return known[name] != nil
    }

    /// The name without one or two dashes, and what stands behind `=`.
    private static func parts(of argument: String) -> (name: String, value: String?)? {
        let body = argument.dropFirst(argument.hasPrefix("--") ? 2 : 1)
        guard let first = body.first, first != "-", first != "=" else { return nil }
        guard let mark = body.firstIndex(of: "=") else { return (String(body), nil) }
        return (String(body[..<mark]), String(body[body.index(after: mark)...]))
    }

    private mutating func take(
        _ argument: String, _ rest: inout ArraySlice<String>, _ known: [String: SopsFlag], _ flags: [SopsFlag]
    ) throws(Refusal) {
        guard let (name, given) = Self.parts(of: argument) else { throw Refusal(text: "bad flag syntax: " + argument) }
        guard let flag = known[name] else {
            let nearest = NearestName.of(name, among: flags.flatMap(\.names).filter { $0.count > 1 })
            throw Refusal(text: "flag provided but not defined: -" + name, suggestion: nearest.map { "--" + $0 })
        }
        if flag.kind == .boolean {
            let value = given ?? "true"
            guard let isSet = Self.boolean(value) else {
                throw Refusal(text: "invalid boolean value \"" + value + "\" for -" + name + ": parse error")
            }
            booleans[flag.name] = isSet
            return
        }
        guard let value = given ?? rest.popFirst() else { throw Refusal(text: "flag needs an argument: -" + name) }
        switch flag.kind {
        case .boolean: break
        case .text: texts[flag.name] = value
        case .list: lists[flag.name, default: []].append(value)
        case .integer:
            guard let number = GoInteger.value(of: value) else { throw Refusal(text: "invalid value \"" + value + "\" for flag -" + name + ": parse error") }
            numbers[flag.name] = number
        }
    }

    private mutating func take(_ text: String, of variable: String, for flag: SopsFlag) throws(Refusal) {
        switch flag.kind {
        case .text: texts[flag.name] = text
        case .boolean:
            // Set and empty means no.
            guard let isSet = text.isEmpty ? false : Self.boolean(text) else {
                throw Refusal(
                    text: "could not parse " + text + " as bool value for flag " + flag.name + " (" + variable + ")", isOfEnvironment: true)
            }
            booleans[flag.name] = isSet
        case .list: lists[flag.name] = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
        case .integer: break
        }
    }

    private static func boolean(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "TRUE", "true", "True": true
        case "0", "f", "F", "FALSE", "false", "False": false
        default: nil
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
