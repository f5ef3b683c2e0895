import RotationFiles
import SecretMemory

/// `--from-report`: what `exposed --json` has printed.
enum ExposureReportFile {
    /// The pairs to rotate.
    static func pairs(in path: String) throws(Failure) -> [ReportedExposure] {
        let arena = SecretArena()
        let bytes = try Input(path).read(into: arena)
        guard let pairs = ReportedExposure.all(in: bytes, arena) else {
            throw Failure(
                "RC8607", exit: 64, "\"" + path + "\" is no report of exposed secrets", fix: "give what rcsops exposed --recipient R --json printed")
        }
        return pairs
    }
}
