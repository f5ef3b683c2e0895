import FileReplacement

/// `ksops install`: what an init container without a shell copies its program by (KSops 4.5.1 `install.go`).
enum KSopsInstall {
    /// Where KSops' image has kustomize.
    private static let kustomize = "/usr/local/bin/kustomize"

    static func run(_ words: ArraySlice<String>) -> Int32 {
        let flag = "--with-kustomize"
        guard let folder = words.first(where: { $0 != flag }) else {
            System.say(
                "install requires a destination directory\nusage: ksops install [--with-kustomize] <dest-dir>\n"
                    + "  RC7113 fix: name the folder that the programs are to be copied to\n")
            return 1
        }
        let own: String
        do throws(FileError) { own = try ProgramCopy.ownPath() } catch {
            System.say("error resolving ksops executable path: " + told(error, "the program") + "\n")
            return 1
        }
        guard copy(own, to: folder, as: "ksops") else { return 1 }
        guard !words.contains(flag) || copy(kustomize, to: folder, as: "kustomize") else { return 1 }
        return 0
    }

    private static func copy(_ source: String, to folder: String, as name: String) -> Bool {
        let path = joined(folder, name)
        do throws(FileError) { try ProgramCopy.copy(source, to: path) } catch {
            System.say("error installing " + name + " to " + path + ": " + told(error, path) + "\n")
            return false
        }
        System.say("installed " + path + "\n")
        return true
    }

    /// Go's filepath.Join: `.` and what `..` takes back go, and no folder at all is the working folder.
    static func joined(_ folder: String, _ name: String) -> String {
        let separator = UInt8(ascii: "/")
        let isAbsolute = folder.utf8.first == separator
        var parts: [String] = []
        for part in folder.utf8.split(separator: separator).map({ String(Substring($0)) }) where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        return (isAbsolute ? "/" : "") + (parts + [name]).joined(separator: "/")
    }

    private static func told(_ error: FileError, _ name: String) -> String {
        let failure =
            switch error {
            case .notFound(let path): Failure.reading(error, name: path)
            default: Failure.reading(error, name: name)
            }
        return failure.cause + " (RC7114, " + failure.code + ")\n  fix: " + failure.fix
    }
}
