package import SecretMemory

/// What keys may need of the process around them: the environment, and the person at the terminal. Without a terminal every
/// question is answered by nil, at once: nothing here may hang.
package struct AgeSurroundings: Sendable {
    /// A variable's value, nil when it is not set.
    package var environment: @Sendable (String) -> String?
    /// Shows a line to the person; false when there is nobody.
    package var show: @Sendable (String) -> Bool
    /// Asks a question whose answer is shown while it is typed.
    package var ask: @Sendable (String) -> String?
    /// Asks for a secret, which is not shown; nil when nobody can be asked, or gave none.
    package var askSecret: @Sendable (String, SecretArena) -> SecretSlice?
    /// Asks for one of two answers: the question, the word for yes, the word for no where there is one.
    package var confirm: @Sendable (String, String, String?) -> Bool?

    /// Keeps passphrases of identity files; is asked before the person.
    package var agent: (any PassphraseAgent)?

    package init(
        environment: @escaping @Sendable (String) -> String?,
        show: @escaping @Sendable (String) -> Bool = { _ in false },
        ask: @escaping @Sendable (String) -> String? = { _ in nil },
        askSecret: @escaping @Sendable (String, SecretArena) -> SecretSlice? = { _, _ in nil },
        confirm: @escaping @Sendable (String, String, String?) -> Bool? = { _, _, _ in nil },
        agent: (any PassphraseAgent)? = nil
    ) {
        self.environment = environment
        self.show = show
        self.ask = ask
        self.askSecret = askSecret
        self.confirm = confirm
        self.agent = agent
    }

    /// Nobody to ask, and no variables.
    package static let none = AgeSurroundings(environment: { _ in nil })
}
