internal import Diagnostics
internal import SecretMemory

/// Where references `%(name)s` never end (goconfig 1.0 `conf.go`). Nothing is replaced here: only what refers to what is
/// followed, and how long the text would get.
extension RcloneCheck {
    /// rclone keeps such a text in memory; longer ones are no configuration. In bytes.
    private static let expansionLimit = 1 << 20
    /// Deeper chains than this are told as endless: rclone's own stop after 200 replacements outside DEFAULT.
    private static let depthLimit = 200

    private struct Place: Hashable {
        var section: ConfigName
        var key: ConfigName
    }

    private enum Length { case open, known(Int), endless }

    mutating func checkInterpolation() {
        var lengths: [Place: Length] = [:]
        for section in reading.sections {
            for entry in section.entries where !isHidden(entry.value) && Interpolation.hasReference(entry.value) {
                let length = length(of: Place(section: section.name, key: entry.key), entry.value, depth: 0, &lengths)
                guard length == nil else { continue }
                // In DEFAULT rclone's stack overflows, whatever remote is asked for; elsewhere it stops after 200 rounds.
                let isFatal = section.name == .defaultSection || refersIntoDefault(entry.value)
                add(
                    .endlessInterpolation, isFatal ? .error : .warning, at: entry,
                    entry.key.text + " of " + named(section) + " refers to itself by its %(…)s, or grows without bounds",
                    fix: "write the text itself in place of the reference")
            }
        }
    }

    private func refersIntoDefault(_ value: SecretSlice) -> Bool {
        Interpolation.references(in: value).contains { reading[.defaultSection]?[$0.name] != nil }
    }

    /// The length of a value when everything is replaced; nil where that never ends, or is above the limit.
    private func length(of place: Place, _ value: SecretSlice, depth: Int, _ lengths: inout [Place: Length]) -> Int? {
        switch lengths[place] {
        case .known(let length): return length
        case .open, .endless: return nil
        case nil: break
        }
        guard depth < Self.depthLimit else { return nil }
        lengths[place] = .open
        var total = value.count
        for reference in Interpolation.references(in: value) {
            // DEFAULT is asked first, and what is found there is read as DEFAULT's own.
            var found: (Place, SecretSlice)?
            if let entry = reading[.defaultSection]?[reference.name] {
                found = (Place(section: .defaultSection, key: reference.name), entry.value)
            } else if let entry = reading[place.section]?[reference.name] {
                found = (Place(section: place.section, key: reference.name), entry.value)
            }
            total -= reference.length
            guard let (target, text) = found else { continue }
            guard let length = length(of: target, text, depth: depth + 1, &lengths), total + length <= Self.expansionLimit else {
                lengths[place] = .endless
                return nil
            }
            total += length
        }
        lengths[place] = .known(total)
        return total
    }
}
