/// The cases of the YAML test suite with which rcsops differs from sops.
enum YAMLSuiteDifferences {
    static let table: [String: DeliberateDifference] = [:]
}
