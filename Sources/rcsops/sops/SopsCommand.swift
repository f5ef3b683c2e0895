/// One command as sops has it.
struct SopsCommand: Sendable {
    enum KeyUse: Sendable { case opens, wraps }

    let name: String
    /// What stands behind the flags, for the help.
    var argument = ""
    let summary: String
    var flags: [SopsFlag] = []
    var subcommands: [SopsCommand] = []
    /// What it does with data keys, for a command that has the flags of key services.
    var keyUse = KeyUse.opens
    /// The exit code; the first argument is the flags before the command's name.
    var run: @Sendable (_ global: GoFlags, _ flags: GoFlags) throws(Failure) -> Int32 = { (_, _) throws(Failure) in 0 }
}
