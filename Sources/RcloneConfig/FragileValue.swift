package import SecretMemory

/// Values that sops' own editor and `set` damage later, since go-ini writes them in a spelling that it reads otherwise.
package enum FragileValue {
    /// The rule was measured: it names every damaged value of thousands, and no other.
    package static func isFragile(_ value: SecretSlice) -> Bool {
        // Any of these makes go-ini quote the value, and then it is safe.
        guard !value.isEmpty, !value.contains(UInt8(ascii: "`")), !value.contains(UInt8(ascii: "#")),
            !value.contains(UInt8(ascii: ";"))
        else { return false }
        if value.trimmed().count != value.count { return value.contains(UInt8(ascii: "\"")) }
        if value[value.count - 1] == UInt8(ascii: "\\") || value.hasTripleQuote(at: 0) { return true }
        guard value.count >= 2, value[0] == UInt8(ascii: "\"") || value[0] == UInt8(ascii: "'") else { return false }
        return value[1..<value.count].firstIndex { $0 == value[0] } == value.count - 2
    }

    /// True when `found` is what sops' editor makes of `original`.
    package static func isDamaged(_ found: SecretSlice, from original: SecretSlice) -> Bool {
        let count = original.count
        if count >= 2, found.equals(original[1..<(count - 1)]) { return true }
        if original[count - 1] == UInt8(ascii: "\\"), found.count >= count - 1,
            found[0..<(count - 1)].equals(original[0..<(count - 1)])
        {
            return true
        }
        if original.hasTripleQuote(at: 0) { return true }
        return found.count == count + 2 && found[0] == UInt8(ascii: "\"") && found[count + 1] == UInt8(ascii: "\"")
            && found[1..<(count + 1)].equals(original)
    }

    /// True when a value may stand in clear in a sops INI document: every later rewrite by sops keeps it.
    package static func staysWholeInClear(_ value: SecretSlice) -> Bool {
        !isFragile(value) && !value.hasTripleQuote(at: 0) && !value.contains(0x0A) && !value.contains(0x0D)
            && value.trimmed().count == value.count && !(value.count == 1 && value[0] == UInt8(ascii: "`"))
            && value.isValidUTF8 && !looksEncrypted(value)
    }

    // In clear, a value that looks like sops' own would be taken for it by people and tools.
    private static func looksEncrypted(_ value: SecretSlice) -> Bool {
        value.withBytes { $0.starts(with: "ENC[AES256_GCM,".utf8) }
    }
}
