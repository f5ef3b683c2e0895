extension FailurePageText {
    /// RC62: values by path, new data keys, key groups.
    static let documents: StaticString = """
        RC6201 a path that can't be read
        A path is made of names in quotes and of numbers, each in brackets: ["name"][0].
        Nothing was done.
        Put the whole path in single quotes, so that the shell leaves the double ones.
        RC6202 a path that leads nowhere
        The document has no such name or place, or has a list or a value where the path goes on.
        Nothing was done.
        rcsops decrypt FILE shows what is there; --idempotent lets unset pass over what is not.
        RC6203 a value that is no JSON
        set takes JSON: text in double quotes, numbers, true, false, null, or a mapping.
        Nothing was done.
        Write '"text"' with both kinds of quotes, or give the value by --value-file or --value-stdin.
        RC6204 a list as a value
        sops sets no list by itself.
        Nothing was done.
        Set its elements one by one, or a mapping that holds the list.
        RC6205 too few or too many words
        set wants a file, a path and a value; unset a file and a path.
        Nothing was done.
        Put path and value in quotes, each as one word.
        RC6206 two places for the value
        --value-file and --value-stdin were both given.
        Nothing was done.
        Give one of the two.
        RC6207 a name that the metadata need
        The top-level entry sops, or sops_ and more in dotenv, holds the metadata.
        Nothing was done; the file could not have been opened again.
        Choose another name.
        RC6208 a kind of key twice
        --decryption-order names each kind of master key once.
        Nothing was done.
        Leave the second one out.
        RC6209 a kind of key that can't be added
        This version makes entries for age recipients only.
        Nothing was done.
        Add an age recipient, or add the key with sops.
        RC6210 a data key that could not be wrapped
        A new data key, or its shares, must be encrypted for each key of the file, and one of them can't be used here, or a group is empty.
        Nothing was written.
        Do what the message says of the key, such as importing it into gpg; or remove it (rotate --rm-pgp and its like), or do it with sops.
        RC6211 keys for a file that is not there
        Keys are added to an encrypted file, and none has that name.
        Nothing was done.
        Check the path, or encrypt the file first.
        RC6212 a key group that is not there
        Groups are numbered from 0.
        Nothing was done.
        Give a number that the message allows.
        RC6213 a threshold that can't be met
        Fewer groups would be left than must agree, or none.
        Nothing was written; nobody could have opened the file.
        Lower --shamir-secret-sharing-threshold, or add a group first.
        RC6214 words that groups does not take
        groups add takes none, groups delete the number of a group.
        Nothing was done.
        Name the file with -f, and keys with --age.
        RC6217 --in-place with --extract
        The file would be replaced by one value of it.
        Nothing was done; the rest would have been lost.
        Write to another file with --output.
        RC6218 several files and one place
        Several files are rotated in place, each by its own name.
        Nothing was done.
        Add -i, and leave --output and --filename-override out.
        RC6219 --remote with --extract
        Each chooses a part of the file in its own way.
        Nothing was done.
        Give one of the two.
        """
}
