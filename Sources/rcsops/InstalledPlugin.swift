import FileReplacement
import SecretMemory

/// The program in a plugin's place: whether it is rcsops, and which.
enum InstalledPlugin {
    enum Kind {
        case rcsops(version: String?)
        /// KSops, as its module's name in a Go program says.
        case ksops
        case unknown
    }

    // The text of our own help, which no other program holds.
    private static let mark = CommandLineTool.configuration.abstract
    private static let moduleOfKSops = "viaduct-ai/kustomize-sops"

    /// Nil where it can't be read.
    static func kind(of path: String) -> Kind? {
        let arena = SecretArena.ofCiphertext()
        guard let bytes = try? FileReading.read(path, into: arena) else { return nil }
        func holds(_ text: String) -> Bool { bytes.firstRange(of: Array(text.utf8), from: 0) != nil }
        // Under its own name it tells its version; under ksops' it has no such option.
        if holds(mark) { return .rcsops(version: ProgramVersion.firstLine(of: path, ["--version"], calledAs: "rcsops")) }
        return holds(moduleOfKSops) ? .ksops : .unknown
    }
}
