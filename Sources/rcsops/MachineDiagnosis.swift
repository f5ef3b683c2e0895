import CPOSIX
import FileReplacement
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What this machine does with memory, and which programs are at hand.
enum MachineDiagnosis {
    static func findings() -> [DoctorFinding] { memory() + editor() + programs() }

    private static func memory() -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        let size = Int(sysconf(Int32(_SC_PAGESIZE)))
        var page: UnsafeMutableRawPointer?
        let isLocked = posix_memalign(&page, size, size) == 0 && page.map { mlock($0, size) } == 0
        if let page {
            munlock(page, size)
            free(page)
        }
        findings.append(
            isLocked
                ? DoctorFinding(.memory, "locking", .good, "keys are kept out of swap")
                : DoctorFinding(
                    .memory, "locking", .warning, "RC6430", "memory can't be locked, so keys may get into swap",
                    fix: "raise the limit (ulimit -l), or encrypt the swap"))
        findings.append(
            rcsops_is_dumped() == 0
                ? DoctorFinding(.memory, "core dumps", .good, "off for rcsops")
                : DoctorFinding(
                    .memory, "core dumps", .warning, "RC6431", "a crash would write keys and plaintext to a file", fix: "switch them off: ulimit -c 0"))
        let folders = [System.environment("XDG_RUNTIME_DIR"), "/dev/shm"].compactMap { $0 }
        if let folder = MemoryFolder(in: folders) {
            findings.append(DoctorFinding(.memory, "files in memory", .good, "in " + folder.path.prefix { $0 != "\n" }.description.parent))
        } else {
            findings.append(
                DoctorFinding(
                    .memory, "files in memory", .warning, "RC6432", "neither XDG_RUNTIME_DIR nor /dev/shm is memory that can be written, so edit would put plaintext on a disk",
                    fix: "mount a tmpfs, and set XDG_RUNTIME_DIR to a folder of yours on it"))
        }
        return findings
    }

    /// The one that edit would open.
    private static func editor() -> [DoctorFinding] {
        let editor: Editor
        do throws(Failure) { editor = try Editor.find() } catch {
            let hasNone = error.code == "RC6322"
            return [DoctorFinding(.editor, "editor", hasNone ? .warning : .error, hasNone ? "RC6434" : error.code, error.cause + ", so edit would fail", fix: error.fix)]
        }
        guard let path = editor.path else {
            return [
                DoctorFinding(
                    .editor, editor.source, .error, "RC6433", "\"" + editor.text + "\" is not on PATH, so edit would fail",
                    fix: "set SOPS_EDITOR or EDITOR to an editor that is there")
            ]
        }
        return [DoctorFinding(.editor, editor.source, .good, editor.source == "default" || editor.text == path ? path : editor.text + " (" + path + ")")]
    }

    private static func programs() -> [DoctorFinding] {
        let gpg = System.environment("SOPS_GPG_EXEC").flatMap { $0.isEmpty ? nil : $0 } ?? "gpg"
        let wanted: [(name: String, arguments: [String])] = [
            (gpg, ["--version"]), ("age", ["--version"]), ("sops", ["--disable-version-check", "--version"]), ("rclone", ["version"]),
            ("kubectl", ["version", "--client"]),
        ]
        var findings = wanted.map { program in finding(program.name, program.arguments) }
        for plugin in ProgramSearch.names(beginningWith: "age-plugin-") { findings.append(finding(plugin, ["--version"])) }
        return findings
    }

    private static func finding(_ name: String, _ arguments: [String]) -> DoctorFinding {
        guard let path = ProgramSearch.path(of: name) else { return DoctorFinding(.programs, name, .note, "not on PATH") }
        let version = ProgramVersion.firstLine(of: path, arguments)
        return DoctorFinding(.programs, name, .good, path + (version.map { ", " + $0 } ?? ", which tells no version"))
    }
}

extension String {
    /// The folder of a path.
    fileprivate var parent: String { lastIndex(of: "/").map { String(self[..<$0]) } ?? self }
}
