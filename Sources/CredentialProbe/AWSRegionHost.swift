package import ObjectStorage

/// One of AWS' own S3 hosts, whose place in the world can be changed: only these are followed to, never what a redirect names.
///
/// Forms: Amazon S3 User Guide, "Amazon S3 endpoints" and "Dual-stack endpoints".
package struct AWSRegionHost: Sendable, Equatable {
    /// What stands before the region: `s3`, `bkt.s3`, `s3.dualstack`, `bkt.s3-fips`, ….
    let head: String
    package let region: String
    let suffix: String

    /// Nil for any other host.
    package init?(_ host: String) {
        guard let suffix = AWSPartition.domains.first(where: { host.hasSuffix("." + $0) }) else { return nil }
        let labels = host.dropLast(suffix.count + 1).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        // The last of the services' labels: a bucket may be called s3 too.
        guard let service = labels.lastIndex(where: { $0 == "s3" || $0.hasPrefix("s3-") }) else { return nil }
        var rest = labels[(service + 1)...]
        var head = Array(labels[...service])
        if rest.first == "dualstack" { head.append(rest.removeFirst()) }
        switch rest.count {
        case 1: region = rest.first!
        case 0 where labels[service] == "s3": region = "us-east-1"
        // The form of old days, s3-eu-west-1.
        case 0 where labels[service].hasPrefix("s3-") && Self.looksLikeRegion(labels[service].dropFirst(3)):
            region = String(labels[service].dropFirst(3))
            head[head.count - 1] = "s3"
        default: return nil
        }
        guard Self.isRegion(region) else { return nil }
        self.head = head.joined(separator: ".")
        self.suffix = suffix
    }

    /// The same service in another region; nil beyond the partition, where other accounts and keys hold, and for what is none of
    /// AWS' regions: such a host is not known to be S3.
    package func host(in region: String) -> String? {
        guard Self.isRegion(region), let there = AWSPartition.of(region: region), there == partition, there.domain == suffix else { return nil }
        return head + "." + region + "." + suffix
    }

    package var partition: AWSPartition { AWSPartition.of(region: region) ?? .standard }

    /// A region that may become part of a host name: one label, so that it can't move the host.
    package static func isRegion(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
    }

    private static func looksLikeRegion(_ text: Substring) -> Bool {
        text.split(separator: "-").count >= 3 && text.utf8.last.map { (0x30...0x39).contains($0) } == true
    }
}
