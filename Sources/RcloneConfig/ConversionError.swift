/// Why a form can't carry an rclone.conf. Nothing is written then.
package enum ConversionError: Error, Sendable {
    /// What a value holds that the form has no way to write.
    package enum Obstacle: Sendable {
        case notUTF8, control, quotes, tooLong, typeMark
    }

    /// A name with bytes that are no UTF-8.
    case nameNotUTF8(ConfigName)
    case value(ConfigName, ConfigName, Obstacle)
    /// A remote whose variables could not have their name in this form.
    case remoteName(ConfigName)
    /// An option that would become another one, or none, as a variable.
    case optionName(section: ConfigName, key: ConfigName)
    /// Two options that would have the same variable: case is lost, and _ separates the remote from the option.
    case sameVariable(ConfigName, ConfigName)
    case effective(EffectiveError)
}
