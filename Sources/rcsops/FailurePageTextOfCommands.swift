extension FailurePageText {
    /// RC6: the command line. RC7: Kubernetes.
    static let usage: StaticString = """
        RC6001 --in-place without a file
        Standard input is no file that could be replaced.
        Nothing was done.
        Leave -i out, or name the file.
        RC6002 two places for the result
        --output and --in-place were both given.
        Nothing was done.
        Give one of the two.
        RC6003 standard input without a name
        The creation rule is chosen by the file's path, and standard input has none.
        Nothing was done.
        Add --filename-override PATH.
        RC6004 more than one way to choose values
        Only one of the options that choose what is encrypted counts, together with that of the creation rule.
        Nothing was done.
        Give one of them.
        RC6006 an option of sops that can't be read
        The flag is unknown, or its value is none.
        Nothing was done.
        sops help lists what can be given.
        RC6007 a format that is none
        --input-type and --output-type take one of five words.
        Nothing was done.
        Write yaml, json, ini, dotenv or binary.
        RC6009 no file
        The command needs the name of a file.
        Nothing was done.
        Name it.
        RC6010 a command that is not there
        The word is no command: it may be misspelt.
        Nothing was done.
        Take the one that the message offers; rcsops help lists them.
        RC6011 an argument that is not UTF-8
        Names are compared with patterns and shown in messages, both of which are UTF-8.
        Nothing was done.
        Name the file by a link whose name is UTF-8.
        RC6012 a code that is not there
        rcsops prints no failure and no finding with that code.
        There is no page to show.
        Copy the code from the message: RC and four digits.
        RC6013 a backend that is not there
        rclone, in the version whose registry this is, has no backend of that name.
        There is nothing to show.
        rcsops backends lists them.
        RC6014 a comparison with standard input
        --drift compares the file with a deployed copy, and names both in its findings.
        Nothing was compared.
        Name the file.
        RC7001 a name that Kubernetes refuses
        The name of the Secret, of its namespace or of its key has characters or a length that the API does not take.
        kubectl apply would fail.
        Use what the message names: most names are small letters, digits and - inside.
        RC7002 an rclone.conf that is too large for a Secret
        A Secret holds 1 MiB at most.
        kubectl apply would fail.
        Split it with --remote: each job needs only its own remotes.
        """

    /// RC81: changing an rclone.conf. RC82: choosing remotes. RC83: other forms, running rclone. RC9: passwords.
    static let remotes: StaticString = """
        RC8102 two things from standard input
        Only one of the file, the value and the other file can come from there.
        Nothing was changed.
        Name the file, or give the value as an argument.
        RC8103 a remote that is not there
        The file has no section of that name. Case counts.
        Nothing was changed.
        config show lists the remotes; config set FILE REMOTE type BACKEND makes one.
        RC8104 an option that is not there
        The remote has no line for it. What it inherits from another by the dot in its name can be taken away only there.
        Nothing was changed.
        config show lists its options.
        RC8105 a remote that is there already
        The new name is taken.
        The two would become one remote, so nothing was changed.
        Choose another name, or remove that remote first.
        RC8106 a name that rclone can't be asked for
        A remote's name has letters, digits and _ - . + @, and blanks inside.
        rclone would list it and never open it.
        Choose another name.
        RC8107 a name that is no option's
        rclone would read the line otherwise than was meant: the name has a separator, a quote or a bracket in a bad place.
        Nothing was changed.
        Write the option as rcsops backends NAME shows it.
        RC8108 a value of several lines
        An rclone.conf has one line for each value, and no way to continue it.
        rclone would refuse the file.
        Write a PEM key with the two characters \\n for each line break, and JSON on one line.
        RC8109 a value that rclone would replace
        %(NAME)s is a reference in an rclone.conf, and there is no way to write these characters themselves.
        rclone would read another password than was given.
        Choose another password or key.
        RC8110 DEFAULT is no remote
        Its keys are there for the others to refer to by %(NAME)s.
        Nothing was changed.
        Set and unset its keys one by one.
        RC8111 a change that would alter what is inherited
        [a.b] takes what it lacks from [a]. Under the new name a remote would inherit from another one.
        Options would appear or disappear that nobody named, so nothing was changed.
        Choose a name with the same dotted part, or set the inherited options in the remote itself.
        RC8112 a remote that others need
        Other remotes refer to it, or inherit from it.
        They would not start any more, so nothing was changed.
        Change or remove them first; --force removes it all the same.
        RC8113 a reference that can't be renamed
        An option names the remote by way of %(NAME)s, so the name does not stand in its text.
        The reference would break, so nothing was changed.
        Write the remote's name in the value itself.
        RC8114 a remote that both files have
        The files have a remote of the same name with different options.
        One of them would be lost, so nothing was imported.
        Rename one of the two with config rename, or choose others with --remote.
        RC8115 other values in DEFAULT
        The imported remotes refer to keys of [DEFAULT] which this file has not, or with other values.
        They would read other values here.
        Set the same keys in [DEFAULT] first, or write the values into the remotes.
        RC8116 a change that would not mean what was asked for
        rcsops reads the changed file as rclone would, and compares it with what was asked for. The two differ: most often because of keys named -, which rclone numbers by their place.
        Another option would change as well, so nothing is written.
        Give such keys names.
        RC8201 a reference to a remote that is not there
        A chosen remote refers to one that the file does not have.
        rclone could not open it.
        Correct the reference, or add the remote.
        RC8202 remotes in a circle
        Following the references leads back to the first remote.
        rclone would run until it is killed.
        Let one of them refer to a storage.
        RC8203 a value that refers to itself
        The references %(NAME)s of a value lead back to it, or blow it up beyond any use.
        rclone dies of it, or reads nonsense.
        Write the value itself.
        RC8204 --remote with --in-place
        Together they would take all other remotes out of the file.
        Those remotes would be lost, so nothing is written.
        Write to another file with --output.
        RC8205 nothing to choose from
        --remote chooses from an rclone.conf, and the file is none.
        Nothing was done.
        Leave --remote out, or give the rclone.conf.
        RC8301 a name that the form can't hold
        The name of a remote or an option is not UTF-8.
        Nothing was printed.
        Rename it, or choose another form.
        RC8302 a remote's name that no variable can have
        rclone takes the name of the remote, in upper case, as a part of the variable's name; the form allows letters, digits and _ there.
        The remote would be missing.
        Rename the remote (rcsops config rename), or choose another form.
        RC8303 an option that would become another
        In a variable - becomes _ and small letters become capitals, so an option that rclone ignores in the file would begin to count.
        rclone would behave otherwise than with the file.
        Correct the option's name, or remove it.
        RC8304 two options in one variable
        The names of two remotes differ in what variables do not tell apart: in case, or in where a _ stands.
        One would replace the other.
        Rename one of the remotes.
        RC8305 a value that the form can't carry
        Readers of the form have no way, or differ in the way, to write a character of the value.
        The value would arrive as another one.
        Choose another form, or the file.
        RC8310 rclone can't be started
        There is no rclone in the folders of PATH, or it may not be run.
        Nothing was done.
        Install rclone, and have its folder in PATH.
        RC8311 a token that could not be written back
        rclone refreshes tokens and logins while it runs, and here the new one could go nowhere: the remotes came from standard input, or no folder in memory can be written.
        Servers take many a refresh token once, so the login would be lost with it; rclone is not started.
        Give a file, and have a tmpfs in /dev/shm or XDG_RUNTIME_DIR. With --no-write-back rclone runs all the same, and the new token is lost.
        RC9101 a password that does not open the file
        rclone's encryption has one tag for both: the password is another one, or the file was changed.
        Nothing can be read.
        Try the password with rclone config encryption check; if that fails too, get the file from a backup.
        RC9102 a password that is not UTF-8
        rclone wants a password as UTF-8.
        rclone could not open the file with it.
        Give it as UTF-8.
        RC9103 no password
        The password is empty or white space, or was not typed the same twice.
        Nothing was done.
        Give one; white space alone is none.
        RC9104 a password that may not be asked for
        RCLONE_ASK_PASSWORD or --ask-password=false forbids the question, and there is no other source.
        The file can't be opened.
        Set RCLONE_CONFIG_PASS, or give --password-command.
        RC9105 no terminal for the password
        The command runs without a terminal, so nobody can be asked.
        The file can't be opened.
        Set RCLONE_CONFIG_PASS, or give --password-command.
        RC9106 no answer
        The terminal's input ended before a password was typed.
        Nothing was done.
        Run it again and type the password.
        RC9110 another version of rclone's encryption
        The file begins with RCLONE_ENCRYPT_V and another number than 0.
        It can't be read.
        Decrypt it with the rclone that wrote it: rclone config encryption remove.
        RC9111 rclone's encryption with strange characters
        What follows RCLONE_ENCRYPT_V0: is base64, and something else stands in it.
        rclone refuses the file too.
        Take away spaces, comments and text behind the end, or get the file from a backup.
        RC9112 rclone's encryption, cut off
        The base64 ends within a group of four letters.
        The rest is missing, and nothing can be read.
        Get the whole file from a backup.
        RC9113 rclone's encryption without content
        There are fewer bytes than the encryption itself needs.
        Nothing can be read.
        Get the whole file from a backup.
        RC9114 a fault of the library in rclone's encryption
        A call failed that can't fail in normal use.
        Nothing is written.
        Report it; SECURITY.md says how.
        RC9120 a password command with quotes in a bad place
        The command is split at blanks, and " quotes whole words only, as rclone has it. No shell reads it.
        It is not run.
        Put the whole word in quotes, and double a quote inside of it.
        RC9121 a password command without a program
        The text is empty.
        Nobody gives the password.
        Name a program that prints it.
        RC9122 a password command that failed
        It ended with an error, or by a signal.
        The file can't be opened.
        Run it by hand to see why.
        RC9123 a password command that prints too much
        A password is one line.
        The output is not used.
        Have it print the password and nothing else.
        RC9124 a password command that prints nothing
        It ended without an error, and there was no password on its standard output.
        The file can't be opened.
        Have it print the password there; what goes to stderr does not count.
        RC9125 a password command that can't be started
        There is no such program in PATH, or it may not be run.
        The file can't be opened.
        Name a program that is in PATH, or by its whole path.
        RC9130 a file that rclone did not encrypt
        It has no RCLONE_ENCRYPT_V0.
        There is nothing to unlock.
        rcsops decrypt opens what sops encrypted.
        RC9131 a file that rclone has encrypted already
        Two layers of rclone's encryption are more than rclone opens.
        Nothing was done.
        For another password unlock it first: rcsops config unlock --in-place FILE.
        RC9140 more than one line
        One password is obscured or revealed at a time.
        Nothing was printed.
        Give one line.
        RC9141 an IV that is none
        --iv takes 16 bytes in hexadecimal digits.
        Nothing was printed.
        Leave it out for a random one, as rclone has it.
        RC9142 an obscured password that is no base64
        A character of it is none of base64url: perhaps it is the password in clear.
        There is nothing to reveal.
        Give the value as it stands in the config.
        RC9143 an obscured password that is too short
        It has fewer bytes than the IV alone: perhaps it is the password in clear.
        There is nothing to reveal.
        Give the whole value; the shortest has 22 characters.
        RC9144 a fault of the library with an obscured password
        A call failed that can't fail in normal use.
        Nothing was printed.
        Report it; SECURITY.md says how.
        """
}
