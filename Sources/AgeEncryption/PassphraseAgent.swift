package import SecretMemory

/// A program that keeps passphrases for a while, and has its own ways to ask for them.
package protocol PassphraseAgent: Sendable {
    /// The passphrase that it keeps under `id`, or asks for; `wasWrong` tells the person that the last one was not it.
    func passphrase(_ id: String, question: String, wasWrong: Bool, into arena: SecretArena) -> PassphraseAgentAnswer
    /// Drops the passphrase that it keeps under `id`, since it is wrong.
    func forget(_ id: String)
}

/// What an agent says.
package enum PassphraseAgentAnswer: Sendable {
    case passphrase(SecretSlice)
    /// The person does not want to give it.
    case cancelled
    /// There is none, or it has nobody to ask.
    case unavailable
}
