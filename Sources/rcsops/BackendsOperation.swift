import RcloneConfig

/// `backends`: what rclone's registry says.
enum BackendsOperation {
    static func run(name: String?, asJSON: Bool) throws(Failure) {
        guard let name else {
            let shown = BackendRegistry.backends.filter { !$0.isHidden }
            try System.put(asJSON ? json(shown) : shown.map { $0.name + "\n" }.joined())
            return
        }
        guard let backend = BackendRegistry.backend(ofType: name) else {
            let nearest = NearestName.of(name, among: BackendRegistry.backends.map(\.name))
            throw Failure(
                "RC6013", exit: 64, "rclone " + BackendRegistry.rcloneVersion + " has no backend \"" + name + "\"",
                fix: nearest.map { "did you mean " + $0 + "?" } ?? "rcsops backends lists them")
        }
        try System.put(asJSON ? json(backend) : text(backend))
    }

    private static func isReadable(_ option: BackendOption) -> Bool { HarmlessOptions.names.contains(option.name) }

    private static func flags(_ option: BackendOption) -> [String] {
        [
            option.isRequired ? "required" : nil, option.isPassword ? "obscured" : nil, option.isSensitive ? "sensitive" : nil,
            option.isExclusive ? "exclusive" : nil,
        ].compactMap { $0 }
    }

    private static func text(_ backend: Backend) -> String {
        let options = backend.options
        let rows = [["OPTION", "TYPE", "IN GIT", "FLAGS", "DEFAULT"]] + options.map { option in
            [
                option.name, option.type.word, isReadable(option) ? "readable" : "encrypted", flags(option).joined(separator: ","),
                option.defaultText,
            ]
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for (index, row) in rows.enumerated() {
            var line = ""
            for column in 0..<4 { line += row[column] + String(repeating: " ", count: widths[column] - row[column].count + 2) }
            line += row[4]
            while line.last == " " { line.removeLast() }
            text += line + "\n"
            guard index > 0 else { continue }
            let option = options[index - 1]
            if !option.providers.isEmpty { text += "    providers: " + option.providers.split(separator: ",").joined(separator: ", ") + "\n" }
            let choices = option.choices.filter { !$0.isEmpty }
            if !choices.isEmpty { text += "    choices: " + choices.joined(separator: ", ") + "\n" }
        }
        return text
    }

    private static func json(_ backends: [Backend]) -> String {
        let items = backends.map { "    {\"name\": " + FindingText.quoted($0.name) + ", \"prefix\": " + FindingText.quoted($0.prefix) + "}" }
        return "{\n  \"rclone\": " + FindingText.quoted(BackendRegistry.rcloneVersion) + ",\n  \"backends\": [\n" + items.joined(separator: ",\n")
            + "\n  ]\n}\n"
    }

    private static func json(_ backend: Backend) -> String {
        let items = backend.options.map { option in
            let choices = option.choices.map { FindingText.quoted($0) }.joined(separator: ", ")
            return "    {\"name\": " + FindingText.quoted(option.name) + ", \"type\": " + FindingText.quoted(option.type.word)
                + ", \"required\": \(option.isRequired), \"obscured\": \(option.isPassword), \"sensitive\": \(option.isSensitive)"
                + ", \"exclusive\": \(option.isExclusive), \"providers\": " + FindingText.quoted(option.providers)
                + ", \"default\": " + FindingText.quoted(option.defaultText) + ", \"choices\": [" + choices
                + "], \"readable\": \(isReadable(option))}"
        }
        return "{\n  \"rclone\": " + FindingText.quoted(BackendRegistry.rcloneVersion) + ",\n  \"name\": " + FindingText.quoted(backend.name)
            + ",\n  \"prefix\": " + FindingText.quoted(backend.prefix) + ",\n  \"options\": [\n" + items.joined(separator: ",\n") + "\n  ]\n}\n"
    }
}
