import FileReplacement
import MasterKeys
import SopsConfiguration

/// Where age identities are looked for, in sops' order, and who else may read them.
enum IdentityDiagnosis {
    static func findings(_ sources: [IdentitySource]) -> [DoctorFinding] {
        var findings = sources.flatMap(findings)
        let count = sources.reduce(0) { count, source in
            if case .found(let identities) = source.state { return count + identities.count }
            return count
        }
        // Expired and revoked ones still decrypt.
        let gpg = GPGSecretKeys.all().filter { $0.canDecrypt || $0.validity == "e" || $0.validity == "r" }
        if !gpg.isEmpty {
            let names = gpg.map { $0.fingerprint + " (" + $0.userID + ")" }
            findings.append(
                DoctorFinding(
                    .identities, "gpg", .good, (names.count == 1 ? "1 secret key, " : "\(names.count) secret keys, ") + names.joined(separator: ", ")))
        }
        if count == 0, gpg.isEmpty {
            findings.append(
                DoctorFinding(
                    .identities, "identities", .error, "RC6422", "there is none, so nothing can be decrypted here",
                    fix: "set SOPS_AGE_KEY_FILE to your key file, or make a key: rcsops key generate --output FILE"))
        }
        return findings
    }

    private static func findings(_ source: IdentitySource) -> [DoctorFinding] {
        let place = source.path.map { $0 == source.name ? "" : $0 + ": " } ?? ""
        var findings: [DoctorFinding] = []
        func add(_ status: DoctorFinding.Status, _ text: String) { findings.append(DoctorFinding(.identities, source.name, status, place + text)) }
        switch source.state {
        case .notSet: add(.note, "not set")
        case .missing where source.path == source.name: add(.note, "not there")
        case .missing:
            findings.append(
                DoctorFinding(
                    .identities, source.name, .error, "RC6423", place + "no such file", fix: "correct the variable, or unset it"))
        case .found(let identities) where identities.isEmpty: add(.warning, "no identity in it")
        case .found(let identities):
            let known = source.recipients
            let others = identities.filter { if case .recipient = $0 { false } else { true } }.map(\.text)
            let listed = known.isEmpty ? [] : [(known.count == 1 ? "1 age identity, of " : "\(known.count) age identities, of ") + known.joined(separator: ", ")]
            add(.good, (listed + others).joined(separator: "; "))
        case .unusable(let reason):
            findings.append(
                DoctorFinding(
                    .identities, source.name, .error, "RC6424", place + "can't be used: " + reason,
                    fix: "give lines of AGE-SECRET-KEY-1…, as age-keygen and rcsops key generate make them, or an ssh private key where one is read"))
        }
        guard let path = source.path, source.state != .missing, let permissions = FilePermissions(of: path) else { return findings }
        if permissions.isReadableByOthers {
            findings.append(
                DoctorFinding(
                    .identities, path, .error, "RC6421", "others may read this key file (mode " + permissions.text + ")",
                    fix: "chmod 600 " + path + ", and make a new key if others have used this machine"))
        }
        if permissions.isWritableByAll || permissions.isWritableByGroup {
            findings.append(
                DoctorFinding(
                    .identities, path, .error, "RC6425", "others may change this key file (mode " + permissions.text + ")", fix: "chmod 600 " + path))
        }
        let folder = PathText.folder(of: PathText.absolute(path, in: System.workingFolder))
        if let permissions = FilePermissions(of: folder), permissions.isWritableByAll {
            findings.append(
                DoctorFinding(
                    .identities, folder, .error, "RC6426", "everybody may exchange the key file in this folder (mode " + permissions.text + ")",
                    fix: "chmod 700 " + folder))
        }
        return findings
    }
}
