import Foundation

/// What of a random document's trial is a fault of rcsops. Nobody has listed such documents' differences one by one, so here
/// are the kinds of damage by sops with which rcsops differs.
enum Judgement {
    static func problems(of trial: Trial) -> [Trial.Finding] {
        // sops has lost this document. rcsops refuses it, or gets it back; ``Trial`` adds (c) where it does not.
        if trial.kinds.contains(.sopsFails) {
            return trial.findings.filter { $0.kind == .crash || $0.kind == .leak || $0.kind == .ofOurs }
        }
        guard let theirs = trial.theirs, let ours = trial.ours.text, theirs != ours else { return trial.findings }
        if trial.sample.format == .ini, withoutEmptyComments(theirs) == withoutEmptyComments(ours) {
            return trial.findings.filter { $0.kind != .ofOurs }
        }
        return trial.findings
    }

    /// sops drops an INI comment without text.
    private static func withoutEmptyComments(_ text: Data) -> [Substring] {
        String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).filter { $0 != "; " }
    }
}
