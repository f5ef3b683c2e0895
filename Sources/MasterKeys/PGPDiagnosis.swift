/// Finds why gpg failed. Its words are English unless the user's language is another; then the key lists have to do.
enum PGPDiagnosis {
    /// gpg says of most of these only "Unusable public key"; `keys` are those that share the short id, and are asked for when
    /// they count.
    static func causeOfWrapping(_ key: PGPFingerprint, said: String, keys: () -> [GPGKey]) -> PGPFailureCause {
        if said.contains("is not a valid long keyID") { return .badFingerprint }
        if let cause = causeInAgent(said) { return cause }
        let keys = keys()
        guard let found = keys.first(where: { candidate in
            guard let digits = key.digits else { return true }
            return candidate.parts.contains { $0.fingerprint.hasSuffix(digits) }
        }) else { return .noPublicKey(similar: keys.map { $0.parts[0].fingerprint }) }
        if let cause = causeInState(of: found.parts[0]) { return cause }
        if found.isDisabled { return .disabled(key: found.parts[0].fingerprint) }
        let named = found.parts.first { part in key.digits.map { part.fingerprint.hasSuffix($0) } ?? false }
        let asked = key.wantsThisPart ? found.parts.filter { $0 == named } : found.parts
        let fit = asked.filter(\.canEncrypt)
        guard let newest = fit.last else { return .notForEncryption(key: (key.wantsThisPart ? named : nil)?.fingerprint ?? found.parts[0].fingerprint) }
        if fit.allSatisfy({ causeInState(of: $0) != nil }), let cause = causeInState(of: newest) { return cause }
        return .unknown
    }

    private static func causeInState(of part: GPGKey.Part) -> PGPFailureCause? {
        switch part.validity {
        case "e": .expired(key: part.fingerprint, day: part.expires.map(PGPFailureCause.day))
        case "r": .revoked(key: part.fingerprint)
        default: nil
        }
    }

    static func causeOfUnwrapping(_ recipients: OpenPGPRecipients?, said: String) -> PGPFailureCause {
        // First, since gpg tells a stale error number with these.
        let damage = [
            "CRC error", "no valid OpenPGP data found", "decrypt_message failed", "Invalid packet", "message has been manipulated", "Checksum error",
        ]
        if damage.contains(where: { said.contains($0) }) { return .damaged }
        if let cause = causeInAgent(said) { return cause }
        return said.contains("No secret key") ? .noSecretKey(ids: (recipients?.keyIDs ?? []).filter { $0 != 0 }.map(text)) : .unknown
    }

    /// What the agent and those behind it say, in words of libgpg-error. gpg ends with "No secret key" after most of them.
    private static func causeInAgent(_ said: String) -> PGPFailureCause? {
        let words: [(String, PGPFailureCause)] = [
            ("Operation cancelled", .cancelled), ("Bad passphrase", .wrongPassphrase), ("No passphrase given", .cancelled),
            ("No pinentry", .noPinentry), ("Inappropriate ioctl for device", .noTerminal), ("Not a tty", .noTerminal), ("Timeout", .cancelled),
            ("no gpg-agent running", .noAgent), ("can't connect to the agent", .noAgent), ("can't connect to the gpg-agent", .noAgent),
            ("failed to start agent", .noAgent), ("failed to start gpg-agent", .noAgent), ("No agent running", .noAgent),
            ("Card not present", .card), ("Card error", .card), ("Card removed", .card), ("No SmartCard daemon", .card),
        ]
        return words.first { said.contains($0.0) }?.1
    }

    /// A key id as gpg writes it.
    static func text(_ id: UInt64) -> String {
        let digits = String(id, radix: 16, uppercase: true)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
