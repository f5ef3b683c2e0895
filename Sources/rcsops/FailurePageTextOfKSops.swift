extension FailurePageText {
    /// RC71: the KSops generator.
    static let ksops: StaticString = """
        RC7101 a manifest that can't be read
        ksops was given a manifest's path, and nothing can be read there.
        kustomize gets nothing.
        See that the path leads to a file of at most 32 MiB; kustomize writes one into its temporary folder.
        RC7102 a manifest that is no manifest
        It is no YAML, or a field of it is of another type: files, binaryFiles and envs are lists of texts, secretFrom is a list of mappings.
        kustomize gets nothing.
        Correct the line that is named.
        RC7103 a manifest without files
        A manifest of the kind ksops has files, secretFrom or both. An empty list will do, a key without a value won't.
        kustomize gets nothing.
        List the encrypted files.
        RC7104 an entry with more than one =
        An entry of files and binaryFiles is PATH or KEY=PATH, so neither a key nor a path may hold a =.
        kustomize gets nothing.
        Rename the file or the folder.
        RC7105 KSOPS_CONCURRENCY_LIMIT
        It is the number of files that are decrypted at once, a whole number from 1 on.
        kustomize gets nothing.
        Correct it, or unset it: 20 is what KSops takes without it.
        RC7106 a file outside of the kustomization root
        The path leads out of the folder that kustomize runs the generator in, by .., by a link or since it is absolute. A kustomization of somebody else's could pick up any file of the machine so.
        kustomize gets nothing.
        Put the file into the folder, or set RCSOPS_KSOPS_LOAD_RESTRICTOR=none where you trust every kustomization.
        RC7107 a key that two files give
        A Secret has a key once. KSops takes the later file without a word.
        kustomize gets nothing.
        Give one of the two another key: KEY=PATH.
        RC7108 a text that is no UTF-8
        files go into stringData, which holds text. KSops replaces the bytes without a word.
        kustomize gets nothing.
        List the file under binaryFiles.
        RC7109 an env file that can't be read
        KSops reads env files by godotenv, which refuses this line.
        kustomize gets nothing.
        Correct the line; without RCSOPS_KSOPS_DOTENV the values of a .env file are taken as sops keeps them.
        RC7110 encrypted text in a decrypted file
        Something in the file did not open, or is a sops document itself; or the manifest is one. Applied to a cluster it would be taken for the secret.
        kustomize gets nothing.
        Decrypt the file with rcsops decrypt, and see what is left.
        RC7111 standard input that is no ResourceList
        Without an argument ksops is a KRM function, which gets one document of the kind ResourceList; its items are a list of manifests.
        Nothing was done.
        Let kustomize call it, or name a manifest.
        RC7112 a decrypted file that is no resource
        As a KRM function ksops answers with Kubernetes objects, and this file holds none that YAML can be read of, or a document of nothing.
        kustomize gets nothing.
        Put the file into secretFrom, or encrypt an object.
        RC7113 install without a folder
        ksops install copies the program into a folder.
        Nothing was done.
        Name the folder.
        RC7114 an installation that failed
        The program, or kustomize at /usr/local/bin, can't be copied to that folder. A program is never copied onto itself.
        What stood there stands there still.
        See that the folder is there and may be written, and that it is not the one that the program runs from.
        RC7115 standard output that can't be written
        The reader has gone, or there is no room.
        What has arrived is not whole.
        See what kustomize says, or make room.
        RC7116 a setting that is not known
        RCSOPS_KSOPS_LOAD_RESTRICTOR is root or none, RCSOPS_KSOPS_DOTENV is exact or godotenv.
        kustomize gets nothing.
        Correct the variable, or unset it.
        """
}
