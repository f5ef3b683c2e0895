package import AWSSigning
package import HTTPTransport

/// Asks S3 whether it accepts a key, by the least powerful request that tells (§2.6).
package protocol KeyAcceptanceCheck: Sendable {
    func acceptance(of credentials: AWSCredentials, at target: VerificationTarget) async -> KeyAcceptance
}

/// Where a key is to be accepted: an endpoint as rclone asks it, one address of it where that is wanted, and a bucket where one is known.
package struct VerificationTarget: Sendable, Hashable {
    /// As reports show it: `https://s3.example.com`.
    package let endpoint: String
    package let region: String
    package let isPathStyle: Bool
    package let bucket: String?
    /// An IP address to connect to instead of those that the name has; Host and SNI stay.
    package let address: String?

    package init(endpoint: String, region: String, isPathStyle: Bool = true, bucket: String? = nil, address: String? = nil) {
        self.endpoint = endpoint
        self.region = region
        self.isPathStyle = isPathStyle
        self.bucket = bucket
        self.address = address
    }

    /// Where rclone asks for a bucket, or for the service.
    package init(_ target: S3Target, address: String? = nil) {
        let origin = target.endpoint
        self.init(
            endpoint: origin.scheme.rawValue + "://" + origin.authority + target.pathPrefix, region: target.region, isPathStyle: target.style == .path,
            bucket: target.bucket, address: address)
    }
}

package enum KeyAcceptance: Sendable, Equatable {
    /// The signature was right; with the status, and whether the request was allowed.
    case accepted(status: Int, isAllowed: Bool, requestID: String?)
    /// InvalidAccessKeyId, InvalidClientTokenId, a disabled or inactive key, 401: the key is not, or no longer, known there.
    case unknown(code: String)
    case wrongSecret
    case clockSkew
    /// 5xx, throttling, no answer: nothing is known.
    case undecided(status: Int?, HTTPFailure?)
}
