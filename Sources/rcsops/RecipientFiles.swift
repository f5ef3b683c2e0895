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
                texts += try bytes.withBytes { (bytes) throws(AgeRecipientsFile.Fault) in
                    try AgeRecipientsFile.parse(bytes, with: System.masterKeys.age)
                }
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
