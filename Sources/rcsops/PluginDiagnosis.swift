import FileReplacement

/// Whether what exec-plugin generators need lies where kustomize looks.
enum PluginDiagnosis {
    static func findings(for generators: [GeneratorManifest]) -> [DoctorFinding] {
        let wanted = generators.filter { if case .plugin = try? $0.runner() { true } else { false } }
        var paths: [String] = []
        for generator in wanted where !paths.contains(generator.pluginPath) { paths.append(generator.pluginPath) }
        let folders = PluginFolders()
        return paths.flatMap { findings(of: $0, folders) }
    }

    private static func findings(of plugin: String, _ folders: PluginFolders) -> [DoctorFinding] {
        let name = plugin.split(separator: "/").last.map(String.init) ?? plugin
        let start = folders.inUse ?? folders.candidates.first
        guard let start else {
            return [
                DoctorFinding(
                    .plugin, name, .error, "RC7321", "neither HOME nor KUSTOMIZE_PLUGIN_HOME is set, so kustomize finds no plugin",
                    fix: "set KUSTOMIZE_PLUGIN_HOME to a folder with " + plugin + " in it")
            ]
        }
        let path = start.path + "/" + plugin
        guard FileReading.exists(path) else {
            let elsewhere = folders.candidates.map { $0.path + "/" + plugin }.first(where: FileReading.exists)
            if let elsewhere {
                return [
                    DoctorFinding(
                        .plugin, elsewhere, .error, "RC7323",
                        "kustomize takes the first plugin folder that is there, " + start.path + " (" + start.source + "), and does not look here",
                        fix: "put it at " + path + ", or set KUSTOMIZE_PLUGIN_HOME")
                ]
            }
            return [
                DoctorFinding(
                    .plugin, path, .error, "RC7321", "the plugin is not there, and the build ends with \"expected file with Go object code\"",
                    fix: "mkdir -p " + PathPart.folder(of: path) + " && ln -s \"$(command -v rcsops)\" " + path)
            ]
        }
        guard ProgramSearch.path(of: path) != nil else {
            return [
                DoctorFinding(
                    .plugin, path, .error, "RC7322", "it is no program that you may run", fix: "chmod +x it, or put a link to rcsops there")
            ]
        }
        return [kindFinding(path)]
    }

    private static func kindFinding(_ path: String) -> DoctorFinding {
        switch InstalledPlugin.kind(of: path) {
        case .rcsops(let version?) where version == Version.text: return DoctorFinding(.plugin, path, .good, version)
        case .rcsops(let version):
            return DoctorFinding(
                .plugin, path, .warning, "RC7343", "it is another version, " + (version ?? "which tells none") + "; this is " + Version.text,
                fix: "put a link to this one there")
        case .ksops: return DoctorFinding(.plugin, path, .note, "KSops, and not rcsops")
        case .unknown, nil:
            return DoctorFinding(
                .plugin, path, .warning, "RC7343", "it is neither rcsops nor KSops, as far as can be seen", fix: "put a link to rcsops there")
        }
    }
}

/// Parts of a path.
enum PathPart {
    static func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }
}
