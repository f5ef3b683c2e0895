package import Foundation

/// A key ring of its own for the real gpg, with throw-away keys; its agent ends, and it is removed, with the test.
package final class GnuPGHome {
    /// What gpg made.
    package struct Key: Sendable {
        package let fingerprint: String
        /// The subkey for encryption, when there is one.
        package let subkey: String?
    }

    // An agent's socket has a path of 107 bytes at most.
    package let folder = URL(fileURLWithPath: "/tmp/rcg-\(UUID().uuidString.prefix(8))")

    package init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Each start is a line of the file, with what was asked.
        try script("gpg-counted", "echo \"$*\" >>\(path("starts"))\nexec gpg \"$@\"")
    }

    deinit {
        _ = try? Program.run(URL(fileURLWithPath: "/usr/bin/gpgconf"), ["--kill", "all"], in: folder, environment: environment)
        try? FileManager.default.removeItem(at: folder)
    }

    package var environment: [String: String] { ["GNUPGHOME": folder.path] }

    /// The same, with a gpg that is counted.
    package var counted: [String: String] { environment.merging(["SOPS_GPG_EXEC": path("gpg-counted")]) { $1 } }

    /// What the counted gpg was started with.
    package var starts: [String] {
        ((try? String(contentsOf: folder.appendingPathComponent("starts"), encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    package func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    package func forgetStarts() { try? FileManager.default.removeItem(atPath: path("starts")) }

    /// A program of the shell in the home.
    @discardableResult package func script(_ name: String, _ text: String) throws -> String {
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: folder.appendingPathComponent(name))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
        return path(name)
    }

    /// Throws when gpg fails.
    @discardableResult package func gpg(_ arguments: String..., input: Data = Data()) throws -> Outcome {
        let outcome = try Program.run(
            URL(fileURLWithPath: "/usr/bin/gpg"), ["--batch", "--quiet", "--pinentry-mode", "loopback"] + arguments, in: folder,
            environment: environment, input: input)
        guard outcome.isSuccess else { throw CocoaError(.fileWriteUnknown, userInfo: ["messages": outcome.messages, "arguments": arguments]) }
        return outcome
    }

    /// Makes a key that certifies and signs, and a subkey for encryption unless `encryption` is nil.
    package func makeKey(
        _ name: String, primary: String = "ed25519", encryption: String? = "cv25519", passphrase: String = "", expires: String = "never",
        madeAt time: String? = nil
    ) throws -> Key {
        let clock = time.map { ["--faked-system-time", $0] } ?? []
        func make(_ arguments: [String]) throws {
            let made = try Program.run(
                URL(fileURLWithPath: "/usr/bin/gpg"),
                ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", passphrase] + clock + arguments, in: folder,
                environment: environment)
            guard made.isSuccess else { throw CocoaError(.fileWriteUnknown, userInfo: ["messages": made.messages]) }
        }
        try make(["--quick-generate-key", "\(name) <\(name)@example.com>", primary, "cert,sign", expires])
        let fingerprint = try fingerprints(of: name)[0]
        if let encryption { try make(["--quick-add-key", fingerprint, encryption, "encrypt", expires]) }
        let all = try fingerprints(of: name)
        return Key(fingerprint: fingerprint, subkey: all.count > 1 ? all[1] : nil)
    }

    /// The primary key's fingerprint, and those of subkeys.
    package func fingerprints(of name: String) throws -> [String] {
        try gpg("--list-keys", "--with-colons", "\(name)@example.com").text.split(separator: "\n").filter { $0.hasPrefix("fpr:") }.map {
            String($0.split(separator: ":")[1])
        }
    }

    /// Makes a program ask for passphrases: it gives this one, or cancels. Each question is a line of the file `questions`.
    package func usePinentry(giving passphrase: String?) throws {
        let answer = passphrase.map { "echo 'D \($0)'; echo OK" } ?? "echo 'ERR 83886179 Operation cancelled'"
        let program = try script(
            "pinentry-fake",
            "echo OK; while read -r line; do case \"$line\" in GETPIN*) echo \"${GPG_TTY:-}\" >>\(path("questions")); \(answer);; "
                + "BYE*) echo OK; exit 0;; *) echo OK;; esac; done")
        try useAgent("pinentry-program \(program)")
    }

    /// Gives the agent another configuration, and starts it afresh.
    package func useAgent(_ configuration: String) throws {
        try Data((configuration + "\n").utf8).write(to: folder.appendingPathComponent("gpg-agent.conf"))
        _ = try Program.run(URL(fileURLWithPath: "/usr/bin/gpgconf"), ["--kill", "gpg-agent"], in: folder, environment: environment)
    }

    /// How often somebody was asked for a passphrase.
    package var questions: Int {
        ((try? String(contentsOf: folder.appendingPathComponent("questions"), encoding: .utf8)) ?? "").split(
            separator: "\n", omittingEmptySubsequences: false
        ).count - 1
    }
}
