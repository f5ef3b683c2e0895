extension FailurePageText {
    /// RC63: running commands with a document's values, and editing.
    static let processes: StaticString = """
        RC6301 a value that no environment variable can be
        exec-env makes a variable of each entry of the first document. This one is a mapping or a list; every INI document has such ones.
        The command was not run.
        Take the entry out, or have the command read a file: exec-file. An rclone.conf goes by rcsops rclone FILE -- ARGUMENTS.
        RC6302 a variable that the system can't hold
        A variable's name may hold no =, and neither its name nor its value a NUL.
        The command was not run.
        Name the entry otherwise, or have the command read a file: exec-file.
        RC6303 a kind of key that is named twice
        --decryption-order, or SOPS_DECRYPTION_ORDER, lists kinds of keys, each once.
        Nothing was done.
        Name each kind once: age,pgp.
        RC6304 a command that can't be started
        The system has no such program, or no process to spare.
        The command was not run.
        Install it, and have its folder in PATH.
        RC6305 values that are too large for an environment
        Linux takes 128 KiB for one variable, and some MiB for all.
        The command was not run.
        Have the command read them from a file: exec-file.
        RC6306 an unknown user
        --user names nobody of /etc/passwd.
        The command was not run.
        Name a user of this system.
        RC6307 a user whom rcsops may not become
        Only root can run a command as somebody else.
        The command was not run.
        Run it as root, or leave --user out.
        RC6308 --same-process with --background
        The one becomes the command, the other leaves it alone.
        The command was not run.
        Give one of the two.
        RC6309 a filename that leads elsewhere
        --filename is the plaintext's name in a folder that is made for it. sops 3.11 would write outside of that.
        The command was not run.
        Give a name alone.
        RC6310 a command that is missing
        exec-env and exec-file take a file and one command line.
        Nothing was done.
        Put the command in quotes: exec-env FILE 'COMMAND ARGUMENT'.
        RC6321 an EDITOR that can't be read
        SOPS_EDITOR or EDITOR is split as a shell does. It is blank, or a quote or a backslash in it is left open.
        The file is as it was.
        Write it as for a shell: EDITOR="code --wait".
        RC6322 no editor
        Neither SOPS_EDITOR nor EDITOR is set, and there is no vim, nano or vi.
        The file is as it was.
        Set EDITOR to the editor of your choice.
        RC6323 standard input can't be edited
        An editor needs a file, and so does its result.
        Nothing was done.
        Name a file.
        RC6324 an editor that failed
        It could not be started, or ended with an error or by a signal; :cq of vim does that on purpose.
        The file is as it was. What was typed before a signal ended the editor is kept in FILE.unsaved, encrypted to the same recipients.
        Leave the editor without an error to have the text saved.
        RC6325 nothing was changed
        The text is byte for byte what was shown.
        The file is as it was, also its time of last modification.
        Nothing is to be done.
        RC6326 the metadata of a file that is not there
        The rule of a new rclone.conf depends on what will be in it, so there is nothing to show.
        Nothing was done.
        Begin the file without --show-master-keys, and edit it again with it.
        RC6327 an edit that was given up
        The text could not be saved, and its writer left instead of going back to it.
        The file is as it was. What was typed is kept in FILE.unsaved, encrypted to the same recipients.
        Edit the file again; rcsops decrypt FILE.unsaved shows what was typed.
        """
}
