public import Foundation

/// Where the test data made by others lies: `RCSOPS_VECTORS`, else `../shared/vectors` beside the package.
public enum VectorFolder {
    /// The folder, or nil (said once, plainly) on a machine without it.
    public static let root: URL? = {
        let named = ProcessInfo.processInfo.environment["RCSOPS_VECTORS"].map { URL(fileURLWithPath: $0) }
        let beside = packageRoot.deletingLastPathComponent().appendingPathComponent("shared/vectors")
        let folder = named ?? beside
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue { return folder }
        // A mistyped folder must not look like a machine without one.
        if named != nil { fatalError("RCSOPS_VECTORS names no folder: \(folder.path)") }
        FileHandle.standardError.write(
            Data("note: no test vectors (set RCSOPS_VECTORS): only the small sets in Tests/ run\n".utf8))
        return nil
    }()

    /// The folder that holds Package.swift.
    public static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// True when the vectors are there; for `@Test(.enabled(if:))`.
    public static var isThere: Bool { root != nil }

    /// The bytes of a vector file; the path is relative to the folder.
    public static func bytes(_ path: String) throws -> [UInt8] {
        guard let root else { throw CocoaError(.fileNoSuchFile) }
        return [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
    }
}
