import AgeEncryption
import MasterKeys
import SopsDocument

/// A key group in which post-quantum recipients stand beside some that a quantum computer breaks. age refuses that within one
/// file (age v1.3, labels); sops makes an age file for each recipient, so that age never sees them together.
enum MixedRecipients {
    /// The first classic recipient of such a group, nil when there is none.
    static func classic(in groups: [[String]]) -> String? {
        for group in groups {
            let strengths = group.map { (name: $0, strength: QuantumStrength(ofRecipient: $0)) }
            guard strengths.contains(where: { $0.strength == .postQuantum }) else { continue }
            if let weak = strengths.first(where: { $0.strength == .classic }) { return weak.name }
        }
        return nil
    }

    static func classic(in groups: [KeyGroup]) -> String? {
        classic(in: groups.map { $0.keys.filter { $0.kind == .age }.map(\.displayName) })
    }

    /// The cause for people.
    static func cause(_ classic: String) -> String {
        "post-quantum recipients beside " + KeyName.shown(classic) + ", which a quantum computer could break: it would read the file all the same"
    }

    static let remedy = "have the owners of the other keys make one with rcsops key generate --pq, and take those into the group alone"

    /// Said once a run, and as sops to people only: a script may take any word on stderr for a failure.
    static func warn(_ groups: [KeyGroup], file: String, actsAsSops: Bool) {
        guard let name = classic(in: groups), !actsAsSops || System.isStandardErrorATerminal else { return }
        guard OncePerRun.isFirst("mixed recipients") else { return }
        System.say("rcsops: RC5106 warning: \"" + file + "\" has " + cause(name) + "\n  fix: " + remedy + "\n")
    }
}
