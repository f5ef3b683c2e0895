internal import Foundation

/// A manifest of KSops, and what the Go libraries behind KSops read in it (`Tests/Measured/ksops-manifests.json`).
package struct MeasuredManifest: Decodable, Sendable {
    package struct Entry: Decodable, Sendable {
        package let key, path: String
    }

    package struct Secret: Decodable, Sendable {
        package let files, binaryFiles: [Entry]
        package let envs: [String]
        package let name, namespace, type: String
        package let labels, annotations: [String: String]
    }

    package struct Read: Decodable, Sendable {
        package let files: [String]
        package let secrets: [Secret]

        /// All files that it names.
        package var paths: [String] { files + secrets.flatMap { ($0.files + $0.binaryFiles).map(\.path) + $0.envs } }
    }

    package let manifest: String
    /// Nil where they refuse it.
    package let read: Read?

    package static func all() throws -> [MeasuredManifest] {
        try JSONDecoder().decode(
            [MeasuredManifest].self, from: Data(contentsOf: VectorFolder.packageRoot.appendingPathComponent("Tests/Measured/ksops-manifests.json")))
    }
}
