internal import FileReplacement
internal import SecretMemory
package import SopsDocument

/// One `.sops.yaml`, read and held against what sops knows of.
package struct SopsConfigurationFile: Sendable {
    /// The path as it was found, relative to the working folder, for messages.
    package let path: String
    /// The folder that it lies in, absolute.
    package let folder: String
    /// Columns a level that `stores` gives (`indent` below `yaml`, `json`, `json_binary`).
    package let indents: [DocumentFormat: Int]
    /// Fields that sops ignores.
    package let unknownFields: [UnknownField]
    /// Nil where there are no creation rules at all.
    private let rules: [ConfigurationNode]?
    private let destinations: [ConfigurationNode]

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
        var check = ConfigurationCheck(path: path)
        if let root { try check.check(root, as: .file) }
        unknownFields = check.unknown
        var indents: [DocumentFormat: Int] = [:]
        for (name, format) in [("yaml", DocumentFormat.yaml), ("json", .json), ("json_binary", .binary)] {
            guard case .scalar(let scalar) = root?["stores"]?[name]?["indent"]?.content, let value = scalar.integer else { continue }
            indents[format] = value
        }
        self.indents = indents
        rules = root?["creation_rules"]?.elements
        destinations = root?["destination_rules"]?.elements ?? []
    }

    /// False where a command goes on as if there were no file.
    package var hasRules: Bool { rules != nil }

    /// The first rule for a file; nil when the file has no creation rules at all. `file` is an absolute path.
    package func rule(for file: String) throws(ConfigurationError) -> CreationRule? {
        guard let match = try match(file) else { return nil }
        guard let rule = match.rule else { throw .noMatchingRule(config: path, file: match.candidate) }
        return rule
    }

    /// The same with all that was looked at on the way. Below the folder of `.sops.yaml` a path is matched relative to that
    /// folder; an expression that RE2 refuses counts only when it is reached.
    package func match(_ file: String) throws(ConfigurationError) -> RuleMatch? {
        guard let rules else { return nil }
        let prefix = folder == "/" ? "/" : folder + "/"
        var match = RuleMatch(candidate: file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file)
        for node in rules {
            let pattern = node["path_regex"]?.text ?? ""
            if try isFound(pattern, in: match.candidate, line: node.line) {
                match.rule = try CreationRuleReading(path: path).rule(node)
                return match
            }
            match.passed.append(.init(line: node.line, pattern: pattern))
        }
        return match
    }

    /// All rules that can be read, and what is wrong with the others, which nothing may have reached yet.
    package func survey() -> (rules: [CreationRule], faults: [ConfigurationError]) {
        var found: [CreationRule] = []
        var faults: [ConfigurationError] = []
        for node in rules ?? [] {
            do throws(ConfigurationError) {
                _ = try isFound(node["path_regex"]?.text ?? "", in: "", line: node.line)
                found.append(try CreationRuleReading(path: path).rule(node))
            } catch { faults.append(error) }
        }
        for node in destinations {
            do throws(ConfigurationError) { _ = try DestinationRule(node, path: path) } catch { faults.append(error) }
        }
        return (found, faults)
    }

    /// The destination of a file for `publish`. `file` is as it was given: sops makes it neither absolute nor relative, and
    /// passes an expression by that RE2 refuses (3.11 `config/config.go`, `parseDestinationRuleForFile`).
    package func destination(for file: String) throws(ConfigurationError) -> DestinationRule {
        for node in destinations {
            let pattern = node["path_regex"]?.text ?? ""
            let matches = pattern.isEmpty ? true : (try? RegularExpression(pattern))?.isFound(in: file) ?? false
            if matches { return try DestinationRule(node, path: path) }
        }
        throw .noMatchingDestination(config: path, file: file)
    }

    private func isFound(_ pattern: String, in candidate: String, line: Int) throws(ConfigurationError) -> Bool {
        if pattern.isEmpty { return true }
        do throws(SopsError) { return try RegularExpression(pattern).isFound(in: candidate) } catch {
            guard case .invalidRegularExpression(_, let reason) = error else { return false }
            throw .invalidRegularExpression(config: path, line: line, pattern: pattern, reason: reason)
        }
    }
}
