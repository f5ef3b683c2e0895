import FileReplacement

/// Where kustomize looks for exec plugins (5.8 `api/konfig/plugins.go`, `DefaultAbsPluginHome`): the first folder that is
/// there counts, and no other.
struct PluginFolders {
    struct Candidate {
        /// The variable, or the place, in words.
        let source: String
        let path: String
        var isThere: Bool { FolderWalk.isFolder(path) }
    }

    let candidates: [Candidate]

    init() {
        var candidates: [Candidate] = []
        if let home = System.environment("KUSTOMIZE_PLUGIN_HOME"), !home.isEmpty { candidates.append(Candidate(source: "KUSTOMIZE_PLUGIN_HOME", path: home)) }
        if let folder = System.environment("XDG_CONFIG_HOME"), !folder.isEmpty {
            candidates.append(Candidate(source: "XDG_CONFIG_HOME", path: folder + "/kustomize/plugin"))
        }
        if let home = System.environment("HOME"), !home.isEmpty {
            candidates.append(Candidate(source: "HOME", path: home + "/.config/kustomize/plugin"))
            candidates.append(Candidate(source: "HOME", path: home + "/kustomize/plugin"))
        }
        self.candidates = candidates
    }

    /// The one that counts.
    var inUse: Candidate? { candidates.first(where: \.isThere) }
}
