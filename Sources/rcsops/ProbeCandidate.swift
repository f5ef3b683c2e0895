import CredentialProbe
import RcloneConfig

/// A remote of a file, followed to where its files lie: what may be probed.
struct ProbeCandidate {
    let file: String
    /// As the file names it.
    let remote: ConfigName
    let place: Result<StoragePlace, StorageFault>
    /// Bucket and folder, from `--bucket` or from the wrapper; empty for the service alone.
    let path: String

    var bucket: String? { path.isEmpty ? nil : String(path.prefix { $0 != "/" }) }

    /// The folder in the bucket.
    var prefix: String { path.firstIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? "" }

    /// `NAME:PATH` of what is asked in the end, where that is another remote.
    var through: String? {
        guard case .success(let place) = place, !place.wrappers.isEmpty else { return nil }
        return (place.options.name?.text ?? ":" + place.options.backend) + ":" + path
    }

    /// For the report.
    var origin: ProbeOrigin {
        guard case .success(let place) = place else { return ProbeOrigin(file: file, path: path) }
        return ProbeOrigin(
            file: file, via: place.wrappers.dropFirst().map(\.text), storage: place.options.name?.text ?? ":" + place.options.backend, path: path)
    }

    var isS3: Bool { if case .success(let place) = place { place.options.backend == "s3" } else { false } }
}
