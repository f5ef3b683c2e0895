extension FailurePageText {
    /// RC86: recipients that come and go, Git's history, and commits.
    static let history: StaticString = """
        RC8601 a text that is no recipient
        A recipient is named as the files have it: age1…, ssh-ed25519 …, a PGP fingerprint of 16 to 64 digits, an ARN, the address of a vault's key.
        Nothing was done.
        Take it from rcsops key check FILE, which lists the keys of a file.
        RC8602 a machine without git
        Git's history is read by the program git, which is not in PATH or can't be started.
        Nothing was done.
        Install git, and have it in PATH.
        RC8603 a folder that is in no repository
        The path lies in no Git repository, or in one of another owner, which git does not trust.
        Nothing was done.
        Name a folder of the repository; for one of another owner: git config --global --add safe.directory PATH.
        RC8604 a git that failed
        The command of git that the message names ended with an error, or printed what it should not.
        Nothing was done.
        See what git fsck says of the repository, and git --version: 2.25 or later is needed.
        RC8605 a commit that is not there
        --since names no commit, tag or branch of this repository.
        Nothing was done.
        Give one that git log knows; a shallow clone may lack it.
        RC8606 a path of another repository
        One run looks at one repository: the one of the first path.
        Nothing was done.
        Run the command for each repository by itself.
        RC8607 a file that is no report of exposed secrets
        --from-report takes the JSON that rcsops exposed --json prints, of the form rcsops-exposed/1.
        Nothing was done.
        Run rcsops exposed --recipient R --json >FILE, and give that.
        RC8608 a recipient that is in no file
        None of the files that were looked at has the recipient that was to go.
        With a typing error in it, the real recipient would still be in the files.
        Compare it with what rcsops key check FILE lists.
        RC8609 a file with several key groups
        A recipient is added to one key group, and the file has several, or none of that number.
        Nothing was done.
        Name the group by --group, from 0; rcsops key check FILE shows them.
        RC8610 a file or key group that would have no key left
        The recipient is the only one of the file, or of one of its key groups.
        Nobody could open the file any more, or fewer groups could than its threshold asks for, so nothing is written.
        Add another recipient first; rcsops groups delete takes a whole group out.
        RC8611 a commit without a work tree
        A bare repository has no files that could be written and committed.
        Nothing was done.
        Work in a clone, or leave --commit out.
        RC8612 something of git's that is not finished
        A merge, a rebase, a cherry-pick, a revert or a bisection is not finished, or paths are not merged.
        What is written in the middle of it would become part of it, so nothing is done.
        End it with git; then run the same again.
        RC8613 a file with changes of somebody else
        A file that is to be committed has staged or other changes that rcsops did not make.
        The commit would carry them too, under our message, so nothing is committed.
        Commit them first, or leave --commit out. Where the change is the pair of a rotation under way, have that one commit it: it is the one that the message names. Never put such a file away by git stash or git checkout.
        RC8614 a commit that git refused
        A hook said no, the user has no name or address in Git, or the signature could not be made; git has said which.
        The files are written, and in no commit.
        Remove the cause and commit by hand or run the command again; --no-verify leaves the hooks out.
        RC8615 an index that stayed behind
        The commit is made, and the index, which another git held, still has the former version of its files.
        The next git commit would take our change back.
        git reset -q -- FILE… brings the index up to date; the next run with --commit does it too.
        RC8617 a change that would lock you out
        With the recipient gone, none of your keys opens the file.
        You could not undo it, so nothing is written.
        Have somebody do it who stays in the file, or add another key of yours first.
        RC8618 a rule that says otherwise than the file
        The rule of .sops.yaml for the file still has a recipient that was taken out, or lacks one that was added.
        The next rcsops updatekeys goes by the rule, and so does every new file.
        Change the rule; rcsops recipients remove --update-config takes a recipient out of it.
        RC8619 a rule that can't be changed by a program
        The recipient stands in .sops.yaml so that taking it out would change other keys: as an anchor that others refer to, or as the only one.
        The files are done; the rule would let the recipient in again.
        Take it out by hand.
        RC8620 a recipient that no version has
        No version of a file in Git's history has the recipient that was asked for.
        With a typing error in it, the real one's secrets would be missing in the report; so would they for a PGP key that the file names by a part of it which gpg does not know here.
        Compare it with what rcsops key check FILE lists, and with the files' older versions.
        RC8621 a list that does not say which keys there are
        --existing-keys takes the JSON of rcsops credentials list --json, or all ids of the provider. What was given has none, or masked ones, or is another report.
        Nothing was done: a key that is missing in the list would be taken for a revoked one.
        Give the list whole.
        RC8622 a path that no version has
        exposed was to look at a file or folder that is not there, and never was in Git's history.
        Nothing was looked at: an empty report would look as if nothing had been open.
        Compare the name with git log --all --name-only. What only reflogs lead to is found with --deep.
        """
}
