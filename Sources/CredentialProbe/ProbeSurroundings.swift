package import AWSSigning
package import HTTPTransport
package import ObjectStorage
internal import Cryptography

/// What the probe takes from outside, so that tests can give their own: time, chance, the signer, the readers of answers.
package struct ProbeSurroundings: Sendable {
    /// Makes a request of a target with credentials at a time, for another bucket if one is named.
    package typealias Signer = @Sendable (S3RequestSigner, S3Request, AWSCredentials?, Int64, String?) -> (origin: HTTPOrigin, request: HTTPRequest)

    /// Seconds since 1970.
    package var now: @Sendable () -> Int64
    /// A clock that nobody sets.
    package var elapsed: @Sendable () -> Duration
    /// Waits before another try; returns early when cancelled.
    package var pause: @Sendable (Duration) async -> Void
    /// Waits for a deadline; returns early when cancelled.
    package var deadline: @Sendable (Duration) async -> Void
    package var randomBytes: @Sendable (Int) -> [UInt8]
    package var signer: Signer
    /// An error's body.
    package var errorDocument: @Sendable ([UInt8]) -> S3ErrorDocument?
    /// True for the body of a list of objects or buckets.
    package var isList: @Sendable ([UInt8]) -> Bool
    /// Where an endpoint's host is: by its text, or by asking the name service.
    package var hostPlace: @Sendable (String) async -> HostPlace
    /// When this program was made, in seconds since 1970; 0 when that isn't known.
    package var builtAt: Int64

    package init(
        now: @escaping @Sendable () -> Int64, elapsed: @escaping @Sendable () -> Duration, pause: @escaping @Sendable (Duration) async -> Void,
        deadline: @escaping @Sendable (Duration) async -> Void, randomBytes: @escaping @Sendable (Int) -> [UInt8] = { SecureRandom.bytes($0) },
        signer: @escaping Signer = { $0.wireRequest($1, credentials: $2, time: $3, bucket: $4) },
        errorDocument: @escaping @Sendable ([UInt8]) -> S3ErrorDocument?, isList: @escaping @Sendable ([UInt8]) -> Bool,
        hostPlace: @escaping @Sendable (String) async -> HostPlace = { HostPlace($0) }, builtAt: Int64 = 0
    ) {
        self.now = now
        self.elapsed = elapsed
        self.pause = pause
        self.deadline = deadline
        self.randomBytes = randomBytes
        self.signer = signer
        self.errorDocument = errorDocument
        self.isList = isList
        self.hostPlace = hostPlace
        self.builtAt = builtAt
    }

    /// The machine's own clocks.
    package static func machine(
        now: @escaping @Sendable () -> Int64, errorDocument: @escaping @Sendable ([UInt8]) -> S3ErrorDocument?, isList: @escaping @Sendable ([UInt8]) -> Bool
    ) -> ProbeSurroundings {
        let start = ContinuousClock.now
        let wait: @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
        return ProbeSurroundings(
            now: now, elapsed: { ContinuousClock.now - start }, pause: wait, deadline: wait, errorDocument: errorDocument, isList: isList)
    }

    /// Text of lower-case hexadecimal digits.
    func hexadecimal(_ count: Int) -> String {
        let digits = Array("0123456789abcdef")
        return String(randomBytes((count + 1) / 2).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }.prefix(count))
    }

    /// A random number below a small bound.
    func number(below bound: Int) -> Int {
        // 2^32 is so much larger than any bound here that the leaning can't be measured.
        Int(randomBytes(4).reduce(0) { $0 << 8 | UInt64($1) } % UInt64(bound))
    }
}
