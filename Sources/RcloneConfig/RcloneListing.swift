package import SecretMemory

/// An rclone.conf shown to people.
package enum RcloneListing {
    /// All sections in the file's order; what may be secret is masked unless `revealed`, and then the text is an rclone.conf.
    package static func show(_ document: RcloneDocument, revealed: Bool, in arena: SecretArena) -> SecretSlice {
        let effective = EffectiveReading(of: document.reading, in: arena)
        var output = SecretBuilder(in: arena, capacity: document.source.count + 256)
        // rclone reads keys without a header at the beginning only, and `[DEFAULT]` everywhere.
        for section in document.reading.sections {
            output.append("[")
            output.append(section.name.bytes)
            output.append("]\n")
            let backend = effective.backend(of: section.name)
            var autoNumber = 1
            for entry in section.entries {
                var shown = entry
                if !revealed, SecretOption.isSecret(backend: backend, key: entry.key, value: entry.value) {
                    shown.value = arena.store(Array("********".utf8))
                }
                CanonicalText.write(shown, autoNumber: &autoNumber, into: &output)
            }
            output.append("\n")
        }
        return output.finish()
    }

    /// The text of `rclone config redacted` (rclone 1.75 `fs/config/ui.go`), where unknown options and secrets that rclone's
    /// registry misses are redacted too.
    package static func redacted(
        _ document: RcloneDocument, in arena: SecretArena
    ) throws(EffectiveError) -> SecretSlice {
        let effective = EffectiveReading(of: document.reading, in: arena)
        var output = SecretBuilder(in: arena, capacity: document.source.count + 256)
        let sections = document.listedSections
        if sections.isEmpty { output.append("; empty config\n") }
        for (index, section) in sections.enumerated() {
            if index > 0 { output.append("\n") }
            output.append("[")
            output.append(section.name.bytes)
            output.append("]\n")
            let backend = effective.backend(of: section.name)
            if let backend {
                if BackendRegistry.backend(ofType: backend) == nil { output.append(Array("# didn't find backend called \"\(backend)\"\n".utf8)) }
            } else {
                output.append(Array("# couldn't find type of fs for \"".utf8) + section.name.bytes + Array("\"\n".utf8))
            }
            for entry in section.entries {
                guard let value = try effective.value(entry.key, of: section.name) else { continue }
                output.append(entry.key.bytes)
                output.append(" = ")
                if SecretOption.isSecret(backend: backend, key: entry.key, value: value) { output.append("XXX") } else { output.append(value) }
                output.append("\n")
            }
        }
        output.append("### Double check the config for sensitive info before posting publicly\n")
        return output.finish()
    }
}
