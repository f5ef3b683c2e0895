import CProcessStart
import SecretMemory

rcsops_restore_environment()
System.prepareSignals()
let arguments: [String] = (0..<rcsops_argument_count()).map { index in
    // A repaired name would be another file.
    guard let text = rcsops_argument(index).flatMap({ String(validatingCString: $0) }) else {
        System.say("rcsops: RC6011 argument \(index) is not UTF-8\n  fix: name the file by a link whose name is\n")
        System.end(64)
    }
    return text
}
let calledAs = arguments.first?.split(separator: "/").last.map(String.init) ?? "rcsops"
System.isCalledSops = calledAs == "sops"

/// Says what failed, and gives the exit code.
func exitCode(of body: () throws(Failure) -> Void) -> Int32 {
    exitCode { () throws(Failure) in
        try body()
        return 0
    }
}

/// The same for a body that runs a program, whose exit code it is.
func exitCode(of body: () throws(Failure) -> Int32) -> Int32 {
    do throws(Failure) { return try body() } catch {
        System.say(error.rendered)
        return error.exitCode
    }
}

let words = Array(arguments.dropFirst())
do throws(Failure) { try AuditPolicy.check(words) } catch {
    System.say(error.rendered)
    System.end(error.exitCode)
}

switch calledAs {
case "sops":
    System.end(exitCode { () throws(Failure) in try SopsCommandLine.run(words) })
case _ where KSopsCommandLine.names.contains(calledAs):
    System.end(KSopsCommandLine.run(words))
default:
    // The commands that deployments start hundreds of times do without ArgumentParser.
    if arguments.count > 2, arguments[1] == "decrypt", let options = DecryptOptions(common: arguments[2...]) {
        System.end(exitCode { () throws(Failure) in try DecryptOperation.run(options) })
    }
    if arguments.count > 3, arguments[1] == "exec-env", let options = ExecEnvOptions(common: arguments[2...]) {
        System.end(exitCode { () throws(Failure) in try ExecEnvOperation.run(options) })
    }
    // kustomize starts a process for each generator. Help of ArgumentParser's kind stays its own.
    if words.first == "ksops", words.count < 2 || !["-h", "--help"].contains(words[1]) {
        System.end(KSopsCommandLine.run(Array(words.dropFirst())))
    }
    System.end(CommandLineTool.run(words))
}
