import Foundation

/// What of a random document's trial is a fault of rcsops. Nobody has listed such documents' differences one by one, so here
/// are the kinds of damage by sops with which rcsops differs.
enum Judgement {
    static func problems(of trial: Trial) -> [Trial.Finding] {
        // sops has lost this document. rcsops refuses it, or gets it back; ``Trial`` adds (c) where it does not.
        if trial.kinds.contains(.sopsFails) {
            return trial.findings.filter { $0.kind == .crash || $0.kind == .leak || $0.kind == .ofOurs }
        }
        guard let theirs = trial.theirs else { return trial.findings }
        // In clear, INI changes some texts when they are read back, quotes among them: rcsops refuses to write such a document.
        if trial.sample.format == .ini, trial.sample.leavesValuesInClear, trial.ours.code == 4 {
            return trial.findings.filter { $0.kind != .rcsopsRefuses }
        }
        // A mark in a word, and the last comment: rcsops keeps them, and sops finds them in its document as we do.
        if trial.sample.format == .ini, mayKeepMore(trial.sample), let ours = trial.ours.text, ours != theirs,
            trial.crossed.ofOursByThem.map(withoutEmptyComments) == withoutEmptyComments(ours)
        {
            return trial.findings.filter { $0.kind != .ofOurs && $0.kind != .ofOursByThem }
        }
        if trial.sample.format == .ini, trial.ours.code == 4, isCommentOnly(trial.sample) { return trial.findings.filter { $0.kind != .rcsopsRefuses } }
        if trial.sample.format == .yaml {
            return trial.findings.filter { finding in
                switch finding.kind {
                case .ofTheirs: !keepsMore(trial.crossed.ofTheirs, than: theirs)
                case .ofOurs: !keepsMore(trial.ours.text, than: theirs)
                case .ofOursByThem:
                    !keepsMore(trial.crossed.ofOursByThem, than: theirs)
                        && !(keepsMore(trial.ours.text, than: theirs) && hasSameValues(trial.crossed.ofOursByThem, as: theirs))
                case .crash, .rcsopsRefuses, .sopsRefuses, .exitCode, .sopsFails, .leak: true
                }
            }
        }
        guard let ours = trial.ours.text, theirs != ours else { return trial.findings }
        if trial.sample.format == .ini, withoutEmptyComments(theirs) == withoutEmptyComments(ours) {
            return trial.findings.filter { $0.kind != .ofOurs }
        }
        return trial.findings
    }

    /// sops loses YAML comments, and leaves some encrypted. True when `text` has the same values, and every comment that can
    /// be read there, and more of them, or the same beside those that stay encrypted or break the text.
    private static func keepsMore(_ text: Data?, than theirs: Data) -> Bool {
        guard let text else { return false }
        let (mine, other) = (YAMLLines(text), YAMLLines(theirs))
        guard mine.content == other.content, mine.ciphertexts <= other.ciphertexts else { return false }
        if mine.readable == other.readable { return other.ciphertexts > 0 || other.isBroken }
        guard mine.readable.count > other.readable.count else { return false }
        var remaining = mine.readable
        return other.readable.allSatisfy { comment in
            guard let place = remaining.firstIndex(of: comment) else { return false }
            remaining.remove(at: place)
            return true
        }
    }

    /// Where rcsops keeps a comment that sops loses, sops may lose another one of our file instead; never a value.
    private static func hasSameValues(_ text: Data?, as theirs: Data) -> Bool {
        text.map { YAMLLines($0).content == YAMLLines(theirs).content } ?? false
    }

    /// The lines of a YAML text that sops or rcsops wrote, where a comment always has a line of its own, but for the dashes of a
    /// list that it opens. These belong to the item below it, as do those that a comment parts from theirs.
    private struct YAMLLines {
        var content: [Substring] = []
        var readable: [Substring] = []
        var ciphertexts = 0
        /// sops puts a comment between a mark and the empty collection behind it, and can't read that again.
        var isBroken = false

        init(_ text: Data) {
            var dashes: Substring = ""
            for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
                let comment = line.drop { $0 == " " || $0 == "-" }
                if comment.hasPrefix("#") {
                    if comment.hasPrefix("#ENC[AES256_GCM") { ciphertexts += 1 } else { readable.append(comment) }
                    let before = line[..<comment.startIndex]
                    if before.contains("-") { dashes = before }
                } else if ["{}", "[]"].contains(comment), let mark = content.last, mark.hasSuffix(":") || mark.hasSuffix("-") {
                    isBroken = true
                    content[content.count - 1] = mark + " " + comment
                } else if let dash = content.last, dash.last == "-", dash.allSatisfy({ $0 == " " || $0 == "-" }) {
                    content[content.count - 1] = dash + line.dropFirst(dash.count)
                } else {
                    content.append(dashes.isEmpty ? line : dashes + line.dropFirst(dashes.count))
                    dashes = ""
                }
            }
        }
    }

    private static func mayKeepMore(_ sample: Sample) -> Bool { sample.bytes.contains { $0 == 0x23 || $0 == 0x3B } }

    private static func isCommentOnly(_ sample: Sample) -> Bool {
        String(decoding: sample.bytes, as: UTF8.self).split(separator: "\n").allSatisfy { line in
            let text = line.trimmingCharacters(in: .whitespaces)
            return text.isEmpty || text.hasPrefix("#") || text.hasPrefix(";")
        }
    }

    /// sops drops an INI comment without text.
    private static func withoutEmptyComments(_ text: Data) -> [Substring] {
        String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).filter { $0 != "; " }
    }
}
