/// Why a layout comment gives no text.
package enum LayoutError: Error, Equatable, Sendable {
    /// It is no layout, or one of a later form; the values are not touched by that.
    case malformed
    /// Comments and spacing of more than `limit` bytes.
    case tooLarge(limit: Int)
    /// sops' editor has damaged values: the remote and key of each. Never the value.
    case damagedBySopsEdit([DamagedValue])
    /// A value of a section's end swallowed the next header: what came below it has overwritten keys of the section.
    case swallowedHeader(DamagedValue)
}

/// A value that sops' editor has changed by accident.
package struct DamagedValue: Equatable, Sendable {
    package let section: ConfigName
    package let key: ConfigName
}
