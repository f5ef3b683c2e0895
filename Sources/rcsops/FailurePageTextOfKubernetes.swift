extension FailurePageText {
    /// RC72: what render can't make.
    static let rendering: StaticString = """
        RC7201 a value that is still ciphertext
        A file that went in holds ENC[AES256_GCM,…] and no metadata by which it could be decrypted, or was encrypted twice.
        Nothing was written. A pod would be given ciphertext for credentials.
        Give the whole encrypted file with its sops metadata.
        RC7202 a file without a usable name
        The arguments are FILE, or KEY=FILE with one =; standard input has no name, and goes in once.
        Nothing was written.
        Write KEY=FILE; for a path with = in it give --key.
        RC7203 a key that Kubernetes refuses
        A key becomes the name of a file in the pod: letters, digits, - _ and ., at most 253 bytes, and not .. at its start.
        kubectl apply would fail. Nothing was written.
        Name the key: KEY=FILE.
        RC7204 one key twice
        Two files would have the same key. An rclone.conf has the key rclone.conf, other files their name.
        One would be lost. Nothing was written.
        Give each its own key: KEY=FILE.
        RC7205 a key of a label or an annotation that Kubernetes refuses
        It is a name of at most 63 letters, digits, - _ and ., with a domain and / before it or not.
        kubectl apply would fail. Nothing was written.
        Choose another.
        RC7206 a label's value that Kubernetes refuses
        It has at most 63 letters, digits, - _ and ., with a letter or digit at both ends; or it is empty.
        kubectl apply would fail. Nothing was written.
        Shorten it, or make it an annotation, which takes any text.
        RC7207 annotations that are too large
        All annotations of an object have 256 KiB at most.
        kubectl apply would fail. Nothing was written.
        Shorten them.
        RC7208 a type that can be none
        A type is one line of text, such as Opaque or kubernetes.io/tls.
        Nothing was written.
        Leave --type out for Opaque.
        RC7209 a typed Secret without its key
        Some types need keys: tls.crt and tls.key, ssh-privatekey, .dockerconfigjson, username or password; a service account's token needs the annotation kubernetes.io/service-account.name.
        kubectl apply would fail. Nothing was written.
        Give the file under that key, or the annotation, or leave --type out.
        RC7210 a value that should be JSON
        The types of docker's credentials want the JSON object that docker login writes.
        kubectl apply would fail. Nothing was written.
        Give that file.
        RC7211 bytes that no text can hold
        --string-data writes text, and the value has a NUL or bytes that are not UTF-8.
        Nothing was written. YAML would change the bytes.
        Use --data, which holds all bytes.
        RC7212 a certificate that can't seal
        It is no certificate in PEM, or its key is not of RSA, or too short.
        Nothing was written.
        Fetch the controller's: kubeseal --fetch-cert.
        RC7213 a label or an annotation without a value
        Each is KEY=VALUE, and a key is given once.
        Nothing was written.
        Write KEY=VALUE; the value may be empty.
        RC7214 a checksum of a readable file
        Whoever reads the annotation could try passwords until the checksum fits. Of an encrypted file it tells nothing.
        Nothing was written.
        Give the encrypted files.
        RC7215 two objects of one name
        Two of the Secrets in a list would have the same name and namespace.
        The second would take the place of the first. Nothing was written.
        Give each its own name.
        RC7216 a SealedSecret without a namespace
        The controller opens it only in the namespace for which it was sealed, unless its scope is the cluster.
        Nothing was written.
        Give --namespace, or --scope cluster-wide.
        RC7217 a certificate that is not valid now
        Its dates say so. The controller changes its key every 30 days and keeps the old ones.
        Nothing was written. The value would be sealed for a key that may be lost.
        Fetch the present one: kubeseal --fetch-cert.
        RC7218 an interval that is none
        An ExternalSecret is read again every so often: 1h, 30m, 1h30m, or 0 for never.
        Nothing was written.
        Write a number and a unit.
        RC7219 a reference to nothing
        An ExternalSecret names what the provider calls the file, and perhaps a property of it.
        Nothing was written.
        Write KEY=REMOTE-KEY#PROPERTY; KEY= and #PROPERTY may be left out.
        RC7220 a file that others may read
        The file to write is there, and its mode lets others read it. It would keep that mode.
        Nothing was written.
        Change its mode to 600, or remove it.
        RC7221 a name or a path that systemd does not take
        A credential's name has letters, digits, - _ and ., and its path stands on one line of a unit.
        Nothing was written.
        Choose another name or path.
        RC7222 a name that podman and docker do not take
        A secret's name has at most 64 letters, digits, - _ and ., with a letter or digit at both ends.
        Nothing was made.
        Choose another.
        RC7223 an rclone.conf that is too large for the target
        podman and docker take less than 512000 bytes in a secret, systemd 1 MiB in a credential.
        Nothing was made.
        Take only the remotes that the job needs: --remote.
        RC7224 a program that is not there
        systemd-creds, podman or docker makes the result, and PATH has none.
        Nothing was made.
        Install it, or run rcsops where it is.
        RC7225 a program that failed
        systemd-creds, podman or docker said no; the message has its words.
        Nothing was written by rcsops.
        See to what it says: a name that is taken, a service that does not run.
        RC7226 an output that is a source
        --output names one of the files that go in.
        Nothing was written. The file would be lost, its other remotes with it.
        Write to another file.
        RC7227 an option that has nothing to act on
        --all-keys takes all keys of a Secret manifest, under their own names and with all remotes.
        Nothing was written. What was asked for would not have been done.
        Leave the option out, or give a Secret manifest.
        RC7228 an annotation of another scope
        The controller goes by the annotations of sealedsecrets.bitnami.com, and the encryption by --scope.
        Nothing was written. No controller would open it.
        Leave the annotation out; --scope sets the right one.
        """
}
