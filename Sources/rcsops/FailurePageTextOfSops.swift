extension FailurePageText {
    /// RC51 and RC64: `.sops.yaml`. RC65: sops' own command line.
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
        """
}
