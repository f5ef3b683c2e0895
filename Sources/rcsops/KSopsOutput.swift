import FileReplacement
import SecretMemory
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// kustomize asks for exit code 1 whatever happens, where other commands end by the signal of a closed pipe.
enum KSopsOutput {
    static func put(_ text: SecretSlice) throws(KSopsFailure) {
        do throws(FileError) { try FileWriting.write(text, to: STDOUT_FILENO, path: "stdout") } catch {
            var reason = ""
            if case .unwritable(_, _, let number) = error { reason = ": " + FileError.words(for: number) }
            throw KSopsFailure([
                Failure(
                    "RC7115", exit: 1, "stdout can't be written" + reason,
                    fix: "see why the reader has gone, or make room where the output goes; what has arrived there is not whole")
            ])
        }
    }
}
