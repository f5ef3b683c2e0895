package import AWSSigning
package import FileReplacement
package import HTTPTransport

/// Why there are no keys. No case holds one.
package enum CredentialError: Error, Sendable, Equatable {
    case configuration(S3ConfigurationError)
    /// Nothing is left but the metadata service of a machine or container, which is not asked without leave.
    case metadataNotAllowed(CredentialSource)
    /// `AWS_EC2_METADATA_DISABLED` is true, and nothing else is there.
    case metadataDisabled
    /// A role has to be taken on, and STS is not asked without leave.
    case stsNotAllowed(CredentialSource)
    /// STS has no region to be asked in.
    case regionMissing
    /// A profile that was asked for and is in no file.
    case profileMissing(String)
    /// A profile with one key of the pair.
    case profilePartial(String)
    /// Profiles that name each other as source, or a source that is none.
    case profileSource(String)
    case file(FileError)
    /// A role without a token's file, or a token's file without a role.
    case webIdentityIncomplete
    /// The service answered with this status; STS with a code.
    case refused(CredentialSource, status: Int, code: String?)
    case unreachable(CredentialSource, HTTPFailure)
    /// The answer holds no keys.
    case unusableAnswer(CredentialSource)
    case unsupported(Unsupported)
    /// A base key that can't sign.
    case signing(AWSSigningError)

    package enum Unsupported: Sendable, Equatable {
        /// It runs a program.
        case credentialProcess
        case sso
        case loginSession
        /// A role that asks for a code.
        case mfa
        /// A container's address that is none of those that keys may come from.
        case containerAddress
        case metadataEndpoint
        /// An STS over plain http: its answer is a secret.
        case plainService
        case credentialSource
        /// A profile that gives services endpoints of their own.
        case services
    }

    package var diagnosis: String {
        switch self {
        case .configuration(let error): error.diagnosis
        case .unsupported: "unsupported_source"
        default: "credentials_unavailable"
        }
    }

    package var cause: String {
        switch self {
        case .configuration(let error): error.cause
        case .metadataNotAllowed(.container): "the keys would come from the container's metadata service"
        case .metadataNotAllowed: "the keys would come from the instance's metadata service"
        case .metadataDisabled: "no keys were found, and AWS_EC2_METADATA_DISABLED forbids the instance's"
        case .stsNotAllowed: "the keys would come from STS"
        case .regionMissing: "no region says which STS to ask"
        case .profileMissing(let name): "no file has the profile " + Self.quoted(name)
        case .profilePartial(let name): "the profile " + Self.quoted(name) + " has one key of the pair"
        case .profileSource(let name): "the profile " + Self.quoted(name) + " names no source that has keys"
        case .file(let error): Self.cause(of: error)
        case .webIdentityIncomplete: "a web identity needs a token's file and a role"
        case .refused(let source, let status, let code):
            Self.service(of: source) + " refused with status " + String(status) + (code.map { ", " + $0 } ?? "")
        case .unreachable(let source, _): Self.service(of: source) + " can't be reached"
        case .unusableAnswer(let source): Self.service(of: source) + " answered without keys"
        case .unsupported(let what): what.cause
        case .signing: "the keys that were found can't sign"
        }
    }

    package var fix: String {
        switch self {
        case .configuration(let error): error.fix
        case .metadataNotAllowed: "rerun with --allow-metadata on that machine"
        case .metadataDisabled: "set access_key_id and secret_access_key, or the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        case .stsNotAllowed: "rerun with --allow-sts"
        case .regionMissing: "set region in the profile, or AWS_REGION"
        case .profileMissing: "name a profile that is in the shared files, or unset AWS_PROFILE"
        case .profilePartial: "write both aws_access_key_id and aws_secret_access_key"
        case .profileSource: "name a profile with keys as source_profile"
        case .file: "make the file readable, or name another"
        case .webIdentityIncomplete: "set both AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN"
        case .refused: "ask whoever gave the role or the machine its rights"
        case .unreachable: "try from where the job runs"
        case .unusableAnswer: "look at what answers there"
        case .unsupported: "probe with keys that are given by the remote, the environment or a profile"
        case .signing: "copy the keys again"
        }
    }

    private static func service(of source: CredentialSource) -> String {
        switch source {
        case .instance: "the instance's metadata service"
        case .container: "the container's metadata service"
        case .configuration, .environment, .profile, .webIdentity: "STS"
        }
    }

    /// Names of files and profiles come from the environment and from files.
    private static func quoted(_ name: String) -> String {
        String(decoding: name.utf8.prefix(64).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    private static func cause(of error: FileError) -> String {
        switch error {
        case .notFound(let path): quoted(path) + " is not there"
        case .isFolder(let path), .notRegular(let path): quoted(path) + " is no file"
        case .unreadable(let path, let number): quoted(path) + ": " + FileError.words(for: number)
        case .tooLarge(let path, _): quoted(path) + " is larger than any such file"
        case .outside(let path, _), .sameFile(let path), .severalHardLinks(let path, _), .foreignOwner(let path, _), .alreadyThere(let path),
            .changed(let path), .unsynced(let path, _), .unwritable(let path, _, _):
            quoted(path) + " can't be read"
        }
    }
}

extension CredentialError.Unsupported {
    var cause: String {
        switch self {
        case .credentialProcess: "the profile has a credential_process, and no program of a file is run"
        case .sso: "the profile logs in by SSO"
        case .loginSession: "the profile has a login_session"
        case .mfa: "the role asks for a code (mfa_serial)"
        case .containerAddress: "the container's address is none that keys may come from"
        case .metadataEndpoint: "AWS_EC2_METADATA_SERVICE_ENDPOINT names another metadata service"
        case .plainService: "the variables name an STS over plain http, which would show the keys"
        case .credentialSource: "the profile's credential_source is unknown"
        case .services: "the profile gives services endpoints of their own"
        }
    }
}
