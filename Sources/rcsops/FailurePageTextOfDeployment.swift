extension FailurePageText {
    /// RC73: Secrets read back, patches for Argo CD, kustomize builds.
    static let deployment: StaticString = """
        RC7301 no Secret to read back
        The input holds no Kubernetes Secret with data or stringData, or none of the name and namespace that were asked for.
        Nothing is written.
        Give what kubectl get secret NAME -o yaml prints, and a name that the message lists.
        RC7302 several Secrets
        A List, or a file of several documents, holds more than one Secret that fits.
        Nothing is written: which one you mean can't be guessed.
        Name it with --name, and with --namespace where names are the same.
        RC7303 a Secret without an rclone.conf
        None of its values reads as an rclone.conf, or it has no key of the name that was asked for.
        Nothing is written.
        Name the key with --key; the message lists them.
        RC7304 several rclone.conf in a Secret
        More than one of its values is an rclone.conf, and none has the key rclone.conf.
        Nothing is written.
        Name the key with --key.
        RC7305 a value that a Secret can't have
        What stands under data is always base64, and under stringData always text; YAML reads 5 and yes as other types.
        The API server would refuse the Secret, and nothing is written.
        Put text under stringData, in quotes, and the output of base64 -w0 under data.
        RC7306 options of unrender that don't go together
        --plain wants a file for the plaintext, and --in-place one that --onto names; --plain, --onto and options that name recipients exclude each other.
        Nothing is written.
        Do as the message says.
        RC7307 a Secret that holds an encrypted file
        The value is a sops document already, put into the Secret without decrypting it.
        Nothing is written: encrypting it again would hide it from sops.
        Take the value as it is, with kubectl and base64 -d.
        RC7310 a name that can't be put into a patch
        An image, a tag, a name, a key or an option holds characters that Kubernetes, or a registry, does not take.
        Nothing is printed.
        Correct it as the message says.
        RC7320 nothing to build with
        Neither kubectl nor kustomize is in a folder of PATH.
        No kustomization can be built here.
        Install kubectl; or kustomize, which KRM functions with exec need.
        RC7321 a plugin that is not there
        kustomize looks for an exec plugin at GROUP/VERSION/kind/KIND below its plugin folder, and nothing is there.
        A build ends with "expected file with Go object code at".
        Make the folder, and put a link to rcsops there; the finding has the command.
        RC7322 a plugin that can't be run
        The file in the plugin's place is no program, or you have no right to run it.
        A build fails.
        Make it executable, or put a link to rcsops there.
        RC7323 a plugin in a folder that does not count
        kustomize looks in the first plugin folder that is there: $KUSTOMIZE_PLUGIN_HOME, $XDG_CONFIG_HOME/kustomize/plugin, ~/.config/kustomize/plugin, ~/kustomize/plugin.
        The plugin is in a later one, and is never found.
        Move it to the first, or set KUSTOMIZE_PLUGIN_HOME.
        RC7324 a folder that is no kustomization
        It has no kustomization.yaml, or more than one kustomization file.
        Nothing can be built there.
        Name the folder that you build, and keep one such file in it.
        RC7325 a generator that can't be read
        A kustomization, or a file that its generators name, is not there, is no file, or is no YAML.
        A build fails.
        Correct the path, which begins at the kustomization's folder, or the file.
        RC7326 a KRM function that kubectl leaves out
        The generator is run by exec in its annotation, and kubectl has no --enable-exec: it leaves the generator out without a word, and exits 0.
        The Secrets are missing from what it prints, and nothing tells you.
        Build with kustomize build --enable-alpha-plugins --enable-exec; or take the annotation away, and use the exec plugin.
        RC7327 a KRM function without its program
        The path in the annotation's exec leads to nothing that can be run: a name is looked for on PATH, a relative path begins at the kustomization's folder.
        A build fails.
        Put a link to rcsops there, or write path: ksops.
        RC7328 arguments for ksops
        ksops takes one argument, a manifest's path, or none. The generator would give it others.
        It prints help and exits 1, and the build fails.
        Take argsOneLiner, argsFromFile and args out.
        RC7329 an annotation that can't be read
        config.kubernetes.io/function is a text, which holds YAML that names exec with a path, or a container with an image.
        kustomize refuses the generator, or takes it for an exec plugin.
        Write it as a block, with | behind the colon, as docs/deploy.md has it.
        RC7330 a generator in a container
        kustomize starts docker with nothing mounted and no variable handed over, unless mounts and envs say otherwise.
        The encrypted files and the key are not seen there, and the build fails.
        Use exec, or the exec plugin; or list mounts for the files and the key.
        RC7331 ksops where resources are changed
        ksops makes resources. As a transformer or validator it is given all of the build, and takes each for a manifest.
        The build fails.
        List it under generators.
        RC7332 ciphertext for a Secret
        A file of secretGenerator is encrypted, and kustomize puts it into the Secret as it is.
        The program in the cluster gets ciphertext. Only Flux decrypts such a file before the build.
        List it under secretFrom of a ksops generator.
        RC7333 an encrypted manifest among resources
        kustomize passes it on as it is, with its sops metadata.
        The API server refuses it, or keeps ciphertext. Only Flux decrypts it after the build.
        List it under files of a ksops generator, unless Flux builds.
        RC7334 a field that ksops passes over
        ksops reads files, secretFrom, and in it metadata, type, files, binaryFiles and envs. Anything else does nothing, also when it is misspelt.
        What you wrote has no effect, and no error tells it.
        Take it out, or correct it.
        RC7335 a path that leaves the kustomization
        The path, with its symbolic links followed, leads out of the folder that is built.
        Whoever may change the manifest could have any file of the build machine decrypted, so rcsops refuses it.
        Keep encrypted files below the kustomization's folder; RCSOPS_KSOPS_LOAD_RESTRICTOR=none lets all builds with that variable take others.
        RC7336 a manifest or a file of it that can't be used
        The manifest lists nothing, or lists it in a form that ksops does not take; or the file is not there or can't be read.
        The build fails.
        Correct it as the message says: paths begin at the kustomization's folder.
        RC7337 a file that is not encrypted
        The generator lists it, and it has no sops metadata.
        ksops refuses it, and the secret may be in Git readable.
        Encrypt it, and change the secrets if others could read the repository.
        RC7338 a file that does not open here
        None of the identities at hand is one of its recipients; or one may be, and asks for a passphrase.
        The build fails.
        rcsops key check FILE shows whom it is for; have one of them run rcsops updatekeys.
        RC7339 an annotation for kustomize that does not do what it says
        needs-hash is true or false in Go's spelling; behavior is create, merge or replace; and merge takes over data, but no stringData.
        The build fails, or values of the base are lost without a word.
        Correct the value; for merge list files under binaryFiles, which makes data, and repeat the type.
        RC7340 a manifest, a Secret or a key without a usable name
        kustomize and Kubernetes want an apiVersion, names of small letters, digits, - and dots, and keys of letters, digits, -, _ and dots.
        The build or the deployment fails.
        Give it a name as the message says.
        RC7341 a key twice
        Two files of one Secret have the same key: that of KEY=PATH, else the file's name.
        One would silently replace the other.
        Name the keys apart, as KEY=PATH.
        RC7343 another program in the plugin's place
        It is another version of rcsops, or a program that is neither rcsops nor KSops.
        A build may give other results than rcsops here.
        Put a link to this rcsops there.
        """
}
