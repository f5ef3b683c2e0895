import FileReplacement
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder that kustomize builds, and those that it builds with it.
struct Kustomization {
    /// As it is to be shown: relative where the user gave it so.
    let root: String
    let file: String
    let node: ManifestPart

    // kustomize 5.8 `konfig.RecognizedKustomizationFileNames`.
    private static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// Reads the kustomization of a folder.
    static func read(_ folder: String) throws(Failure) -> Kustomization {
        let there = fileNames.map { path($0, in: folder) }.filter(FileReading.exists)
        guard let file = there.first else {
            throw Failure("RC7324", exit: 1, "\"" + folder + "\" has no kustomization.yaml", fix: "name the folder that you build: rcsops doctor --kustomize FOLDER")
        }
        guard there.count == 1 else {
            throw Failure("RC7324", exit: 1, "\"" + folder + "\" has several kustomization files, and kustomize refuses that", fix: "keep one of " + there.joined(separator: ", "))
        }
        let documents = try ManifestPart.documents(of: file)
        guard documents.count == 1, let node = documents.first else {
            throw Failure("RC7324", exit: 1, "\"" + file + "\" is not one YAML document", fix: "keep one kustomization in it")
        }
        return Kustomization(root: folder, file: file, node: node)
    }

    /// A path of the kustomization, seen from where we are.
    func path(_ path: String) -> String { Self.path(path, in: root) }

    static func path(_ path: String, in root: String) -> String {
        path.hasPrefix("/") ? path : root == "." ? path : (root.hasSuffix("/") ? root : root + "/") + path
    }

    /// Local folders that are built with this one.
    var parts: [String] {
        ["resources", "bases", "components"].flatMap { node.texts($0) }.map(path).filter(FolderWalk.isFolder)
    }

    /// Whether a path leads out of the folder, links followed, as ``KSopsSettings/root`` has it.
    static func leaves(_ root: String, _ path: String) -> Bool {
        guard let folder = real(root), let file = real(Self.path(path, in: root)) else { return false }
        return !file.utf8.starts(with: (folder == "/" ? folder : folder + "/").utf8)
    }

    /// Without symbolic links; nil where nothing is there.
    static func real(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }
}
