/// A command that can't do its work: the cause, the way out, and the exit code that sops has for it.
struct Failure: Error {
    /// `RC` and four digits; a code keeps its meaning for ever.
    var code: String
    /// What the process ends with.
    var exitCode: Int32
    /// Never holds a secret.
    var cause: String
    var fix: String
    /// `file:line:column` when the fault is at a place in a file.
    var place: String?
    /// The cause is sops' own text, which programs compare: under that name nothing is added.
    var isSopsText = false
    /// The same may work later without anybody's doing.
    var isRetryable = false
    /// A report on standard output has it already.
    var isReported = false
    /// sops' exit code when no key opens the document.
    static let noDataKeyExitCode: Int32 = 128

    init(_ code: String, exit exitCode: Int32, _ cause: String, fix: String, place: String? = nil) {
        self.code = code
        self.exitCode = exitCode
        self.cause = cause
        self.fix = fix
        self.place = place
    }

    /// The same with another exit code.
    func exiting(_ code: Int32) -> Failure {
        var result = self
        result.exitCode = code
        return result
    }

    /// The same, of many files, for this one.
    func naming(_ file: String) -> Failure {
        guard !cause.contains(file), !(place ?? "").hasPrefix(file) else { return self }
        var result = self
        result.cause = "\"" + file + "\": " + cause
        return result
    }

    /// The text for stderr.
    var rendered: String {
        if isSopsText, System.isCalledSops { return cause + "\n" }
        return (place ?? "rcsops") + ": " + code + " " + cause + "\n  fix: " + fix + "\n"
    }
}
