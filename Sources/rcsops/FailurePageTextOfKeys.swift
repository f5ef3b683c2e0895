extension FailurePageText {
    /// RC5105, RC5106, RC641 to RC644: recipients, updatekeys and doctor.
    static let recipients: StaticString = """
        RC5105 a file that opens with one key only
        There is a key without which nobody can decrypt the file.
        If that key is lost, so is what is in the file.
        Add a second recipient, such as a key that is kept offline: in .sops.yaml, and then rcsops updatekeys.
        RC5106 post-quantum recipients beside others
        A key group has recipients that no quantum computer is known to break, and some that one could break.
        Each of them alone opens the file, so that who keeps a copy reads it once the others are broken.
        Have all owners make a key with rcsops key generate --pq, and put those alone into the group.
        RC6410 no .sops.yaml for updatekeys
        There is none in this folder or one above.
        There are no rules that say whose keys the files should have.
        Write one with creation_rules, or name it with --config.
        RC6411 files that differ from their rules
        Their recipients, key groups or threshold are not those of .sops.yaml.
        Somebody who should read them can't, or somebody can who should not any more.
        rcsops updatekeys brings them together.
        RC6412 no answer
        A question was asked, and standard input ended or gave something else than y or n.
        Nothing was changed.
        Answer y or n, or give --yes.
        RC6413 keys that could not be wrapped
        The data key has to be encrypted for a key of the rule, and that can't be done here: it is of another kind, or mistyped.
        Nothing was changed.
        Take the key out of the rule, or use the real sops for this file.
        RC6415 a recipient that is gone, and what they know
        A recipient was removed. They may have read the file before, and can read it in Git's history with their key.
        The new data key does not take back what they have seen.
        Rotate the secrets of the file at their providers, the named S3 keys first.
        RC6416 some files were not updated
        Each of them has its own message.
        The others are done.
        See what is told of each file.
        RC6417 a folder for sops updatekeys
        sops takes files only.
        Nothing was changed.
        Name the files, or call rcsops updatekeys, which takes folders.
        RC6440 a rotation that works on the file
        A journal of rcsops credentials lies beside the file, and a process holds its lock.
        Both would write the file and its journal, so nothing is written.
        Wait for the end of that process, and run the command again.
        RC6441 a journal that can't get the file's keys
        A journal of rcsops credentials lies beside the file. It holds the new S3 key, and has to be for the same people as the file.
        It can't be opened or written, so the file is as it was.
        End the rotation with rcsops credentials resume or abort, or remove the cause.
        RC6420 doctor has found something
        Something on this machine would make a command fail, or leak a secret.
        See the lines that are marked error.
        Each of them has its way out.
        RC6421 a key file that others may read
        Its mode lets its group or everybody read the secret key.
        Who has the key can decrypt every file that is encrypted to it.
        chmod 600 it, and make a new key if others have used the machine.
        RC6422 no identity
        No variable and no file gives a secret key, and gpg has none that decrypts.
        Nothing can be decrypted here.
        Set SOPS_AGE_KEY_FILE to your key file, or make a key with rcsops key generate.
        RC6423 a key file that is not there
        A variable names it.
        What only this key opens can't be decrypted.
        Correct the variable, or unset it.
        RC6424 a source of keys that can't be used
        A variable, a file or a command should give secret keys, and what is there is none, or the command fails.
        What only these keys open can't be decrypted.
        Give lines of AGE-SECRET-KEY-1…, as age-keygen and rcsops key generate make them, or an ssh private key where one is read; see whether the command runs by itself.
        RC6425 a key file that others may change
        Its mode lets its group or everybody write it.
        Somebody could take the key away, or put theirs in its place.
        chmod 600 it.
        RC6426 a key file in a folder of everybody
        Everybody may write in the folder, so that they can exchange the file.
        Somebody could take the key away, or put theirs in its place.
        chmod 700 the folder, or keep the key elsewhere.
        RC6427 a rule with keys of another kind
        The rule names keys of a service, which this version can't use.
        Files of this rule can't be encrypted here.
        Use the real sops for them.
        RC6428 a configuration that everybody may change
        The mode of .sops.yaml, or of its folder, lets everybody write it.
        Somebody could add a recipient of their own, who then reads every new file.
        chmod o-w it.
        RC6430 memory that can't be locked
        The system's limit is too low.
        Keys could be written to swap.
        Raise the limit (ulimit -l), or encrypt the swap.
        RC6431 core dumps are on
        The system would write the program's memory to a file when it crashes.
        Keys and plaintext would be in it.
        Switch them off: ulimit -c 0.
        RC6432 no folder in memory
        Neither XDG_RUNTIME_DIR nor /dev/shm is memory that can be written.
        An editor would work on plaintext that lies on a disk.
        Mount a tmpfs, and set XDG_RUNTIME_DIR to a folder of yours on it.
        RC6433 an editor that is not there
        SOPS_EDITOR or EDITOR names a program that is not on PATH.
        edit would fail.
        Set it to an editor that is there.
        RC6434 no editor
        SOPS_EDITOR and EDITOR are not set, and there is no vim, nano or vi.
        edit would fail.
        Set EDITOR to the editor of your choice.
        """

    /// RC8003 to RC8013: the commands of key, and files of recipients.
    static let identities: StaticString = """
        RC8003 no new passphrase
        An identity was to be encrypted with a passphrase, and none was typed, or there is no terminal to ask on.
        There is no new key, and no file.
        Run it in a terminal, and type the same passphrase twice.
        RC8004 a file without an identity
        The file is no identity file of age and no ssh private key, or a line of it is mistyped or cut off. The line is not shown.
        Nothing is known of its recipients.
        Give a file of age-keygen or rcsops key generate, or an ssh private key.
        RC8005 no identity here
        No variable and no default file gives an identity.
        Nothing can be decrypted here.
        Name a file, set SOPS_AGE_KEY_FILE, or make a key with rcsops key generate.
        RC8006 a passphrase that is missing or wrong
        The identities are encrypted with a passphrase. It was not given, or three tries were wrong.
        What only these identities open can't be decrypted.
        Run it in a terminal and type the passphrase.
        RC8007 files that don't open
        None of the keys at hand opens enough of the file's key groups; what is told of each key says why.
        These files can't be decrypted here.
        rcsops key list says which keys are here; somebody who can open the file adds yours with rcsops updatekeys.
        RC8008 no ssh key to convert
        The argument is no line of an ssh public key, and no file of one or of a private key.
        There is no recipient to print.
        Give the line of id_ed25519.pub in quotes, its file, or the file of the private key.
        RC8009 an RSA key, which has no age recipient
        Only ssh-ed25519 keys have a counterpart among age's own keys; RSA keys have none.
        There is no recipient to print.
        An ssh-rsa line is a recipient as it stands.
        RC8010 options of key that can't go together
        A secret key would be mixed with another answer on stdout, or be printed, or an option has nothing to work on; - is no name for a key's file.
        Nothing was done.
        Name a file for the key with --output, and give one of --json and --sops-yaml.
        RC8011 a line that is no recipient
        A line of a recipients file is no recipient that age takes. It is not shown, since it may be a secret by mistake.
        The file would be encrypted for fewer people than was meant, so it is not made.
        Write one recipient a line, without blanks around it; comments begin with #.
        RC8012 a recipients file without recipients
        There is nothing in it but comments and ssh keys that age can't encrypt to, or it is larger than 16 MiB.
        The file would be encrypted for nobody.
        Write one recipient a line into it, or name the right file.
        RC8013 no recipient is known
        The identities that were found are of a plugin, which alone knows their recipients, or a passphrase is needed first.
        There is no recipient to print.
        Look into the comments of the identity file, name the file so that its passphrase is asked for, or ask the plugin.
        """
}
