/// The places where sops looks for age identities, in its order: ssh keys first (sops 3.12 `age/keysource.go`,
/// `loadIdentities`).
enum IdentitySourceKind: CaseIterable, Sendable {
    case sshKeyFile, sshKeyCommand, sshEd25519, sshRSA, keyText, keyFile, keyCommand, defaultKeyFile

    /// The variable that sets it; nil for a file in the user's home.
    var variable: String? {
        switch self {
        case .sshKeyFile: "SOPS_AGE_SSH_PRIVATE_KEY_FILE"
        case .sshKeyCommand: "SOPS_AGE_SSH_PRIVATE_KEY_CMD"
        case .keyText: "SOPS_AGE_KEY"
        case .keyFile: "SOPS_AGE_KEY_FILE"
        case .keyCommand: "SOPS_AGE_KEY_CMD"
        case .sshEd25519, .sshRSA, .defaultKeyFile: nil
        }
    }

    /// Gives one ssh private key, and no list of identities.
    var isSSH: Bool {
        switch self {
        case .sshKeyFile, .sshKeyCommand, .sshEd25519, .sshRSA: true
        case .keyText, .keyFile, .keyCommand, .defaultKeyFile: false
        }
    }

    /// A program's output, which may depend on whose key is wanted.
    var isCommand: Bool { self == .sshKeyCommand || self == .keyCommand }
}
