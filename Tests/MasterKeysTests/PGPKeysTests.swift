import CommandDriver
import Foundation
import MasterKeys
import SecretMemory
import TestVectors
import Testing

/// Against the real gpg and the real sops, with keys made for the test.
@Suite struct PGPKeysTests {
    private static let dataKey = [UInt8](0..<32)

    private func keys(_ environment: [String: String]) -> PGPKeys { PGPKeys(environment: { environment[$0] }) }

    private func wrap(_ fingerprint: String, _ environment: [String: String]) -> Result<String, PGPError> {
        do throws(PGPError) {
            return .success(try Self.dataKey.withRawBytes { (bytes) throws(PGPError) in try keys(environment).wrap(bytes, fingerprint: fingerprint) })
        } catch { return .failure(error) }
    }

    private func unwrap(_ armored: String, _ keys: PGPKeys) -> Result<[UInt8], PGPError> {
        do throws(PGPError) { return .success(try keys.unwrap(armored, into: SecretArena()).bytes) } catch { return .failure(error) }
    }

    private func cause<T>(_ result: Result<T, PGPError>) -> PGPFailureCause? {
        if case .failure(let error) = result { error.cause } else { nil }
    }

    /// gpg's own work for a key, whatever may be wrong with it.
    private func message(to key: String, in home: GnuPGHome, _ more: String...) throws -> String {
        let made = try Program.run(
            URL(fileURLWithPath: "/usr/bin/gpg"), ["--batch", "-q", "-e", "-a", "--trust-model", "always", "-r", key] + more, in: home.folder,
            environment: home.environment, input: Data(Self.dataKey))
        return made.text
    }

    @Test("a data key goes through gpg and back, for each kind of key, as a whole or by its subkey")
    func thereAndBack() throws {
        let home = try GnuPGHome()
        for key in [try home.makeKey("curve"), try home.makeKey("rsa", primary: "rsa2048", encryption: "rsa2048")] {
            let spaced = key.fingerprint.prefix(20) + "  " + key.fingerprint.suffix(20)
            for name in [key.fingerprint, String(spaced), key.subkey! + "!", String(key.fingerprint.suffix(16)), key.subkey!] {
                let armored = try wrap(name, home.environment).get()
                #expect(armored.hasPrefix("-----BEGIN PGP MESSAGE-----\n") && armored.hasSuffix("-----END PGP MESSAGE-----"))
                #expect(OpenPGPRecipients(armored: armored)?.keyIDs == [UInt64(key.subkey!.suffix(16), radix: 16)!])
                #expect(try unwrap(armored, keys(home.environment)).get() == Self.dataKey)
            }
        }
    }

    @Test("of several subkeys the newest is taken, and the one that a ! names")
    func exactSubkey() throws {
        let home = try GnuPGHome()
        let key = try home.makeKey("several", madeAt: "20250101T000000")
        try home.gpg("--passphrase", "", "--quick-add-key", key.fingerprint, "cv25519", "encrypt", "never")
        let newest = try home.fingerprints(of: "several")[2]
        func recipient(_ name: String) throws -> String {
            String(OpenPGPRecipients(armored: try wrap(name, home.environment).get())!.keyIDs[0], radix: 16, uppercase: true)
        }
        let whole = try [key.fingerprint, key.subkey!].map { newest.hasSuffix(try recipient($0)) }
        #expect(whole == [true, true])
        #expect(key.subkey!.hasSuffix(try recipient(key.subkey! + "!")))
    }

    @Test("sops opens what we wrap, and we open what sops wraps, with the same arguments to gpg")
    func besideSops() throws {
        let home = try GnuPGHome()
        let key = try home.makeKey("both")
        try Data("a: value\n".utf8).write(to: home.folder.appendingPathComponent("plain.yaml"))
        func sops(_ arguments: String..., environment: [String: String]) throws -> Outcome {
            try Program.run(Program.peer("sops"), ["--disable-version-check"] + arguments, in: home.folder, environment: environment)
        }
        let document = try sops("encrypt", "--pgp", key.fingerprint, "plain.yaml", environment: home.counted).text
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let (first, last) = (lines.firstIndex { $0.hasSuffix("BEGIN PGP MESSAGE-----") }!, lines.firstIndex { $0.hasSuffix("END PGP MESSAGE-----") }!)
        let armored = lines[first...last].map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "\n")
        let dataKey = try unwrap(armored, keys(home.counted)).get()
        #expect(dataKey.count == 32)
        let ours = try dataKey.withRawBytes { (bytes) throws(PGPError) in try keys(home.counted).wrap(bytes, fingerprint: key.fingerprint) }
        let changed = lines[..<first] + ours.split(separator: "\n", omittingEmptySubsequences: false).map { "            " + $0 } + lines[(last + 1)...]
        try Data(changed.joined(separator: "\n").utf8).write(to: home.folder.appendingPathComponent("ours.yaml"))
        let opened = try sops("decrypt", "ours.yaml", environment: home.counted)
        #expect(opened.text == "a: value\n", "\(opened.messages)")
        // sops wrapped, we unwrapped, we wrapped, sops unwrapped.
        let starts = home.starts
        #expect(starts.count == 4 && starts[0] == starts[2] && starts[1] == starts[3])
        #expect(starts[0] == "--no-default-recipient --yes --encrypt -a -r \(key.fingerprint) --trusted-key \(key.fingerprint.suffix(16)) --no-encrypt-to")
    }

    @Test("a key that can't encrypt is told with its cause")
    func causesOfWrapping() throws {
        let home = try GnuPGHome()
        let signing = try home.makeKey("signing", encryption: nil)
        #expect(cause(wrap(signing.fingerprint, home.environment)) == .notForEncryption(key: signing.fingerprint))

        let old = try home.makeKey("old", expires: "2y", madeAt: "20200101T120000")
        #expect(cause(wrap(old.fingerprint, home.environment)) == .expired(key: old.fingerprint, day: "2021-12-31"))
        let partly = try home.makeKey("partly", encryption: nil, madeAt: "20200101T120000")
        try home.gpg("--faked-system-time", "20200101T120000", "--passphrase", "", "--quick-add-key", partly.fingerprint, "cv25519", "encrypt", "1y")
        let subkey = try home.fingerprints(of: "partly")[1]
        #expect(cause(wrap(partly.fingerprint, home.environment)) == .expired(key: subkey, day: "2020-12-31"))

        let revoked = try home.makeKey("revoked")
        let certificate = try String(contentsOfFile: home.path("openpgp-revocs.d/\(revoked.fingerprint).rev"), encoding: .utf8)
        try home.gpg("--import", input: Data(certificate.replacingOccurrences(of: ":-----", with: "-----").utf8))
        #expect(cause(wrap(revoked.fingerprint, home.environment)) == .revoked(key: revoked.fingerprint))

        let good = try home.makeKey("good")
        #expect(cause(wrap(good.fingerprint + "!", home.environment)) == .notForEncryption(key: good.fingerprint))
        #expect(cause(wrap(String(repeating: "0", count: 40), home.environment)) == .noPublicKey(similar: []))
        let similar = String(repeating: "0", count: 32) + good.fingerprint.suffix(8)
        #expect(cause(wrap(similar, home.environment)) == .noPublicKey(similar: [good.fingerprint]))
        #expect(cause(wrap("nonsense", home.environment)) == .badFingerprint)
        #expect(cause(wrap("", home.environment)) != nil)

        try home.gpg("--edit-key", good.fingerprint, "disable", "quit")
        #expect(cause(wrap(good.fingerprint, home.environment)) == .disabled(key: good.fingerprint))
    }

    @Test("somebody else's key needs no signature: the entry is the trust")
    func foreignKeys() throws {
        let (home, other) = (try GnuPGHome(), try GnuPGHome())
        let key = try home.makeKey("theirs")
        try other.gpg("--import", input: Data(try home.gpg("--export", key.fingerprint).output))
        for name in [key.fingerprint, key.subkey!, key.subkey! + "!"] {
            let armored = try wrap(name, other.environment).get()
            #expect(try unwrap(armored, keys(home.environment)).get() == Self.dataKey)
        }
    }

    @Test("the message has sops' sentence, gpg's words, the cause and a way out")
    func messages() throws {
        let home = try GnuPGHome()
        try home.gpg("--list-keys")
        guard case .failure(let error) = wrap(String(repeating: "0", count: 40), home.environment) else {
            Issue.record("it was wrapped")
            return
        }
        #expect(
            error.message == """
                could not encrypt data key with PGP key: GnuPG binary error: failed to encrypt sops data key with pgp: gpg: \
                0000000000000000000000000000000000000000: skipped: No public key
                gpg: [stdin]: encryption failed: No public key
                gpg has no such public key; import it (gpg --import FILE, gpg --recv-keys FINGERPRINT), or set GNUPGHOME to the home that has it
                """)
    }

    @Test("a passphrase is asked for by the user's own pinentry, once, and a refusal is not asked again")
    func passphrases() throws {
        let home = try GnuPGHome()
        let key = try home.makeKey("secret", passphrase: "sesame")
        let armored = try wrap(key.fingerprint, home.environment).get()
        try home.usePinentry(giving: nil)
        let cancelled = keys(home.environment)
        #expect(cause(unwrap(armored, cancelled)) == .cancelled)
        let next = try wrap(key.fingerprint, home.environment).get()
        #expect(cause(unwrap(next, cancelled)) == .cancelled && home.questions == 1)
        try home.usePinentry(giving: "nonsense")
        #expect(cause(unwrap(armored, keys(home.environment))) == .wrongPassphrase)
        try home.useAgent("pinentry-program /nowhere/pinentry")
        #expect(cause(unwrap(armored, keys(home.environment))) == .noPinentry)
        try home.usePinentry(giving: "sesame")
        let before = home.questions
        #expect(try unwrap(armored, keys(home.environment)).get() == Self.dataKey && home.questions == before + 1)
    }

    @Test("several files at once ask one question")
    func oneQuestionForManyThreads() async throws {
        let home = try GnuPGHome()
        let key = try home.makeKey("secret", passphrase: "sesame")
        let messages = try (0..<8).map { _ in try wrap(key.fingerprint, home.environment).get() }
        for passphrase in ["sesame", nil] {
            try home.usePinentry(giving: passphrase)
            let before = home.questions
            let keys = keys(home.environment)
            let opened = await withTaskGroup(of: Bool.self) { group in
                for armored in messages {
                    group.addTask { do throws(PGPError) { return try keys.unwrap(armored, into: SecretArena()).bytes == Self.dataKey } catch { return false } }
                }
                return await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(opened == (passphrase == nil ? 0 : 8) && home.questions == before + 1)
        }
    }

    @Test("gpg starts once for a file with one key, and never again for keys that it hasn't")
    func starts() throws {
        let (home, others) = (try GnuPGHome(), try GnuPGHome())
        let mine = try wrap(try home.makeKey("mine").fingerprint, home.environment).get()
        let strangers = try (0..<5).map { try wrap(try others.makeKey("other\($0)").fingerprint, others.environment).get() }
        #expect(try unwrap(mine, keys(home.counted)).get() == Self.dataKey && home.starts == ["-d"])
        home.forgetStarts()
        let keys = keys(home.counted)
        for message in strangers {
            guard case .noSecretKey(let ids)? = cause(unwrap(message, keys)) else {
                Issue.record("a stranger's message has another cause")
                return
            }
            #expect(ids.count == 1)
        }
        #expect(try unwrap(mine, keys).get() == Self.dataKey)
        #expect(home.starts == ["-d", "--list-secret-keys --with-colons", "-d"])
    }

    @Test("a message that hides its recipients, or has several, is tried")
    func hiddenAndSeveralRecipients() throws {
        let (home, others) = (try GnuPGHome(), try GnuPGHome())
        let key = try home.makeKey("mine")
        let other = try others.makeKey("other")
        try home.gpg("--import", input: Data(try others.gpg("--export", other.fingerprint).output))
        let strange = try message(to: other.fingerprint, in: home)
        let hidden = try message(to: key.fingerprint, in: home, "--throw-keyids")
        let both = try message(to: other.fingerprint, in: home, "-r", key.fingerprint)
        #expect(OpenPGPRecipients(armored: hidden)?.keyIDs == [0] && OpenPGPRecipients(armored: both)?.keyIDs.count == 2)
        let keys = keys(home.environment)
        #expect(cause(unwrap(strange, keys)) != nil)
        let opened = try [hidden, both].map { try unwrap($0, keys).get() }
        #expect(opened == [Self.dataKey, Self.dataKey])
    }

    @Test("a secret key that lies elsewhere, offline or on a card, counts as being at hand")
    func keysElsewhere() throws {
        let (home, subkeys, others) = (try GnuPGHome(), try GnuPGHome(), try GnuPGHome())
        let key = try home.makeKey("mine")
        let strange = try wrap(try others.makeKey("other").fingerprint, others.environment).get()
        let armored = try wrap(key.fingerprint, home.environment).get()
        try subkeys.gpg("--import", input: Data(try home.gpg("--export-secret-subkeys", key.fingerprint).output))
        let offline = keys(subkeys.environment)
        #expect(cause(unwrap(strange, offline)) != nil)
        #expect(try unwrap(armored, offline).get() == Self.dataKey)
        // As gpg lists a key whose parts are on a card, and what it says when that isn't there.
        let listing = try home.gpg("--list-secret-keys", "--with-colons").text.replacingOccurrences(of: ":+:", with: ":D2760001240102000005000012340000:")
        try Data(listing.utf8).write(to: home.folder.appendingPathComponent("listing"))
        let program = try home.script(
            "gpg-card",
            "echo \"$*\" >>\(home.path("starts")); [ \"$1\" = -d ] || exec cat \(home.path("listing")); cat >\(home.path("message")); "
                + "cmp -s \(home.path("message")) \(home.path("strange")) || echo 'gpg: public key decryption failed: Card not present' >&2; "
                + "echo 'gpg: decryption failed: No secret key' >&2; exit 2")
        try Data(strange.utf8).write(to: home.folder.appendingPathComponent("strange"))
        let card = keys(home.environment.merging(["SOPS_GPG_EXEC": program]) { $1 })
        guard case .noSecretKey? = cause(unwrap(strange, card)) else {
            Issue.record("the stranger's message has another cause")
            return
        }
        #expect(cause(unwrap(armored, card)) == .card && home.starts.count == 3)
    }

    @Test("in another language the cause is found by the key lists")
    func otherLanguages() throws {
        let home = try GnuPGHome()
        let program = try home.script("gpg-german", "gpg \"$@\" 2>\(home.path("errors")); code=$?; echo 'gpg: Kein Erfolg' >&2; exit $code")
        let other = try GnuPGHome()
        let armored = try wrap(try other.makeKey("other").fingerprint, other.environment).get()
        let environment = home.environment.merging(["SOPS_GPG_EXEC": program]) { $1 }
        guard case .noSecretKey? = cause(unwrap(armored, keys(environment))) else {
            Issue.record("the cause wasn't found")
            return
        }
    }

    @Test("SOPS_GPG_EXEC is a path or a name, and a missing program is told")
    func otherPrograms() throws {
        let home = try GnuPGHome()
        let key = try home.makeKey("mine")
        func environment(_ program: String) -> [String: String] { home.environment.merging(["SOPS_GPG_EXEC": program]) { $1 } }
        for program in ["gpg", "", "/usr/bin/gpg", home.path("gpg-counted")] { _ = try wrap(key.fingerprint, environment(program)).get() }
        #expect(cause(wrap(key.fingerprint, environment("gpg-of-nobody"))) == .notInstalled(program: "gpg-of-nobody"))
        // It isn't split: a program with its arguments is no program.
        #expect(cause(wrap(key.fingerprint, environment("gpg --batch"))) == .notInstalled(program: "gpg --batch"))
        #expect(cause(wrap(key.fingerprint, environment("/bin/true"))) == .nothingReturned)
        let armored = try wrap(key.fingerprint, home.environment).get()
        #expect(cause(unwrap(armored, keys(environment("/bin/true")))) == .nothingReturned)
        #expect(cause(unwrap(armored, keys(environment("/nowhere/gpg")))) == .notInstalled(program: "/nowhere/gpg"))
        let endless = try home.script("gpg-endless", "cat >/dev/null; exec yes")
        #expect(cause(unwrap(armored, keys(environment(endless)))) == .notRun(program: endless, reason: "wrote more than 4096 bytes"))
    }

    @Test("a damaged message is told, and never taken for a data key")
    func damagedMessages() throws {
        let home = try GnuPGHome()
        let armored = try wrap(try home.makeKey("mine").fingerprint, home.environment).get()
        let keys = keys(home.environment)
        var lines = armored.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[4] = String(lines[4].reversed())
        for text in ["", "nonsense", String(armored.prefix(200)), lines.joined(separator: "\n"), String(repeating: armored + "\n", count: 200)] {
            let result = unwrap(text, keys)
            #expect(cause(result) == .damaged, "\(text.prefix(300)): \(result)")
        }
    }
}
