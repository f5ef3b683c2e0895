extension FailurePageText {
    /// RC84: asking the servers of remotes.
    static let probing: StaticString = """
        RC8401 a remote that is not there
        --remote, or --bucket REMOTE:BUCKET, names a remote that none of the files has. Case counts.
        Nothing was asked.
        rcsops config show FILE lists the remotes.
        RC8402 a file without remotes
        A remote is a section with a type in it.
        Nothing was asked.
        Give the rclone.conf, or the Secret that holds it.
        RC8403 a question that wants a bucket
        --object and --check-write ask about what is in a bucket, and no remote names one.
        Nothing was asked.
        Name it: --bucket BUCKET, or --bucket REMOTE:BUCKET/FOLDER.
        RC8404 a question that nobody can answer
        --check-write writes an object, and asks before; here is no terminal to ask on.
        Nothing was asked, and nothing was written.
        Give --yes, or --check-write=dry, which writes nothing.
        RC8405 a file of certificates that can't be used
        --ca-cert wants one or more certificates as PEM.
        Nothing was asked.
        Give the file that begins with -----BEGIN CERTIFICATE-----; openssl x509 makes it of other forms.
        RC8406 a client's certificate that can't be used
        --client-cert and --client-key want a certificate and its own private key, as PEM, the key without a passphrase.
        Nothing was asked.
        Give both of one pair; openssl pkey takes a passphrase off.
        RC8407 a no to the write check
        The question before the test object is written was answered with no.
        Nothing was asked, and nothing was written.
        Give --check-write=dry, which writes nothing, or answer y.
        RC8408 a system without a pipe to spare
        Waiting for the answers takes a pipe.
        Nothing was asked.
        Close some programs, or raise the limit of open files: ulimit -n.
        RC8409 a kind of write check that there is not
        --check-write stands alone, or is --check-write=dry.
        Nothing was asked, and nothing was written.
        Give one of the two.
        RC8410 a bucket of a remote that is left out
        --bucket REMOTE:BUCKET names a remote, and the remotes that --remote picks are others.
        Nothing was asked.
        Name the remote by --remote too, or leave --remote out.
        RC8411 a limit of open files that is too low
        Connections, the names of servers and the event loops take files that are open at once, at least 24.
        Nothing was asked.
        Raise the limit: ulimit -n 256. Of a service of systemd it is LimitNOFILE.
        """
}
