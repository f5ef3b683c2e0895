import CommandDriver
import Foundation

/// A plain document for the tests that change values of it, encrypted by the real sops.
enum ValueSample: String, CaseIterable, Sendable {
    case yaml, documents, json, ini, dotenv, binary

    var name: String {
        switch self {
        case .yaml: "sample.yaml"
        case .documents: "documents.yaml"
        case .json: "sample.json"
        case .ini: "sample.ini"
        case .dotenv: "sample.env"
        case .binary: "sample.bin"
        }
    }

    private static let yamlText = """
        a: one
        n: 5
        f: 1.5
        b: true
        z: null
        t: 2024-01-01T00:00:00Z
        # above the list
        l:
            # in the list
            - x
            - 2
            - m: 1
              k: v
            - x
        e: {}
        el: []
        plain_unencrypted: left alone
        m:
            i: 1
            s: |-
                two
                lines

        """

    var text: String {
        switch self {
        case .yaml: Self.yamlText
        case .documents: Self.yamlText + "---\nq: 2\n"
        case .json: #"{"a": 1, "l": [1, "x", {"k": null}], "m": {"s": "t"}, "z": null, "b": false}"# + "\n"
        case .ini: "; note\n[s]\na = 1\nb = x y\n\n[t]\nc = z\n"
        case .dotenv: "A=1\n# note\nB=two\n"
        case .binary: "any\0bytes\n"
        }
    }

    /// Puts the file, encrypted, into a workspace.
    func encrypt(in workspace: Workspace) throws -> Data {
        try workspace.put(text, name)
        let made = try workspace.peer("sops", "encrypt", "--age", workspace.recipient, "-i", name)
        guard made.code == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: ["messages": made.messages]) }
        return try workspace.data(name)
    }
}

extension Workspace {
    /// What both tools make of an encrypted file; nil when they differ, or one refuses.
    func decrypted(_ name: String) throws -> Data? {
        let sops = try peer("sops", "decrypt", name)
        let rcsops = try rcsops("decrypt", "-q", name)
        guard sops.code == 0, rcsops.code == 0, sops.output == rcsops.output else { return nil }
        return sops.output
    }

    /// The metadata of a document, without the time and the MAC, in any of the formats.
    func metadata(_ name: String, withKeys: Bool = true) throws -> String {
        // sops aligns the section [sops] in INI, and has no order in it.
        let isINI = name.hasSuffix(".ini")
        let lines = try text(name).split(separator: "\n").map { line in
            let parts = isINI ? line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) : [line]
            return parts.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "=")
        }
        let start = lines.firstIndex { $0 == "sops:" || $0 == "[sops]" || $0.hasPrefix("\"sops\":") || $0.hasPrefix("sops_") } ?? 0
        let found = lines[start...].filter { line in
            guard !line.contains("lastmodified"), !line.contains("mac") else { return false }
            return withKeys || line.contains("recipient") || line.contains("version") || line.contains("_suffix") || line.contains("_regex")
                || line.contains("shamir")
        }
        return (isINI ? found.sorted() : found).joined(separator: "\n")
    }

    /// The ciphertexts in a file, but for the MAC.
    func ciphertexts(_ name: String) throws -> Set<String> {
        let lines = try text(name).split(separator: "\n").filter { !$0.contains("mac") }
        return Set(lines.compactMap { line in line.range(of: "ENC[").map { String(line[$0.lowerBound...]) } })
    }
}
