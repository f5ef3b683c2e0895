extension FailurePageText {
    /// RC85: giving remotes new keys.
    static let rotation: StaticString = """
        RC8501 no such remote, or none with a pair
        --remote names a remote that none of the files has, confirm-retired one that no rotation under way is of, or no remote of type s3 in them holds access_key_id and secret_access_key.
        Nothing was asked, and nothing was changed.
        rcsops config show FILE lists the remotes. Case counts.
        RC8502 a remote whose keys are not in the file
        Its keys are temporary, come from the environment, a profile or a role, or it refers to another remote that has them.
        There is no pair in the file that could be replaced.
        Rotate them where they come from; of a remote that refers to another, name that one.
        RC8503 a back end that is not known
        Neither --source nor the remote's provider and endpoint tell rcsops how new keys are made there.
        Nothing was asked, and nothing was changed.
        Make the key yourself and give it by --source manual, write a program for --source command, or name the IAM API by --iam-endpoint.
        RC8504 a file that is not encrypted
        The new secret would stand in it in clear, or rclone's own encryption is around it, into which nothing can be merged.
        Nothing was changed.
        Encrypt it with rcsops encrypt -i FILE. --allow-plaintext takes a plain file as it is.
        RC8505 a pair that nobody can be asked for
        --source manual asks for the new pair on the terminal, and here is none.
        Nothing was changed.
        Give --stdin, and on standard input two lines, the id and the secret, or {"AccessKeyId": "…", "SecretAccessKey": "…"}.
        RC8506 a text that is no pair
        It is neither two lines nor an object with both members, was not typed at all, belongs to a temporary key, has the old id, or an rclone.conf could not keep it.
        Nothing was changed.
        Make a new key, and give its id and its secret.
        RC8507 a program that is not named
        --source command runs a program that makes keys.
        Nothing was changed.
        Name the file that says which: --key-command FILE, or the variable RCSOPS_KEY_COMMAND.
        RC8508 a file that names no program
        The file of --key-command is an object of JSON with argv, and perhaps environment, seconds and deactivates. The program is given by its path: PATH is not searched.
        Nothing was run.
        Write {"argv": ["/path/to/program"]}; docs/rotation.md has more.
        RC8509 a question that nobody can answer
        A rotation makes and deletes keys, asks before, and here is no terminal.
        Nothing was changed.
        Look at the plan with --dry-run, and give --yes.
        RC8510 a rotation that was not confirmed
        The last four characters of the old key's id were not typed, or the terminal's input ended (Ctrl-D).
        Before the key is made nothing was changed; before the old one goes both are valid.
        Run the same again, or rcsops credentials resume.
        RC8511 words that don't go together
        The command line asks for what can't be: standard input as the file, the rotated key or the signer's as the one that makes room, an option that the back end can't heed.
        Nothing was changed.
        Correct the command line as the message says.
        RC8512 a back end that gives no useful answer
        It was not reached, or it answered with something else than it should.
        Before a key is made nothing was changed; afterwards the journal has where the rotation stands.
        Check --source and the endpoint, and try again: rcsops credentials resume.
        RC8513 a right that the signer does not have
        The key that signs may not do what the message names.
        Nothing more was changed.
        Allow it, or sign with another pair: --admin-remote NAME. docs/rotation.md has the policies.
        RC8514 a user with no room for another key
        The back end limits how many keys a user may have; inactive ones count. Or the key that --evict named was switched on again meanwhile.
        Nothing was made, and no rotation is left under way, unless the message says so.
        Delete the key that nobody uses and run rcsops credentials rotate again, or have it do that: --evict ID.
        RC8515 clocks that differ
        This machine's clock and the server's are more than four minutes apart.
        Signatures would be refused, and dates of the rotation be wrong. Nothing was changed.
        Set the clock.
        RC8516 a key that is not a user's
        It belongs to the root of an account, or is a temporary one.
        Nothing was changed.
        Give the remote the key of a user with just the rights that it needs.
        RC8517 a file that somebody else has changed
        The remote is gone, or holds another pair than the rotation put there.
        Nothing was overwritten.
        Find out who it was. Put a file back that is on another branch, a remote under its name (rcsops config rename), and a pair that was replaced: sops decrypt shows both of the journal. Resume and abort both need it: an abort deletes the new key only where no file can have it, and ends only where a file holds a pair that works. One that has begun stays one: resume ends it. Where the file is not to come back, abort --leave-as-is ends the rotation and touches nothing.
        RC8518 a key that the user does not have
        The back end lists the user's keys, and the one in the file is none of them, or it knows no such user.
        Nothing was changed.
        Name the user by --user, or the right place by --source and --iam-endpoint.
        RC8519 a file that can't be read or replaced
        The system, or the file's keys, do not let it.
        The file is as it was, and the old key stays valid.
        Get the right or the room for it, then run the same, or rcsops credentials resume.
        RC8520 a new key that is not accepted
        One of the servers did not accept it in the time that it may take; the message has what it said, or why nothing came.
        Before files are written none is changed; later, when it is tried once more, they hold the new pair. The message says how it stands; both keys exist until the old one is deleted.
        rcsops credentials resume tries again, abort goes back. --verify-timeout gives it longer, resume --verify-endpoint names other places. A pair that was given by hand and mistyped is in the journal as it was typed: abort, which deletes no key that was given, and begin again.
        RC8521 a new key with fewer rights
        The old key may do what the new one is denied.
        The old key stays as it is.
        Give the new key, or its user, the same rights; then rcsops credentials resume.
        RC8522 a key that is of no use
        The back end said that it made a key and does not list it, or the pair can't be kept in an rclone.conf.
        No file was changed.
        Keys of a static file are changed in that file; rcsops credentials abort ends the rotation. Else run the same again.
        RC8523 a key that nobody has the secret of
        An answer was lost, and more than one key may be what it made, or one that showed up so late, without a date, that it may be anybody's; or the back end made one for another user than was asked for.
        Nobody can use it, and it takes room. The old key is valid.
        Find out whose it is: rcsops credentials resume --orphan ID deletes it, --not-orphan ID (also of abort) leaves it as somebody else's. Another user's is deleted by that user's name, at the back end.
        RC8524 files that don't hold the new pair yet
        Some uses of the key could not be written, or a file came with the old pair after the others were.
        The old key stays valid until all are.
        Put right what it says, then rcsops credentials resume; --late-files writes late ones too: see who put them there, who can read the pair then.
        RC8525 places that could not be looked into
        Files for other recipients, submodules or other branches may use the old key too.
        The old key stays valid.
        Look there, then rcsops credentials resume --accept-blind-spots; confirm-retired has the flag too (--source manual).
        RC8526 an old key that is still used
        The back end saw it used after the files were changed.
        It stays valid.
        Find who has it; or rcsops credentials resume --force-retire.
        RC8527 a new key that is gone
        Somebody deleted it, or it is not accepted any more.
        The old key stays as it is: valid, or switched off where that was done before.
        rcsops credentials abort writes the old pair back; --rollback-after-deactivate switches it on again first.
        RC8528 no way back
        The old key is being deleted, or is deleted, or works no more.
        There is nothing to go back to; the new pair works.
        rcsops credentials resume ends the rotation; of one by hand (--source manual) in its grace time, confirm-retired does.
        RC8529 an old key that is switched off already
        Going back switches it on again, which somebody may not expect.
        Nothing was changed.
        Give --rollback-after-deactivate.
        RC8530 files that are not published
        The commit, or the program of --render, failed.
        The files hold the new pair, in an abort the old one again. No key was touched for it.
        Put right what the message says, then rcsops credentials resume: with --render COMMAND another program runs, with --commit --no-verify no hook.
        RC8531 a key that a person takes away
        rcsops can't delete keys at this provider.
        The old key stays valid until you delete it.
        Delete it where it was made, then rcsops credentials confirm-retired FILE REMOTE.
        RC8532 an old pair that was not seen rejected
        The old key should be switched off or deleted, and a server still accepts it.
        Whoever has it may still get in.
        rcsops credentials resume asks again; of a key that a person takes away, confirm-retired does. Where it stays so, look at the back end itself.
        RC8533 a rule that would be broken
        rcsops checks before and after each step that a valid pair can be had from the files, and found otherwise.
        Nothing more was done.
        Report it, with the output of rcsops credentials status; it should not happen.
        RC8534 a rotation that was interrupted
        A signal came. What was begun is in the journal.
        Nothing is lost.
        rcsops credentials resume goes on, abort goes back.
        RC8535 a rotation that another process works on
        One rcsops at a time works on a file.
        Nothing was asked or changed.
        Let the other one end; rcsops credentials status shows it.
        RC8536 a journal that is not what rcsops wrote
        It is not whole, or somebody has changed it.
        Nothing was asked or changed.
        Undo the change. sops decrypt FILE shows both pairs to whoever may open it. One that is cut off, and in no backup, has the ids of both keys in clear (old.id, new.id): rcsops credentials list shows which of them the files hold, and rcsops probe FILE that it works. Delete the other one where it was made, then the journal.
        RC8537 no rotation under way
        There is no journal where one was looked for.
        Nothing was done.
        rcsops credentials status FOLDER shows those that there are.
        RC8538 a journal that can't be kept
        There is no room or no right for it, or for the audit log, its recipients can't be encrypted to, or a .gitignore has git add take it in.
        The rotation stands at the step before, or was not begun.
        Put that right, then rcsops credentials resume; --audit-log names another log, FILE or syslog.
        RC8539 a key of unknown age
        --if-older-than wants to know when the key was made, and the back end does not tell.
        Nothing was changed.
        Leave --if-older-than out, and let the schedule decide.
        RC8540 a journal that is for others
        It is encrypted for the recipients that the file had, and none of the keys at hand is one of theirs.
        Nothing was asked or changed.
        Use an identity of one that the message names.
        RC8541 a key that is being rotated already
        Its rotation has a journal, and a second one would lose track of the first one's key.
        Nothing was asked of the back end or changed.
        End the first: rcsops credentials resume goes on, abort goes back.
        RC8542 more than one, and one is wanted
        Several keys, or several rotations, fit what was given.
        Nothing was changed.
        Name one: --remote NAME, or --id ID.
        RC8543 a key that does not work
        The pair that signs is not known to the back end, or its secret is another.
        Nothing was changed.
        rcsops probe FILE tells more. A key that is gone can't be rotated: give a new one by --source manual.
        RC8544 a journal that nobody here has begun
        It names a program to run, or a remote whose pair is to sign. Whoever can write into the folder can make such a journal, so these are
        taken from it only where this user began the rotation: a note in ~/.local/state/rcsops/rotations tells. Nothing was asked, run or changed.
        Look at the journal. If it is right, give --admin-remote and --admin-file, --key-command, --render once more, with --id ID: not with --all-due.
        RC8545 an old key that is still needed
        confirm-retired is for a key that you have taken away by hand, after the files hold the new one (--source manual).
        Nothing was changed. The old key is to stay as it is.
        rcsops credentials resume goes on; of other sources it takes the old key away itself.
        RC8546 a key that can't be taken over
        --adopt takes the other key of the same user, which has to be in the back end's list and active.
        Nothing was changed.
        Give the pair of that key: rcsops credentials rotate FILE --dry-run lists the keys.
        RC8547 a file that rclone itself has encrypted
        It begins with RCLONE_ENCRYPT_V0, and a new pair can't be merged into that; credentials list does not know what keys it holds.
        Nothing was changed. A key that it holds is not rotated, and may be older than it should be.
        rcsops config unlock FILE takes rclone's encryption off; then rcsops encrypt -i FILE.
        RC8560 a back end that switches no key off
        It was taken for one that does, and said that it has no such request.
        The files hold the new pair, and both keys are valid.
        For a program put "deactivates": false into its file (docs/rotation.md), then rcsops credentials resume --key-command FILE: the journal has the settings that the rotation began with.
        RC8565 two keys of which none works
        The new key is gone, and the old one is switched off, so that it can't switch itself on, or is gone as well.
        Nothing was changed. The journal keeps both pairs.
        Switch the old key on at the back end, then rcsops credentials abort --rollback-after-deactivate. Where it is gone, make a new key, put its pair into the files, and end the rotation by rcsops credentials abort --leave-as-is.
        RC8566 a new key that is used where it can't be taken back
        Going back, the new key was found in a file, or on a branch, that this rotation did not write, or that is not its to write.
        The key stays, and the rotation's own files hold the old pair.
        Have it taken out there, then rcsops credentials resume ends the abort.
        RC8570 a file that is still open to the leaver
        The report of --from-report is about a recipient that opens a file which has the key: a new key in it would be that one's too.
        Nothing was done.
        First rcsops recipients remove R FILE, which the message names in full, then the same again. --allow-recipient rotates all the same.
        """
}
