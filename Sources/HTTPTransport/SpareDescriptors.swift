internal import CPOSIX
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Whether this process may open more files.
enum SpareDescriptors {
    /// Opens so many, and closes them again; the error number where that failed.
    static func fault(making count: Int) -> Int32? {
        var open: [Int32] = []
        defer { for descriptor in open { close(descriptor) } }
        while open.count < count {
            var ends: [Int32] = [-1, -1]
            guard rcsops_open_pipe(&ends) == 0 else { return errno }
            open += ends
        }
        return nil
    }
}
