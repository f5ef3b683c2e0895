import AgeEncryption
import MasterKeys
import SecretMemory
import SopsDocument

/// `key check`: which of the keys at hand opens each file. Data keys are unwrapped and thrown away; no value is decrypted.
struct KeyCheckOperation {
    let mayAsk: Bool
    let asJSON: Bool
    let inputType: DocumentFormat?

    private struct Answer {
        let file: String
        let groups: [[(key: MasterKeyEntry, trial: KeyTrial)]]
        let needed: Int

        var opened: Int { groups.count { $0.contains { if case .opens = $0.trial { true } else { false } } } }
        var opens: Bool { opened >= needed }
    }

    func run(_ files: [String]) throws(Failure) {
        let sources = mayAsk ? System.identities : System.silentIdentities
        var answers: [Answer] = []
        var failures: [Failure] = []
        for file in ManyFiles.distinct(files) {
            do throws(Failure) {
                let answer = try answer(file, sources)
                answers.append(answer)
                if !asJSON { try System.put(System.printable(text(answer))) }
            } catch {
                System.say(error.naming(file).rendered)
                failures.append(error)
            }
        }
        if asJSON { try System.put(JSONList.text(answers.map(json))) }
        let closed = answers.count { !$0.opens }
        guard closed + failures.count > 0 else { return }
        var causes: [String] = []
        if closed > 0 { causes.append((closed == 1 ? "one file does not open" : "\(closed) files do not open") + " with the keys at hand") }
        if !failures.isEmpty { causes.append(failures.count == 1 ? "one could not be checked" : "\(failures.count) could not be checked") }
        throw Failure(
            "RC8007", exit: 1, causes.joined(separator: ", "),
            fix: closed == 0
                ? "see what is told above of each"
                : "rcsops key list says which keys are here; have somebody who has one add yours (rcsops updatekeys)")
    }

    private func answer(_ file: String, _ sources: IdentitySources) throws(Failure) -> Answer {
        let arena = SecretArena()
        let input = Input(file)
        let bytes = try input.read(into: arena)
        let metadata: SopsMetadata
        do throws(SopsError) {
            metadata = try KeyedFile.metadata(of: bytes, path: input.name, inputType: inputType, actsAsSops: false, in: arena).metadata
        } catch { throw .of(error, file: input.name) }
        let groups = metadata.keyGroups.map { group in
            group.keys.map { (key: $0, trial: KeyTrial.of($0, with: sources, mayAsk: mayAsk)) }
        }
        let count = metadata.keyGroups.count
        let needed = count <= 1 ? 1 : max(metadata.shamirThreshold == 0 ? count : metadata.shamirThreshold, 2)
        return Answer(file: input.name, groups: groups, needed: needed)
    }

    private func text(_ answer: Answer) -> String {
        var text = answer.file + ": " + (answer.opens ? "opens" : "does not open")
        if answer.groups.count > 1 { text += " (\(answer.opened) of \(answer.groups.count) key groups, \(answer.needed) needed)" }
        text += "\n"
        for (index, group) in answer.groups.enumerated() {
            if answer.groups.count > 1 { text += "  group \(index + 1)\n" }
            for (key, trial) in group {
                let name = (key.kind == .age ? "" : key.kind.rawValue + " ") + key.displayName
                text += (answer.groups.count > 1 ? "    " : "  ") + name + ": " + words(trial) + "\n"
            }
        }
        return text
    }

    private func words(_ trial: KeyTrial) -> String {
        switch trial {
        case .opens(let source): "opens, by " + source
        case .notMine: "not mine"
        case .failed(let reason): reason
        }
    }

    private func json(_ answer: Answer) -> String {
        let quoted = FindingText.quoted
        let groups = answer.groups.map { group in
            JSONList.array(
                group.map { key, trial in
                    var members = [("kind", quoted(key.kind.rawValue)), ("key", quoted(key.displayName))]
                    switch trial {
                    case .opens(let source): members += [("result", quoted("opens")), ("source", quoted(source))]
                    case .notMine: members += [("result", quoted("not mine"))]
                    case .failed(let reason): members += [("result", quoted("failed")), ("reason", quoted(reason))]
                    }
                    return JSONList.object(members)
                })
        }
        return JSONList.object([
            ("file", quoted(answer.file)), ("opens", answer.opens ? "true" : "false"), ("groups_opened", String(answer.opened)),
            ("groups_needed", String(answer.needed)), ("groups", JSONList.array(groups)),
        ])
    }
}
