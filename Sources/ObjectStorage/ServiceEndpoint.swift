package import HTTPTransport

/// Where a service takes requests about keys, and the region that signatures name.
package struct ServiceEndpoint: Sendable, Equatable {
    package enum Fault: Error, Sendable, Equatable {
        case url(EndpointURL.Fault)
        /// Not of host labels, so that no host can be made of it.
        case region
        /// A partition whose IAM host nobody tells: it takes an endpoint and a region (spec of rotation, §1a).
        case partition(String)
    }

    package let origin: HTTPOrigin
    /// Encoded, without a slash at the end.
    package let pathPrefix: String
    package let region: String

    package init(origin: HTTPOrigin, pathPrefix: String = "", region: String) {
        self.origin = origin
        self.pathPrefix = pathPrefix
        self.region = region
    }

    /// An endpoint as a user or an rclone.conf writes it: a host alone is asked over TLS.
    package init(url text: String, region: String) throws(Fault) {
        let url: EndpointURL
        do throws(EndpointURL.Fault) { url = try EndpointURL(text) } catch { throw .url(error) }
        guard Self.isRegion(region) else { throw .region }
        self.init(origin: HTTPOrigin(scheme: url.scheme, host: url.host.text, port: url.port), pathPrefix: url.pathPrefix, region: region)
    }

    /// The endpoint of S3 itself, where Ceph and SeaweedFS take such requests too.
    package init(s3 target: S3Target) { self.init(origin: target.endpoint, pathPrefix: target.pathPrefix, region: target.region) }

    /// Amazon's IAM, one in each partition (AWS General Reference, "IAM endpoints and quotas").
    package static func amazonIAM(for region: String?) throws(Fault) -> ServiceEndpoint {
        let (host, signedRegion) =
            switch try partition(of: region) {
            case "aws": ("iam.amazonaws.com", "us-east-1")
            case "aws-cn": ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1")
            case "aws-us-gov": ("iam.us-gov.amazonaws.com", "us-gov-west-1")
            case let other: throw .partition(other)
            }
        return ServiceEndpoint(origin: HTTPOrigin(scheme: .https, host: host), region: signedRegion)
    }

    /// Amazon's STS: the region's own, or the one that is everywhere.
    package static func amazonSTS(for region: String?) throws(Fault) -> ServiceEndpoint {
        let name = try partition(of: region)
        guard ["aws", "aws-cn", "aws-us-gov"].contains(name) else { throw .partition(name) }
        let domain = name == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"
        guard let region, AWSPartition.of(region: region) != nil, !region.hasSuffix("-global") else {
            return try regional(["aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"][name], domain)
        }
        return try regional(region.lowercased(), domain)
    }

    private static func regional(_ region: String?, _ domain: String) throws(Fault) -> ServiceEndpoint {
        guard let region else { return ServiceEndpoint(origin: HTTPOrigin(scheme: .https, host: "sts." + domain), region: "us-east-1") }
        return ServiceEndpoint(origin: HTTPOrigin(scheme: .https, host: "sts." + region + "." + domain), region: region)
    }

    private static func partition(of region: String?) throws(Fault) -> String {
        guard let region else { return AWSPartition.standard.name }
        guard isRegion(region) else { throw .region }
        return (AWSPartition.of(region: region) ?? .standard).name
    }

    private static func isRegion(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && !text.hasPrefix("-")
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || "-_.".utf8.contains($0)
            }
    }
}
