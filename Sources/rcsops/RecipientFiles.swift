import AgeEncryption
import SecretMemory

/// Files of recipients, which `-R` names.
enum RecipientFiles {
    /// The recipients of all files, in their order.
    static func texts(_ files: [String]) throws(Failure) -> [String] {
        var texts: [String] = []
        for file in files {
            let arena = SecretArena()
            let input = Input(file)
            let bytes = try input.read(into: arena)
            do throws(AgeRecipientsFile.Fault) {
                let contents = try bytes.withBytes { (bytes) throws(AgeRecipientsFile.Fault) in
                    try AgeRecipientsFile.parse(bytes, with: System.masterKeys.age)
                }
                for (line, kind) in contents.skipped {
                    let text = input.name + ":\(line): skipped, since age can't encrypt to an ssh key of the kind " + kind
                    if OncePerRun.isFirst(text) { System.warn(text) }
                }
                texts += contents.recipients
            } catch .line(let line, let reason) {
                throw Failure(
                    "RC8011", exit: 1, reason, fix: "write one recipient a line, without blanks around it; comments begin with #", place: input.name + ":\(line):1")
            } catch .isEmpty {
                throw Failure("RC8012", exit: 1, "\"" + input.name + "\" has no recipients", fix: "write one recipient a line into it")
            } catch {
                throw Failure("RC8012", exit: 1, "\"" + input.name + "\" is larger than a list of recipients may be (16 MiB)", fix: "name the right file")
            }
        }
        return texts
    }
}
