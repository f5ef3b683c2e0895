/// The pages of ``FailurePage``, each four lines: code and title, cause, harm, remedy.
enum FailurePageText {
    /// RC2: files. RC3 and RC4: encrypting, decrypting and what is in documents.
    static let files: StaticString = """
        RC2001 a file that is not there
        The path names nothing. It is taken from the folder in which the command runs.
        Nothing was done.
        Check the path, and the folder that you are in.
        RC2002 a folder in place of a file
        The path names a folder, and the command works on one file.
        Nothing was done.
        Name the file inside it.
        RC2003 a file that can't be read
        The system refuses to read it: most often the rights of the file, or of a folder above it.
        Nothing was done.
        Have its owner give you the right to read it; ls -l shows the rights.
        RC2004 a file that is too large
        rcsops holds a file in locked memory while it works, and takes none beyond the size that the message names.
        Nothing was done.
        Give an rclone.conf or a document of secrets, which are kilobytes; large data belong elsewhere.
        RC2005 a file that can't be written
        The new content is written beside the file first, and takes its place in one step. One of these steps failed: no room, or no right to write in the folder.
        The file is as it was. The result is not saved.
        Make room, or get the right to write in the folder, and run the command again.
        RC2006 a file with several names
        Hard links give one file several names. A new file takes the place of one name only.
        The other names would silently keep the old content, so nothing is written.
        Write to another file with --output, or remove the other names.
        RC2007 a file that is there already
        The command makes a new file, and never overwrites one.
        Nothing was done.
        Name another file, or move the old one away.
        RC2008 a file that may not survive a power cut
        The file is written and in place, and the system could not confirm that its folder is on the disk.
        After a crash the old file, or none, may be there.
        Check the disk, look at the file, and run the command again.
        RC2009 a file of another owner
        The new file must have the owner and the group of the old one, and the system does not let you give them.
        A service might not be able to read it any more, so the file is as it was.
        Write to another file with --output, or have the owner run the command.
        RC2010 an output that can't be written
        What reads standard output has gone, or its disk is full.
        What has arrived there is not whole.
        Make room where the output goes, and do not use what is there.
        RC2011 a file that was changed in the meantime
        Somebody else wrote the file after the command had read it.
        Their change would have been lost, so nothing is written.
        Run the command again: it then begins with what is there now.
        RC2012 a FIFO, a socket or a device
        A file that a manifest names must be one: anything else may have no end, or never begin.
        Nothing was done.
        Name a file.
        RC2090 no memory
        The system gave no more memory, or no more that can be locked.
        Nothing is written.
        Raise the limit (ulimit -v, ulimit -l, that of the container), or split the file.
        RC3001 a rule that leaves a secret readable
        A rule of .sops.yaml or of the command line would leave an option in clear that rclone's registry, or its value, marks as a secret.
        Everybody who can read the repository would have it, so nothing is encrypted.
        Narrow the rule, or leave it out: without one only options that are harmless in every backend stay readable.
        RC3002 a value in clear that sops would change
        A rule leaves a value in clear which the INI dialect of sops reads otherwise than rclone: quotes, #, ; or a backslash at the end.
        The value would come back as another one after sops has written the document.
        Narrow the rule, so that the value is encrypted.
        RC3003 a rule that meets the name of a remote
        sops searches a rule's pattern in the section's name too, and a hit decides for all values below it.
        All secrets of that remote would be readable, so nothing is encrypted.
        Anchor the pattern: ^(type|region)$; or rename the remote.
        RC3004 a rule that goes by comments
        encrypted_comment_regex and unencrypted_comment_regex choose values by the comment above them. The comments of an rclone.conf are kept in one encrypted layout.
        The rule could not do what it says.
        Use unencrypted_regex or encrypted_regex, which go by the names of options.
        RC3005 values that sops edit has damaged
        The document was changed with sops edit, whose INI dialect is not rclone's; the values that the message names were cut or joined with the next line.
        rclone would log in with a wrong password, or miss an option.
        Decrypt with --damaged-values restore for the values from before the edit, or with --damaged-values accept for what is there now. Make changes with rcsops config.
        RC3006 a value with a line break
        The document holds a value of several lines, which was set by another tool. An rclone.conf has one line for each value.
        The file can't be written as rclone would read it.
        Set the value anew without the line break: sops set, or rcsops config set.
        RC3007 an empty value in the place of another
        A section stands in the document twice, and an empty value of the second takes the place of one of the first. sops does not authenticate empty values.
        Somebody without any key could have removed a secret that way.
        Get the file from Git; git log -p shows who changed it.
        RC3008 a file that would not come back
        rcsops reads back what it has encrypted and compares it with the file, and the two differ.
        Encrypting would lose something, so nothing is written.
        Choose a simpler rule if yours has odd characters; else report it with a file that shows it.
        RC3009 a remote that sops edit has swallowed
        sops edit read the header of a section as the next line of a value, so that the section's options went into the remote before it.
        Two remotes are mixed, and values may be overwritten.
        Get the file from before the edit out of Git, and make the change with rcsops config.
        RC3010 no rclone.conf in the document
        The file is a document of another kind: no Secret of Kubernetes whose data or stringData holds an rclone.conf.
        The command has nothing to work on.
        Give an rclone.conf, plain or encrypted, or a Secret that holds one.
        RC4001 no key opens the document
        None of the keys at hand, age's or gpg's, is one of the document's, or one that is needs a passphrase, a card or a plugin that is not there. The message names them.
        Nothing can be decrypted.
        Name your identity by SOPS_AGE_KEY_FILE or SOPS_AGE_KEY, put it into ~/.config/sops/age/keys.txt, or import the secret key into gpg. If it is no recipient, have somebody who is one add it. rcsops key check FILE says of each key why it doesn't open.
        RC4002 no sops metadata
        The file has no sops entry: it is not encrypted, or its end is cut off.
        There is nothing to decrypt.
        Encrypt it first, or get the whole file from Git.
        RC4003 a document without recipients
        Its metadata name no key, so nobody has the data key.
        It can't be decrypted by anybody.
        Get the file from Git; the metadata were cut or edited.
        RC4004 metadata that can't be used
        A field of the sops entry has no value that sops could have written.
        Nothing is decrypted, since the field may have been forged.
        Get the file from Git. After a merge conflict, decrypt both sides, merge them, and encrypt the result.
        RC4005 a line that INI can't have
        The encrypted document is INI, and the line is none.
        The document can't be read.
        Undo the edit of that line, or get the file from Git.
        RC4006 a file that is encrypted already
        It has a top-level entry sops.
        Encrypted again it would need both decryptions, in order, so nothing is done.
        To change it use rcsops config, or decrypt it, edit, and encrypt it with --onto.
        RC4007 a value that should be encrypted
        The document's rule says that the value is encrypted, and it stands in clear.
        Somebody typed it in, and everybody can read it; the MAC does not hold either.
        Set it with sops set or rcsops config set, and replace the secret if others could read it.
        RC4008 a value that is cut or edited
        One part of the ENC[…] text is no base64.
        The value is lost in this file.
        Get the file from Git; git log -p shows the change.
        RC4009 a value that does not authenticate
        AES-GCM says that the value is not the one that was encrypted at this place: it was changed, or moved to another name.
        It could be anything, so nothing is decrypted.
        Get the file from Git. Rename remotes and options with rcsops config, not in the encrypted text.
        RC4010 a value of an unknown type
        ENC[…] names a type that sops does not have.
        The value can't be put back as it was.
        Get the file from Git; the value was edited.
        RC4011 a MAC that can't be decrypted
        mac or lastmodified of the metadata was changed. Merges of two encrypted files do that.
        Nobody knows whether values were added, removed or exchanged.
        Get the file from Git. After a merge, encrypt the merged plaintext anew. --ignore-mac shows the values unverified.
        RC4012 a MAC that does not match
        The MAC covers all values in their order. A value was added, removed, exchanged or edited without the key.
        The document is not what its last author wrote.
        Get the file from Git. After a merge, encrypt the merged plaintext anew. --ignore-mac shows the values unverified.
        RC4013 more than one rule in the metadata
        sops writes one of the six rules that choose what is encrypted, and the document has several.
        Which values are secret can't be told.
        Get the file from Git; the metadata were edited.
        RC4014 a value that the format can't hold
        The output format has no way to write the value or its name.
        Nothing is written.
        Choose another --output-type, or set the value anew.
        RC4015 shares that can't be made or joined
        With several key groups the data key is split among them, and the threshold or the shares are none that fit together.
        The document can't be opened, or not made.
        Use a threshold from 2 to the number of groups; for a damaged document get it from Git.
        RC4016 a fault of the cryptographic library
        A call of the library failed that can't fail in normal use.
        Nothing is written.
        Report it; SECURITY.md says how.
        RC4017 a comment that would be taken for a mark
        The encrypted text of a comment meets the pattern of unencrypted_comment_regex.
        The value below it would be read as one in clear.
        Choose a pattern that no base64 text meets.
        RC4018 a key that is no text
        sops takes texts only for the names in a document, and one of them is a number, a switch or null.
        sops could not read the document.
        Put the key in quotes.
        RC4019 a number that is too large
        An integer has more than 64 bits, with its sign.
        sops would refuse it or change it.
        Put the number in quotes.
        RC4020 a document that can't be read
        The text is not of the format that its name, or --input-type, says.
        Nothing was done.
        Correct the file at the place that the message names, or say what it is with --input-type.
        RC4021 an empty document
        There is nothing in the file that could be encrypted.
        Nothing was done.
        Write something into it first.
        RC4022 several documents for a format of one
        YAML can hold several documents, and the other formats hold one.
        All but one would be lost, so nothing is written.
        Write YAML, or split the file.
        RC4023 a document that would not come back
        rcsops reads back what it has made and compares, and the output format turns a value into another one.
        A value would be changed, so nothing is written.
        Choose another --output-type, or have the value encrypted.
        """

    /// RC5: `.sops.yaml`, recipients. RC8001 and RC8002: identities.
    static let keys: StaticString = """
        RC5001 a configuration that can't be read
        The file that --config or SOPS_CONFIG names, or a .sops.yaml above this folder, can't be read.
        No rule can be chosen.
        Name a file that you can read, or correct its rights.
        RC5002 a configuration that can't be understood
        .sops.yaml is no YAML, or an entry has another type than sops wants.
        No rule can be chosen.
        Correct the line; creation_rules is a list of rules.
        RC5003 no rule for the file
        .sops.yaml has rules, and none has a path_regex that matches the file's path, which is taken from the folder of .sops.yaml.
        Nobody knows for whom the file is meant.
        Add a rule whose path_regex matches, or a last one without path_regex, or name recipients with --age.
        RC5004 a pattern that is no regular expression
        A pattern of a rule or of the metadata is not in the syntax of RE2.
        What is encrypted could not be told.
        Correct it; there is no look-around and no back-reference.
        RC5005 more than one way to choose values in a rule
        A rule has several of encrypted_suffix, unencrypted_suffix, encrypted_regex, unencrypted_regex, encrypted_comment_regex and unencrypted_comment_regex.
        Which one counts would be chance.
        Keep one of them.
        RC5006 keys of a kind that is not there yet
        A rule or a variable names keys of a KMS or Vault, and this version encrypts for age and PGP only.
        Those people and services could not open the file, so it is not made.
        Use recipients of age or PGP, or encrypt with sops.
        RC5007 no recipients
        Neither the command line nor the environment nor .sops.yaml names a key.
        Nobody could open the file.
        Give --age RECIPIENT, set SOPS_AGE_RECIPIENTS, or write a .sops.yaml; rcsops key generate makes an identity.
        RC5008 an empty key group
        A group without keys can give no share of the data key.
        The file could not be opened.
        Give every key group a recipient.
        RC5009 a text that is no recipient
        The text is no recipient of age and no ssh public key that age takes: cut off, misspelt, or of another kind.
        The file would be encrypted for nobody.
        Give the whole text that begins with age1, ssh-ed25519 or ssh-rsa; rcsops key show FILE shows it.
        RC5010 a threshold out of range
        The Shamir threshold is how many key groups must agree.
        The file could not be opened, or would need fewer groups than was meant.
        Give a number from 2 to the number of groups, at most 255.
        RC8001 an identity that is there already
        rcsops key generate never overwrites a key.
        Files that only the old key opens would be lost.
        Name another file.
        RC8002 no identity can be made
        The system gave no random numbers, or the library failed.
        There is no new key.
        Report it; it should not happen.
        """
}
