package import SecretMemory

/// Why a value can't be had as rclone has it.
package enum EffectiveError: Error, Sendable {
    /// References `%(…)s` that lead back to themselves: rclone dies of them, or gives up after 200 rounds.
    case loop(section: ConfigName, key: ConfigName)
    /// References that blow the value up beyond any use.
    case tooLarge(section: ConfigName, key: ConfigName)
}

/// Values as a running rclone has them: references `%(…)s` replaced, absent keys taken from the section that a dotted name
/// inherits from (goconfig 1.0 `conf.go`, `GetValue`).
package struct EffectiveReading {
    private let reading: RcloneReading
    private let arena: SecretArena
    /// goconfig's `_DEPTH_VALUES`.
    private static let rounds = 200
    /// No option is near it; a doubling reference is soon beyond it.
    private static let sizeLimit = 1 << 20

    package init(of reading: RcloneReading, in arena: SecretArena) {
        self.reading = reading
        self.arena = arena
    }

    /// The sections in which rclone looks for a key, nearest first: goconfig stops where one of the dotted names is missing.
    package func lineage(of section: ConfigName) -> [ConfigName] {
        guard reading[section] != nil else { return [] }
        return [section] + section.ancestors.prefix { reading[$0] != nil }
    }

    /// The value, nil when neither the section nor those it inherits from have the key.
    package func value(_ key: ConfigName, of section: ConfigName) throws(EffectiveError) -> SecretSlice? {
        for name in lineage(of: section) {
            guard let raw = reading[name]?[key]?.value else { continue }
            // Most values refer to nothing.
            guard Interpolation.hasReference(raw) else { return raw }
            var expansion = Expansion(reading: reading, arena: arena, target: (section, key))
            return try expansion.expand(raw, in: name, key: key)
        }
        return nil
    }

    /// The backend; nil where there is none, or where it can't be had.
    package func backend(of section: ConfigName) -> String? {
        guard let value = try? value(ConfigName("type"), of: section), !value.isEmpty else { return nil }
        return String(decoding: value.bytes, as: UTF8.self)
    }

    /// All options with their effective values: the section's own in their order, then the inherited.
    package func entries(of section: ConfigName) throws(EffectiveError) -> [RcloneEntry] {
        var result: [RcloneEntry] = []
        var seen: Set<ConfigName> = []
        for name in lineage(of: section) {
            for entry in reading[name]?.entries ?? [] where seen.insert(entry.key).inserted {
                guard let value = try value(entry.key, of: section) else { continue }
                result.append(RcloneEntry(key: entry.key, value: value, line: entry.line, column: entry.column))
            }
        }
        return result
    }

    /// Replaces the references of one value.
    private struct Expansion {
        let reading: RcloneReading
        let arena: SecretArena
        /// For the error.
        let target: (section: ConfigName, key: ConfigName)
        /// The keys of `DEFAULT` that are being read.
        var open: [ConfigName] = []
        /// Those that have been, since many may refer to one.
        var known: [ConfigName: SecretSlice] = [:]

        mutating func expand(_ raw: SecretSlice, in section: ConfigName, key: ConfigName) throws(EffectiveError) -> SecretSlice {
            if section == .defaultSection {
                guard !open.contains(key) else { throw .loop(section: target.section, key: target.key) }
                if let found = known[key] { return found }
                open.append(key)
            }
            var value = raw
            var round = 0
            while let range = Interpolation.firstReference(in: value) {
                guard round < EffectiveReading.rounds else { throw .loop(section: target.section, key: target.key) }
                round += 1
                let name = Interpolation.name(in: value[range])
                value = try replacing(value[range].bytes, in: value, by: try lookUp(name, from: section))
            }
            if section == .defaultSection {
                open.removeLast()
                known[key] = value
            }
            return value
        }

        private mutating func lookUp(_ name: ConfigName, from section: ConfigName) throws(EffectiveError) -> SecretSlice? {
            if let raw = reading[.defaultSection]?[name]?.value { return try expand(raw, in: .defaultSection, key: name) }
            return section == .defaultSection ? nil : reading[section]?[name]?.value
        }

        private func replacing(_ text: [UInt8], in value: SecretSlice, by other: SecretSlice?) throws(EffectiveError) -> SecretSlice {
            var output = SecretBuilder(in: arena, capacity: value.count + 64)
            var index = 0
            while let found = value.firstRange(of: text, from: index) {
                output.append(value[index..<found])
                if let other { output.append(other) }
                index = found + text.count
                guard output.count <= EffectiveReading.sizeLimit else { throw .tooLarge(section: target.section, key: target.key) }
            }
            output.append(value[index..<value.count])
            return output.finish()
        }
    }
}
