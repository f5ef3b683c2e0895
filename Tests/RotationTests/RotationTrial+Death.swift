import CommandDriver
import Foundation

/// What a death must not do, and what comes after it.
extension RotationTrial {
    /// Files of a run that died, beside the documents and where ended journals lie.
    var leftAnywhere: [String] {
        (FileManager.default.enumerator(atPath: workspace.folder.path)?.compactMap { $0 as? String } ?? []).filter {
            let name = $0.split(separator: "/").last ?? ""
            return name.hasPrefix(".") && name.contains(".rcsops-")
        }
    }

    /// Right after a death: at most two keys, and one pair of a document or a journal signs a request. The real sops opens both.
    func faultsOfDeath() throws -> [String] {
        var faults: [String] = []
        let keys = try user.keys
        if keys.isEmpty || keys.count > 2 { faults.append("keys after the death: \(keys)") }
        var pairs: [S3Server.Key] = []
        for file in files { pairs.append(try pair(in: file)) }
        for pair in pairs where pair.id.isEmpty || pair.secret.isEmpty { faults.append("sops finds no pair in a file after the death") }
        for journal in journals { pairs += try self.pairs(inJournal: journal) }
        // A server may take a key that is switched off; a real one doesn't.
        let valid = try pairs.contains { pair in try keys.contains { $0.id == pair.id && $0.active } && user.works(pair) }
        if !valid { faults.append("no pair that is left works: \(pairs.map(\.id)), keys \(keys)") }
        return faults
    }

    private func pairs(inJournal name: String) throws -> [S3Server.Key] {
        let opened = try workspace.peer("sops", "decrypt", name)
        guard opened.code == 0, let value = try JSONSerialization.jsonObject(with: opened.output) as? [String: Any] else { return [] }
        return ["old", "new"].compactMap { part in
            guard let pair = value[part] as? [String: Any], let id = pair["id"] as? String, let secret = pair["secret_access_key"] as? String else { return nil }
            return S3Server.Key(id: id, secret: secret)
        }
    }

    /// Goes on to the end: with the journal, or anew where nothing had begun.
    func faultsAfterDeath() throws -> [String] {
        var faults = try faultsOfDeath()
        var said: [String] = []
        for _ in 0..<6 where !journals.isEmpty {
            let made = try resume()
            if made.code != 0 { said.append("resume ended with \(made.code): \(made.messages)") }
        }
        if try user.keys.map(\.id) == [user.first.id] {
            let made = try rotate()
            if made.code != 0 { said.append("a new rotation ended with \(made.code): \(made.messages)") }
        }
        faults += try faultsOfDone() + faultsOfKeysAtOnce()
        return faults.isEmpty ? [] : faults + said
    }

    /// Goes back to the old key; where that is refused since the old one is on its way out, forth to the new one.
    func faultsAfterDeathAndAbort() throws -> [String] {
        // Nothing had begun, and there is nothing to abort: what was half written goes when the next one begins (§2.4, 7).
        if journals.isEmpty, try user.keys.map(\.id) == [user.first.id], !leftAnywhere.isEmpty { return try faultsOfOld() + faultsAfterDeath() }
        var faults = try faultsOfDeath()
        var said: [String] = []
        var isBack = true
        for _ in 0..<3 where isBack && !journals.isEmpty {
            let made = try abort(["--rollback-after-deactivate"])
            isBack = made.code != 4
            if made.code != 0 { said.append("abort ended with \(made.code): \(made.messages)") }
        }
        for _ in 0..<6 where !journals.isEmpty { said.append("resume ended with \(try resume().code)") }
        let isOld = try user.keys.map(\.id) == [user.first.id]
        faults += try isOld ? faultsOfOld() : faultsOfDone()
        if !leftAnywhere.isEmpty { faults.append("left: \(leftAnywhere)") }
        return faults.isEmpty ? [] : faults + said
    }

    /// What came to the server, and what the ended journal tells.
    func faultsOfStory(creates: Int, note: String? = nil) throws -> [String] {
        var faults: [String] = []
        let asked = try proxy.requests.filter { $0.action == "CreateAccessKey" || $0.action == "admin-create" }.count
        if asked != creates { faults.append("\(asked) requests to create, not \(creates)") }
        guard let note else { return faults }
        let folder = ".local/state/rcsops/rotations"
        let ended = ((try? FileManager.default.contentsOfDirectory(atPath: workspace.path(folder))) ?? []).filter { $0.hasSuffix(".json") }
        let isTold = try ended.contains { try workspace.text(folder + "/" + $0).contains("\"" + note + "\"") }
        if !isTold { faults.append("no event \(note)") }
        return faults
    }

    /// By what went through the proxy: the user never had more than two keys.
    private func faultsOfKeysAtOnce() throws -> [String] {
        var (count, most) = (1, 1)
        for request in try proxy.requests where request.status.map({ $0 < 300 }) ?? false {
            switch request.action {
            case "CreateAccessKey": count += 1
            case "DeleteAccessKey": count -= 1
            default: continue
            }
            most = max(most, count)
        }
        return most > 2 ? ["\(most) keys at once"] : []
    }
}
