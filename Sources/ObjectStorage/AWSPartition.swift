/// Regions that share accounts and a domain (aws-sdk-go-v2 `internal/endpoints/awsrulesfn/partitions.json`).
package struct AWSPartition: Sendable, Equatable {
    package let name: String
    package let domain: String
    /// Serves FIPS endpoints.
    let hasFIPS: Bool

    package static let standard = AWSPartition(name: "aws", domain: "amazonaws.com", hasFIPS: true)

    private static let all: [(partition: AWSPartition, prefixes: [String], global: String)] = [
        (standard, ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"], "aws-global"),
        (AWSPartition(name: "aws-cn", domain: "amazonaws.com.cn", hasFIPS: false), ["cn"], "aws-cn-global"),
        (AWSPartition(name: "aws-us-gov", domain: "amazonaws.com", hasFIPS: true), ["us-gov"], "aws-us-gov-global"),
        (AWSPartition(name: "aws-iso", domain: "c2s.ic.gov", hasFIPS: true), ["us-iso"], "aws-iso-global"),
        (AWSPartition(name: "aws-iso-b", domain: "sc2s.sgov.gov", hasFIPS: true), ["us-isob"], "aws-iso-b-global"),
        (AWSPartition(name: "aws-iso-e", domain: "cloud.adc-e.uk", hasFIPS: true), ["eu-isoe"], "aws-iso-e-global"),
        (AWSPartition(name: "aws-iso-f", domain: "csp.hci.ic.gov", hasFIPS: true), ["us-isof"], "aws-iso-f-global"),
        (AWSPartition(name: "aws-eusc", domain: "amazonaws.eu", hasFIPS: true), ["eusc-de"], "aws-eusc-global"),
    ]

    /// Of all partitions, each once.
    package static let domains = all.map(\.partition.domain).filter { $0 != standard.domain } + [standard.domain]

    /// The partition of a region; nil where none has it, which SDKs then take for ``standard``.
    package static func of(region: String) -> AWSPartition? {
        if let found = all.first(where: { $0.global == region }) { return found.partition }
        let parts = region.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = parts.last, !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            !parts[parts.count - 2].isEmpty
        else { return nil }
        let prefix = parts.dropLast(2).joined(separator: "-")
        return all.first { $0.prefixes.contains(prefix) }?.partition
    }
}
