/// Why an rclone.conf can't be edited as wanted. Nothing is written then.
package enum EditingError: Error, Sendable {
    /// `nearest` is a remote with a similar name.
    case noRemote(ConfigName, nearest: String?)
    case noOption(section: ConfigName, key: ConfigName, nearest: String?)
    case remoteExists(ConfigName)
    /// rclone could not be asked for a remote of that name.
    case invalidRemoteName(ConfigName)
    /// rclone would read another key, or none.
    case invalidKey(ConfigName)
    /// The value holds LF or CR, for which the format has no escape.
    case lineBreak(section: ConfigName, key: ConfigName)
    /// The value holds `%(…)s`, which rclone replaces at every reading.
    case interpolated(section: ConfigName, key: ConfigName)
    /// `DEFAULT` is no remote of its own: other remotes read from it.
    case defaultSection
    /// The remote would inherit other options by its dotted name than it does now.
    case inheritance(ConfigName)
    /// Other remotes refer to the one that is to go.
    case referredTo(ConfigName, by: [ConfigName])
    /// A reference that names the remote only after `%(…)s` is replaced, and so can't be rewritten.
    case hiddenReference(ConfigName, key: ConfigName)
    /// Both files have the remote, with different options.
    case conflictingRemote(ConfigName)
    /// The imported remotes read `DEFAULT`, whose keys are others here.
    case conflictingDefault
    /// The new text would not mean what was wanted.
    case unfaithful
}
