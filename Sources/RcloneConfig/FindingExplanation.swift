extension FindingCode {
    /// The finding in one line.
    package var title: String { explanation.title }

    /// For `check --explain`: cause, harm and remedy.
    package var text: String {
        rawValue + ": " + title + "\n\n" + explanation.cause + "\n\nHarm: " + explanation.harm + "\nRemedy: " + explanation.remedy + "\n"
    }

    /// The code of that spelling; case does not count.
    package init?(spelling: String) {
        self.init(rawValue: spelling.uppercased())
    }

    private var explanation: (title: String, cause: String, harm: String, remedy: String) {
        switch self {
        case .unreadableLine:
            ("a line that rclone can't read", "A line is no comment, no [SECTION] and no KEY = VALUE, or a quote in it is not closed.",
                "rclone refuses the whole file, and no remote of it works.", "Write it as KEY = VALUE, or put # before it. Values have no continuation lines.")
        case .repeatedSection:
            ("a section is there twice", "Two headers have the same name. rclone makes one remote of both, and the later values win.",
                "A remote is a mixture that nobody wrote.", "Put all keys below one header, or rename one of the two.")
        case .repeatedKey:
            ("a key is there twice", "A key is given twice in one section. The last value counts.",
                "Whoever changes the first one changes nothing.", "Delete the one that is not meant.")
        case .keyBeforeSection:
            ("a key before any section", "A key stands above the first [REMOTE]. It belongs to the section DEFAULT, which is no remote.",
                "The remote that it was meant for does without it.", "Move it below its header.")
        case .emptyKey:
            ("a key without a name", "The key is empty or one blank, in quotes.", "rclone drops the line without a word.", "Name the key, or delete the line.")
        case .typeMissing:
            ("a remote without a type", "The section has no type, and inherits none by a dot in its name.",
                "rclone says that it did not find the section.", "Add type = BACKEND; rcsops backends lists them.")
        case .unknownBackend:
            ("a type that rclone does not know", "The value of type is no backend of this rclone. Case counts.",
                "rclone refuses the remote.", "Write a name that rcsops backends lists.")
        case .halfKeyPair:
            ("half a pair of S3 keys", "One of access_key_id and secret_access_key is there without the other.",
                "rclone refuses the remote.", "Add the other, or remove both and set env_auth = true.")
        case .noCredentials:
            ("an S3 remote without credentials", "There are no keys, and env_auth is not true.",
                "rclone sends anonymous requests, which work for public buckets only and hide the mistake.",
                "Add both keys, or set env_auth = true.")
        case .unknownProvider:
            ("no S3 provider that rclone knows", "provider is missing, or has another spelling than rclone's. Case counts.",
                "rclone treats the server as Other: path style, and the old way to list.", "Write the provider as rcsops backends s3 shows it, or Other.")
        case .endpointMissing:
            ("an S3 remote without endpoint", "The provider is not AWS, and there is no endpoint.",
                "Requests that are signed with these keys go to AWS.", "Add endpoint = https://HOST.")
        case .unusableEndpoint:
            ("an address that rclone can't use", "The scheme is missing or not in lower case, or there is a blank in the address.",
                "No request arrives.", "Write https://HOST or https://HOST:PORT.")
        case .conflictingOptions:
            ("options or sizes that exclude each other", "rclone checks some S3 options together when it starts, and refuses these.",
                "The remote does not start.", "Change what the finding names.")
        case .wrongType:
            ("a value of the wrong type", "The option takes a switch, a number, a size, a duration or a list, and the value is none. rclone reads true and false, not yes and on; sizes are 5Mi or 200M, not 5MB.",
                "The remote does not start.", "Write a value of the type that rcsops backends NAME shows.")
        case .unknownOption:
            ("an option that the backend does not have", "The key is not in rclone's registry for this backend. Names have _ and not -, and are in lower case.",
                "rclone ignores it without a word, and uses the default.", "Correct the name, or delete the line.")
        case .unusableName:
            ("a name that rclone can't be asked for", "The section's name has other characters than letters, digits, _ - . + @ and blanks inside.",
                "The remote is listed and can't be used.", "Rename the section.")
        case .interpolation:
            ("a reference in a value", "rclone replaces %(NAME)s by another option's value, or by nothing. There is no way to write the characters themselves.",
                "A password with these characters in it is changed when it is read.", "Choose another password, or write the text out if a reference was meant.")
        case .rewrittenValue:
            ("a value that rclone changes when it saves", "rclone writes the whole file again when an OAuth token is refreshed or rclone config is used, and it quotes wrongly: values with a backtick, with blanks at an end, or with three quotes at the start.",
                "The value is another one after that.", "Keep rclone from writing the file, or choose another value.")
        case .fragileValue:
            ("a value that sops' editor damages", "sops edit reads the text with another INI dialect than rclone's.",
                "The value, or the line below it, is damaged.", "Change the document with rcsops, which also notices the damage.")
        case .encryptedByRclone:
            ("a file that rclone has encrypted", "The file begins with RCLONE_ENCRYPT_V0.", "Without its password nothing can be said of it.",
                "Decrypt it first: rclone config encryption remove.")
        case .noRemote:
            ("no remote in the file", "No section with keys was found.", "It is no rclone.conf, or it is empty.", "Give the right file.")
        case .misquotedValue:
            ("quotes or blanks in a value", "rclone takes \" and ' as part of a value; only backticks quote.",
                "The value is wrong by two characters.", "Write it without quotes.")
        case .refusedOption:
            ("an option that rclone always refuses", "sts_endpoint is in the registry, and any value of it is an error in rclone 1.75.",
                "The remote does not start.", "Remove it.")
        case .plainHTTP:
            ("an address without TLS", "The address begins with http://.", "Passwords and data can be read and changed on the way.", "Use https://.")
        case .secretAsName:
            ("a key that looks like a secret", "A long value was perhaps wrapped, so that its second line is read as a key. Names are not encrypted.",
                "A part of a secret would be readable in the encrypted file.", "Write the value on one line.")
        case .otherProvider:
            ("an option of another provider", "The registry has the option for other providers only. rclone uses it all the same.",
                "The server may refuse or ignore it.", "Remove it, unless the server is known to take it.")
        case .notAChoice:
            ("a value that is none of the choices", "The option takes one of few words.", "The remote does not start, or the option has no effect.",
                "Write one of the words that the finding names.")
        case .neededOption:
            ("a needed option is missing", "The registry calls the option required. rclone's configurator asks for it; the file is read without.",
                "The remote fails when it is used.", "Add the option.")
        case .notObscured:
            ("a password that is not obscured", "The option holds what rclone obscure prints, and this is no such text.",
                "rclone stops when the remote is used.", "rclone obscure - reads the password from standard input and prints what to write.")
        case .obscuredNonsense:
            ("a password that reveals to nonsense", "Any long text of letters and digits can be revealed, to random bytes. This one probably is the password itself.",
                "rclone logs in with another password than was meant.", "Write what rclone obscure makes of the password.")
        case .placeholder:
            ("a placeholder", "The value is a text such as CHANGEME, xxx, <key> or your-key, or a variable that rclone does not expand.",
                "The remote can't work.", "Put the real value there.")
        case .missingRemote:
            ("a remote that is not there", "An option refers to a remote that the file does not have.",
                "rclone says that it did not find the section.", "Correct the name, or add the remote.")
        case .circularRemotes:
            ("remotes that refer to each other in a circle", "Following the remotes leads back to the first.",
                "rclone notices only a remote that refers to itself, and runs on until it is killed for a longer circle.", "Let one of them refer to real files.")
        case .malformedReference:
            ("a reference that rclone can't read", "An upstream or remote is no NAME:PATH and no folder.", "The remote does not start.",
                "combine wants FOLDER=NAME:PATH, union NAME:PATH with :ro, :nc or :writeback behind it, one blank between two.")
        case .invisibleCharacters:
            ("characters that nobody types", "The value has a blank at an end, a no-break space, typographic quotes or a character without a width, as texts copied from a web page or a chat have.",
                "The value is another one than it seems.", "Type it anew.")
        case .publicAccess:
            ("files for everybody", "The option makes what rclone writes readable without credentials.", "Data is public.", "Write private, or remove it.")
        case .accessKeyShape:
            ("no access key id of AWS", "AWS gives ids of 20 letters and digits that begin with AKIA or ASIA.", "AWS refuses it.",
                "Copy it anew; if the server is not AWS, name its provider.")
        case .ignoredCredentials:
            ("two sources of credentials", "env_auth = true asks for credentials from the environment, and there are some in the file as well.",
                "One of the two is not used, which is noticed when the other is rotated.", "Remove one of them.")
        case .sessionToken:
            ("a session token that is missing or can't be used", "An id with ASIA comes with a session token; the old signatures of v2_auth can't carry one.",
                "The server refuses the requests.", "Add the token, or remove v2_auth.")
        case .endpointWithoutScheme:
            ("an endpoint without a scheme", "rclone puts https:// before it.", "A server without TLS does not answer.", "Write the scheme.")
        case .endpointWithPath:
            ("an endpoint with a bucket or a path", "rclone adds the bucket of NAME:BUCKET to the endpoint.", "Requests go to a bucket in a bucket.",
                "Write the host alone.")
        case .malformedToken:
            ("a token that is no JSON", "An OAuth token is the JSON object that rclone authorize prints, on one line.", "rclone can't log in.",
                "rclone config reconnect NAME: gets a new one.")
        case .expiredToken:
            ("an expired token", "The token's time is over, and there is no refresh token to get another.", "rclone can't log in.",
                "rclone config reconnect NAME: gets a new one.")
        case .readableByOthers:
            ("a file that others may read", "The file holds secrets, and its group or everybody may read it.", "Every user and service of the machine has the credentials.",
                "chmod 600 it, and keep it encrypted in Git.")
        case .secretInComment:
            ("a secret in a comment", "A comment has the form of a key or of an option with a secret.", "It is forgotten when secrets are rotated, and is shown where people look.",
                "Delete the comment.")
        case .endlessInterpolation:
            ("references without an end", "Values refer to each other by %(NAME)s in a circle, or grow at each step.",
                "In DEFAULT rclone's stack overflows, whatever remote is asked for; elsewhere the value is nonsense, or takes all memory.",
                "Write the text out.")
        case .inheritedOptions:
            ("options inherited by a dot", "rclone looks up what [a.b] lacks in [a]. config show and config dump don't show it.",
                "Without [a] the remote is another one.", "Keep the two together, or rename one.")
        case .lateDefaultSection:
            ("[DEFAULT] is not first", "rclone writes the keys of DEFAULT without a header, where the section stands.",
                "After the next save they belong to the remote before it.", "Move [DEFAULT] to the top.")
        case .secretInClear:
            ("a secret in clear in an encrypted file", "The document's rule leaves an option readable that is a secret, or a remote is named so that the rule leaves all of it readable.",
                "Whoever reads the repository has the secret.", "Replace the secret, correct the rule, and encrypt again.")
        case .valuesUnseen:
            ("checked without the key", "No identity opens the document, so encrypted values were not looked at.",
                "Wrong values are not found.", "Give the key by SOPS_AGE_KEY or SOPS_AGE_KEY_FILE to check them too.")
        case .missingInDeployed:
            ("missing in the deployed copy", "A remote or an option of the file is not in the copy that --drift names.",
                "Jobs run with another configuration than the reviewed one.", "Deploy the file anew.")
        case .onlyInDeployed:
            ("only in the deployed copy", "The copy that --drift names has a remote or an option that the file has not: somebody changed it in place.",
                "The next deployment takes it away.", "Take it over with rcsops config set or import, or deploy the file anew.")
        case .otherInDeployed:
            ("another value in the deployed copy", "An option has another value in the copy that --drift names. Tokens are not compared, since rclone refreshes them.",
                "Jobs run with another configuration than the reviewed one; a rotated secret may not have arrived.", "Deploy the file anew, or take the change over with rcsops config set.")
        case .environmentOverride:
            ("a variable that takes the place of an option", "RCLONE_CONFIG_REMOTE_OPTION, or RCLONE_BACKEND_OPTION for all remotes of a backend, is set where check runs. rclone takes its value, also an empty one, before that of the file.",
                "rclone works here with other values than where the variable is not set.", "Unset the variable, or remove the option from the file, so that there is one place for it.")
        case .byteOrderMark:
            ("a byte order mark", "The file begins with the bytes EF BB BF, which some editors put there. rclone passes over one of them, and its next save leaves it out. In front of rclone's own encryption it does not.",
                "rclone reads a file that it encrypted as an odd plain one, and its next save destroys it.", "Save the file as UTF-8 without a mark.")
        case .lostComment:
            ("a comment that rclone drops when it saves", "rclone keeps a comment with the section or the key below it. Below this one there is none.",
                "rclone config, or a refreshed OAuth token, has the file written anew, and the comment is gone.", "Move the comment above what it is about.")
        }
    }
}
