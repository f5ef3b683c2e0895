package import AgeEncryption

/// A place where sops looks for age identities, and what is there.
package struct IdentitySource: Sendable {
    package enum State: Sendable, Equatable {
        /// The variable is not set.
        case notSet
        /// No file has the name.
        case missing
        /// The identities that are there.
        case found([Found])
        /// There, and not usable; no secret in the text.
        case unusable(String)
    }

    /// What may be told of an identity.
    package enum Found: Sendable, Equatable {
        /// Its recipient, which is no secret.
        case recipient(String)
        /// A file of identities that a passphrase opens.
        case encrypted
        /// A plugin's, which alone knows the recipient.
        case plugin
        /// Another whose recipient is not known before it is used.
        case unknown

        package init(_ identity: any AgeIdentity) {
            if let text = identity.recipientText { self = .recipient(text) } else if identity is EncryptedIdentity {
                self = .encrypted
            } else {
                self = identity.cost == .program ? .plugin : .unknown
            }
        }

        /// A word for other programs.
        package var kind: String {
            switch self {
            case .recipient: "known"
            case .encrypted: "encrypted"
            case .plugin: "plugin"
            case .unknown: "unknown"
            }
        }

        package var recipientText: String? { if case .recipient(let text) = self { text } else { nil } }

        /// In words.
        package var text: String {
            switch self {
            case .recipient(let text): text
            case .encrypted: "identities encrypted with a passphrase"
            case .plugin: "an identity of a plugin"
            case .unknown: "an identity that needs a passphrase"
            }
        }
    }

    /// The variable, or the path.
    package let name: String
    /// The file's path, where there is one.
    package let path: String?
    package let state: State

    /// The recipients that are known.
    package var recipients: [String] {
        guard case .found(let found) = state else { return [] }
        return found.compactMap(\.recipientText)
    }
}
