internal import FileReplacement
internal import SecretMemory
package import SopsDocument

/// One `.sops.yaml`, read and understood as far as creation rules go.
package struct SopsConfigurationFile: Sendable {
    /// The path as it was found, relative to the working folder, for messages.
    package let path: String
    private let folder: String
    /// Columns a level that `stores` gives (`indent` below `yaml`, `json`, `json_binary`).
    package let indents: [DocumentFormat: Int]
    private let rules: [(pattern: String, rule: CreationRule)]?

    /// Looks from the working folder upwards, as sops does: not from the file's folder. `named` (from `--config` or
    /// `SOPS_CONFIG`) ends the search. A file that is found and can't be used is an error for every command.
    package static func find(
        named: String?, workingFolder: String, warn: (String) -> Void
    ) throws(ConfigurationError) -> SopsConfigurationFile? {
        if let named, !named.isEmpty { return try SopsConfigurationFile(path: named, workingFolder: workingFolder) }
        var prefix = ""
        var misnamed: String?
        // sops gives up after as many levels.
        for _ in 0..<100 {
            let candidate = prefix + ".sops.yaml"
            if misnamed == nil, FileReading.exists(prefix + ".sops.yml") { misnamed = prefix + ".sops.yml" }
            if FileReading.exists(candidate) {
                if let misnamed { warn(Self.misnaming(misnamed, using: candidate)) }
                return try SopsConfigurationFile(path: candidate, workingFolder: workingFolder)
            }
            if PathText.absolute(prefix, in: workingFolder) == "/" { break }
            prefix += "../"
        }
        if let misnamed { warn(Self.misnaming(misnamed, using: nil)) }
        return nil
    }

    private static func misnaming(_ path: String, using other: String?) -> String {
        "ignoring \"" + path + "\" when searching for config file; the config file must be called \".sops.yaml\""
            + (other.map { "; using \"" + $0 + "\" instead" } ?? "")
    }

    private init(path: String, workingFolder: String) throws(ConfigurationError) {
        self.path = path
        folder = PathText.folder(of: PathText.absolute(path, in: workingFolder))
        let bytes: [UInt8]
        do throws(FileError) { bytes = try FileReading.read(path, into: SecretArena()).withBytes { Array($0) } } catch {
            let reason: String
            switch error {
            case .notFound: reason = "no such file"
            case .isFolder: reason = "it is a folder"
            case .unreadable(_, let number): reason = FileError.words(for: number)
            default: reason = "it is too large"
            }
            throw .unreadable(path: path, reason: reason)
        }
        let root = try ConfigurationYAML.root(of: bytes, path: path)
        if let root, !root.isNull, case .mapping = root.content {} else if let root, !root.isNull {
            throw .malformed(path: path, line: root.line, reason: "the top level is not a mapping")
        }
        var indents: [DocumentFormat: Int] = [:]
        for (name, format) in [("yaml", DocumentFormat.yaml), ("json", .json), ("json_binary", .binary)] {
            guard let member = root?["stores"]?[name]?["indent"] else { continue }
            guard case .scalar(let text, isPlain: true) = member.content, let value = Int(text) else {
                throw .malformed(path: path, line: member.line, reason: "indent is not a whole number")
            }
            indents[format] = value
        }
        self.indents = indents
        guard let list = root?["creation_rules"] else {
            rules = nil
            return
        }
        guard case .sequence(let nodes) = list.content else {
            throw .malformed(path: path, line: list.line, reason: "creation_rules is not a list")
        }
        let reading = CreationRuleReading(path: path)
        var rules: [(pattern: String, rule: CreationRule)] = []
        for node in nodes { rules.append((try reading.pathPattern(of: node), try reading.rule(node))) }
        self.rules = rules
    }

    /// The first rule for a file; nil when the file has no creation rules at all. `file` is an absolute path: below the
    /// folder of `.sops.yaml` it is matched relative to that folder.
    package func rule(for file: String) throws(ConfigurationError) -> CreationRule? {
        guard let rules else { return nil }
        let prefix = folder == "/" ? "/" : folder + "/"
        let candidate = file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file
        for (pattern, rule) in rules {
            if pattern.isEmpty { return rule }
            do throws(SopsError) {
                if try RegularExpression(pattern).isFound(in: candidate) { return rule }
            } catch {
                guard case .invalidRegularExpression(_, let reason) = error else { continue }
                throw .invalidRegularExpression(config: path, line: rule.line, pattern: pattern, reason: reason)
            }
        }
        throw .noMatchingRule(config: path, file: candidate)
    }
}
