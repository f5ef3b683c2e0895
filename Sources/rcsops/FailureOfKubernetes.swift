import Cryptography
import KubernetesSecrets

extension Failure {
    /// A rule of the API server is broken; nothing is written.
    static func of(_ error: KubernetesSecretError) -> Failure {
        switch error {
        case .invalidName(let what, let name, let rule):
            Failure("RC7001", exit: 64, "\"" + System.printable(name) + "\" is no name that Kubernetes takes for a " + what, fix: "use " + rule)
        case .tooLarge(let size, let limit):
            Failure(
                "RC7002", exit: 1, "the values have \(size) bytes, and a Secret takes \(limit)",
                fix: "split them: each job needs only its own remotes")
        case .invalidKey(let key):
            Failure(
                "RC7203", exit: 64, "\"" + System.printable(key) + "\" is no key that a Secret takes",
                fix: "use letters, digits, - _ and ., at most 253 bytes, and no .. at the start; KEY=FILE names it")
        case .duplicateKey(let key):
            Failure("RC7204", exit: 64, "two values for the key " + key, fix: "give each its own key: KEY=FILE")
        case .invalidLabelKey(let key, let isAnnotation):
            Failure(
                "RC7205", exit: 64, "\"" + System.printable(key) + "\" is no key that Kubernetes takes for " + (isAnnotation ? "an annotation" : "a label"),
                fix: "use letters, digits, - _ and ., at most 63 bytes, a letter or digit at both ends; a domain and / may stand before it")
        case .invalidLabelValue(let key):
            Failure(
                "RC7206", exit: 64, "Kubernetes does not take the value of the label " + key,
                fix: "use at most 63 letters, digits, - _ and ., a letter or digit at both ends; an annotation takes any text")
        case .annotationsTooLarge(let size, let limit):
            Failure("RC7207", exit: 64, "the annotations have \(size) bytes, and an object takes \(limit)", fix: "shorten them")
        case .invalidType(let type):
            Failure("RC7208", exit: 64, "\"" + System.printable(type) + "\" is no type of a Secret", fix: "leave --type out, or write one line, such as Opaque")
        case .missingKey(let type, let wanted):
            Failure("RC7209", exit: 1, "a Secret of the type " + type + " needs the key " + wanted, fix: "give it: " + (wanted.split(separator: " ").first.map(String.init) ?? wanted) + "=FILE; or leave --type out")
        case .missingAnnotation(let type, let wanted):
            Failure(
                "RC7209", exit: 1, "a Secret of the type " + type + " needs the annotation " + wanted, fix: "give it: --annotation " + wanted + "=NAME; or leave --type out")
        case .notJSON(let key):
            Failure("RC7210", exit: 1, "the value for " + key + " is no JSON object", fix: "give the file as docker login writes it")
        case .notText(let key, let offset):
            Failure("RC7211", exit: 1, "the value for " + key + " is no text: byte \(offset) is not UTF-8, or NUL", fix: "use --data")
        }
    }

    /// A certificate can't seal.
    static func ofCertificate(_ error: CryptographyError, file: String) -> Failure {
        switch error {
        case .invalidKeySize(let bits):
            Failure("RC7212", exit: 1, "the key of \"" + file + "\" has \(bits) bits", fix: "give a certificate with an RSA key of 2048 bits or more")
        default:
            Failure(
                "RC7212", exit: 1, "\"" + file + "\" is no certificate in PEM with an RSA key",
                fix: "kubeseal --fetch-cert prints the controller's, or /v1/cert.pem of its service")
        }
    }
}
