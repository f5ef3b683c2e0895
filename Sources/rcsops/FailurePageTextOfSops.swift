extension FailurePageText {
    /// RC51 and RC64: `.sops.yaml`. RC62, RC63 and RC65: commands that sops has too. RC83: running rclone.
    static let sops: StaticString = """
        RC5101 a field that sops does not know
        .sops.yaml has a field of another name than sops reads, and sops passes over it without a word.
        The rule does not do what was meant: a misspelt encrypted_regex encrypts everything, a misspelt unencrypted_regex too.
        Correct the name, or take it out.
        RC5102 a key that can't be understood
        A rule names a key in a form that its service does not have.
        The file could not be encrypted for it.
        Write it as the documentation of the service does.
        RC5103 several destinations in one rule
        A destination rule has more than one of s3_bucket, gcs_bucket and vault_path.
        Where a file goes would be chance.
        Keep one, and make a rule for each.
        RC5104 no destination for the file
        No destination rule has a path_regex that matches the file's path.
        Nothing is published.
        Add a rule whose path_regex matches.
        RC6201 a path that can't be read
        A path into a document is written ["name"] for an item and [0] for an element, one behind the other.
        Nothing was done.
        Write it so, and the whole in single quotes for the shell.
        RC6202 a path that leads nowhere
        The document has no value at that path, or one of another kind.
        Nothing was done.
        Look at the names with rcsops decrypt; elements of lists count from 0.
        RC6203 a value that is no JSON
        What is set is read as JSON, so a text has quotes.
        Nothing was changed.
        Write '"text"', 5, true, null or '{"name": "text"}'.
        RC6204 a list as a whole
        sops sets values and mappings, and no list.
        Nothing was changed.
        Set the elements one by one, or a mapping that holds the list.
        RC6205 arguments that are missing
        The command needs the file, the path and mostly a value.
        Nothing was done.
        Write them in that order.
        RC6206 two sources of one value
        --value-file and --value-stdin were both given.
        Nothing was changed.
        Give one of the two.
        RC6207 a name that belongs to sops
        sops keeps its metadata in the top-level entry sops, or in entries that begin with sops_.
        The document could not be read any more.
        Choose another name.
        RC6208 a kind of key that is named twice
        The order in which kinds of keys are tried has one of them more than once.
        Nothing was done.
        Name each kind once: age, pgp, kms, gcp_kms, azure_kv, hc_vault, hckms.
        RC6209 keys that this version can't use
        The command line names keys or options of a service that is not in this version.
        Those people and services could not open the file, so nothing is done.
        Use age recipients, or do it with sops.
        RC6210 a new data key that can't be wrapped
        The data key has to be encrypted for every key of the file, and one of them can't be used.
        Its holder could not open the file any more, so nothing is written.
        Remove that key, or do it with sops.
        RC6211 keys for a file that is not there
        Keys are added to a file that is encrypted already.
        Nothing was done.
        Check the path, or encrypt the file first.
        RC6212 a key group that is not there
        Groups are named by their numbers, from 0.
        Nothing was done.
        Give a number that the message names.
        RC6213 groups that nobody could open
        Without a group, or with a threshold above the number of groups, the data key could never be joined.
        The file would be lost, so nothing is written.
        Add groups, or lower the threshold.
        RC6214 arguments in a wrong number
        The command takes others, or none.
        Nothing was done.
        rcsops help shows what it takes.
        RC6216 a key service that can't be used
        Keys are asked of the local key service only, and it is switched off, or another one is named.
        Nothing was done.
        Leave --keyservice and --enable-local-keyservice out, or use sops.
        RC6217 one value in the place of the file
        --in-place with --extract would put the value where the document was.
        Everything else in the file would be lost.
        Write to another file with --output.
        RC6218 several files with one name
        Several files are rotated in place, each by its own name.
        Nothing was done.
        Add -i, and leave --filename-override out.
        RC6219 --remote with --extract
        One chooses remotes of an rclone.conf, the other a value of any document.
        Nothing was done.
        Give one of the two.
        RC6301 a value that is no text
        A variable holds one text, and the document has a mapping or a list there.
        The command was not started.
        Have it read a file (exec-file). An rclone.conf goes by rcsops rclone FILE -- ARGUMENTS.
        RC6302 a name or value that no variable can have
        A name with = in it, or a NUL, ends a variable too early.
        The command would get another value, so it was not started.
        Rename it, or have the command read a file (exec-file).
        RC6303 a kind of key that is named twice
        The order in which kinds of keys are tried has one of them more than once.
        Nothing was done.
        Name each kind once.
        RC6304 a program that can't be started
        There is no such program in PATH, or the system starts no more.
        Nothing was done.
        Install it, and have its folder in PATH.
        RC6305 values that are too large for variables
        The system limits what a program gets as arguments and environment.
        The command was not started.
        Have it read a file (exec-file).
        RC6306 a user who is not there
        --user names nobody of this machine.
        The command was not started.
        Name a user of /etc/passwd.
        RC6307 a user who can't be taken
        Only root may start a program as another user.
        The command was not started, as it would have had more rights than was meant.
        Run it as root, or leave --user out.
        RC6308 --same-process with --background
        A process that is replaced can't go on beside its child.
        Nothing was done.
        Give one of the two.
        RC6309 a file name with a folder in it
        --filename is the name that the file has in its own temporary folder.
        The plaintext could land anywhere, so nothing was done.
        Give a name alone.
        RC6321 an editor that can't be understood
        SOPS_EDITOR or EDITOR has a quote that is left open, or is empty.
        Nothing was edited.
        Write it as for a shell: EDITOR="code --wait".
        RC6322 no editor
        SOPS_EDITOR and EDITOR are not set, and there is no vim, nano or vi.
        Nothing was edited.
        Set EDITOR.
        RC6323 nothing that could be edited
        An editor works on a file, and none was named.
        Nothing was edited.
        Name one.
        RC6324 an editor that failed
        It could not be started, or ended with an error.
        The file is as it was.
        Leave the editor without an error to have the text saved.
        RC6325 no change
        The editor left the text as it was. sops has an exit code of its own for that.
        Nothing is wrong: the file is as it was.
        Nothing is to be done.
        RC6326 metadata of a file that is not there
        --show-master-keys shows what a file has, and a new rclone.conf has none before its content is known.
        Nothing was edited.
        Begin it without the option, and edit it again with it.
        RC6327 an edit that was given up
        The text could not be used, and you chose not to go on.
        The file is as it was.
        Edit it again.
        RC6401 no .sops.yaml
        There is none in this folder or one above.
        There are no rules to look at.
        Write one with creation_rules, or name it with --config.
        RC6402 a .sops.yaml without rules
        It has no creation_rules.
        It chooses no recipients for any file.
        Add creation_rules, a list of rules.
        RC6403 a rule that leaves secrets in clear
        Of this file the rule would leave values readable that are secrets.
        Everybody who can read the repository would have them. For an rclone.conf rcsops encrypt refuses it.
        Widen the rule, or leave it out.
        RC6404 a rule that encrypts nothing
        No value of this file is one that the rule takes.
        The file would be stored as plaintext with a MAC.
        Look for a misspelt name in the rule, or leave it out.
        RC6501 a command that sops does not have
        The word is no command of sops: it may be misspelt.
        Nothing was done.
        sops help lists the commands.
        RC6502 an encryption context that can't be read
        It is written as key:value pairs with commas between.
        Nothing was done.
        Write it so.
        RC6503 no key service
        The local key service is switched off, and there is no other.
        No key can be asked.
        Leave --enable-local-keyservice=false out, and unset SOPS_ENABLE_LOCAL_KEYSERVICE.
        RC6504 a part of sops that is not there yet
        The command or option is one of sops', and not in this version.
        Nothing was done.
        Use the real sops for it.
        RC6506 an audit that can't be written
        The administrator wants a row in a database for every use of a secret, and this version can't write it.
        The secret would be used without a trace, so nothing is done.
        Use the real sops on this machine, or have the administrator change the file.
        RC6507 several results for one place
        Several files were named, and each gives a document.
        They would run together on standard output.
        Give -i to replace each of them, or name one.
        RC6508 a number of jobs out of range
        --jobs is how many files are worked on at the same time.
        Nothing was done.
        Give 1 to 256, or leave it out.
        RC6509 some files failed
        The others are done.
        Those that failed are as they were.
        See what is told of each of them.
        RC6510 a --set that can't be read
        It is a path, a blank and JSON.
        Nothing was changed.
        Write --set '["key"][0] "value"'.
        RC8311 a token that could not be kept
        rclone refreshes an OAuth token of the remote, and here it could not be written back into the file. The old token may be void after that.
        The remote could be lost, so rclone was not started.
        Give a file, and a folder in memory (XDG_RUNTIME_DIR or /dev/shm); or --no-write-back.
        """
}
