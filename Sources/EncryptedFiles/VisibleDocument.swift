package import DocumentTree
package import RcloneConfig
package import SecretMemory
internal import SopsDocument

/// What a sops INI document shows without its key: the names, the values in clear, and that there are others.
package struct VisibleDocument {
    /// The document's own lines.
    package let document: RcloneDocument
    /// The remotes by the names that are meant, with ciphertext for encrypted values; sops' metadata are no remote.
    package let reading: RcloneReading

    /// `tree` is the document's, read by sops' rules.
    package init(_ source: SecretSlice, tree: DocumentTree) throws(EncryptedFileError) {
        var stored = tree
        let names: StoredNames
        do throws(SopsError) { names = try INIStore.takeMetadata(from: &stored).selector.storedNames } catch { throw .document(error) }
        document = RcloneDocument(parsing: source)
        var reading = RcloneReading()
        for section in document.reading.sections where !section.name.isEqual("sops") && section.name.bytes != StoredNames.placeholder {
            let name = names.decode(section: section.name.bytes)
            if name != .defaultSection { reading.addSection(name, line: section.line) }
            for entry in section.entries {
                reading.set(
                    RcloneEntry(key: names.decode(key: entry.key.bytes), value: entry.value, line: entry.line, column: entry.column),
                    in: name)
            }
        }
        self.reading = reading
    }
}
