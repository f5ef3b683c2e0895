package import DocumentTree

/// Why a document can't be read, written or trusted. No case holds a value; names of sections and keys are no secrets.
package enum SopsError: Error, Equatable, Sendable {
    /// No `sops` entry: the file is not encrypted (sops: `sops metadata not found`).
    case metadataNotFound
    /// The metadata name no master key at all.
    case noKeysInFile
    /// A metadata field that can't be understood.
    case malformedMetadata(field: String, reason: String)
    /// The text is no INI document; `line` is 1-based.
    case malformedINI(line: Int, reason: String)
    /// The text is no document of its format; 1-based line and column.
    case malformedDocument(line: Int, column: Int, reason: String)
    /// The text holds no document at all.
    case noDocument
    /// Several documents, and a format that holds one.
    case severalDocuments(count: Int)
    /// Plaintext with a top-level entry that sops keeps for itself.
    case alreadyEncrypted
    /// A leaf that should be `ENC[…]`, and isn't.
    case notAnEncryptedValue(path: String)
    /// A comment whose ciphertext meets the rule by which comments keep things readable.
    case commentMeetsRule(path: String)
    /// A key that is no text; sops encrypts documents with text keys only.
    case nonStringKey(path: String, type: KeyKind)
    /// An integer from 2^63 on, which sops can't walk.
    case integerTooLarge(path: String)
    /// An `ENC[…]` text with a bad base64 part.
    case malformedValue(path: String, part: String)
    /// The GCM tag doesn't fit: the value was changed, moved or renamed, or belongs to another data key.
    case authenticationFailed(path: String)
    /// A type tag that no sops ever wrote.
    case unknownDataType(path: String, type: String)
    /// The stored MAC can't be decrypted.
    case macUndecryptable
    /// The stored MAC is another one than that of the values.
    case macMismatch(hasMAC: Bool)
    /// More than one selector in one document or rule.
    case severalSelectors
    /// A regular expression that RE2 refuses.
    case invalidRegularExpression(pattern: String, reason: String)
    /// A value in clear that go-ini would not read back as it is.
    case unwritable(path: String, reason: String)
    /// What would be written is read back otherwise; the path names the first difference.
    case unfaithful(path: String)
    /// The key shares don't make a data key.
    case invalidShares(reason: String)
    /// The cipher itself failed: a defect or a broken library.
    case cipherFailure(reason: String)
}
