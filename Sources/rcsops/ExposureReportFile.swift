import RotationFiles
import SecretMemory

/// `--from-report`: what `exposed --json` has printed.
enum ExposureReportFile {
    static func report(in path: String) throws(Failure) -> ReportedExposure.Report {
        let arena = SecretArena()
        let bytes = try Input(path).read(into: arena)
        guard let report = ReportedExposure.report(in: bytes, arena) else {
            throw Failure(
                "RC8607", exit: 64, "\"" + path + "\" is no report of exposed secrets", fix: "give what rcsops exposed --recipient R --json printed")
        }
        return report
    }
}
