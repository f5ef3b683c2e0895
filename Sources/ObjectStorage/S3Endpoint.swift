internal import HTTPTransport
internal import SecretMemory

/// Where rclone's requests for a bucket go (rclone 1.75 `backend/s3/s3.go`; aws-sdk-go-v2's endpoint rules of S3), measured
/// against rclone itself in the tests.
package struct S3Endpoint: Sendable {
    package let target: S3Target
    package let warnings: [S3Warning]
    /// Of listings: 1 or 2.
    package let listVersion: Int
    /// Nil for an endpoint that is not Amazon's own.
    package let partition: AWSPartition?

    /// - Parameters:
    ///   - bucket: Nil asks the service.
    ///   - settings: Those of ``CredentialChain/settings(for:)``.
    ///   - region: Another region than the remote's.
    package init(
        of options: S3Options, bucket: String?, settings: AWSSettings = .none, region otherRegion: String? = nil
    ) throws(S3ConfigurationError) {
        var warnings: [S3Warning] = []
        let quirks = S3Quirks.of(provider: options.provider)
        if quirks == nil || !options.hasProvider { warnings.append(.unknownProvider) }
        let takesPathStyle = (quirks ?? .other).allowsPathStyle
        listVersion = options.listVersion ?? (quirks ?? .other).listVersion
        for (option, value) in [
            ("access_key_id", options.accessKeyID), ("secret_access_key", options.secretAccessKey), ("session_token", options.sessionToken),
        ] {
            if let oddity = value.flatMap(Self.oddity(of:)) { warnings.append(.suspicious(option: option, oddity)) }
        }

        let wantedRegion = otherRegion ?? options.region ?? "us-east-1"
        let isV2 = options.isV2 || wantedRegion == "other-v2-signature"
        if isV2, options.isEnvironmentUsed { throw .v2WithoutKeys }
        if isV2, options.provider == "IBMCOS", options.hasIBMKey { throw .unsupported(.ibmIAM) }
        if isV2 { warnings.append(.weakSignature) }
        if isV2, options.sessionToken != nil { warnings.append(.tokenNotSent) }

        let (name, isFIPSRegion) = Self.withoutFIPS(wantedRegion)
        guard Self.isRegion(name) else { throw .region }
        let isFIPS = isFIPSRegion || options.isEnvironmentUsed && settings.isFIPS
        if let bucket { try Self.check(bucket, options, isEndpointSet: options.endpoint != nil) }
        if let bucket, !Self.isCurrent(bucket) { warnings.append(.bucketNameLegacy) }
        let wantsPath = takesPathStyle && !options.isAccelerated && options.forcesPathStyle
        if options.hasPathStyle, options.forcesPathStyle, !wantsPath { warnings.append(.suspicious(option: "force_path_style", .ignored)) }
        let place = Place(
            region: name == "aws-global" ? "us-east-1" : name, regionName: name, bucket: bucket, wantsPath: wantsPath, isFIPS: isFIPS)

        let endpoint = options.endpoint ?? (options.isEnvironmentUsed ? settings.endpoint : nil)
        let found: Found
        if let endpoint {
            found = try Self.custom(endpoint, place, options, &warnings)
            partition = nil
        } else {
            (found, partition) = try Self.amazon(place, options, &warnings)
            if !["AWS", "IDrive"].contains(options.provider) { warnings.append(.suspicious(option: "endpoint", .goesToAmazon)) }
        }
        if isV2, found.style == .virtualHost { throw .v2NeedsPathStyle }
        target = S3Target(
            origin: found.origin, pathPrefix: found.prefix, style: found.style, region: place.region, signer: isV2 ? .v2 : .v4,
            provider: options.provider, bucket: bucket, isRequesterPays: options.isRequesterPays,
            hasSlashAfterPrefix: found.hasSlashAfterPrefix)
        self.warnings = warnings
    }

    private struct Place {
        /// The one that is signed.
        let region: String
        /// The one that was asked for.
        let regionName: String
        let bucket: String?
        let wantsPath: Bool
        let isFIPS: Bool
    }

    private struct Found {
        let origin: HTTPOrigin
        var prefix = ""
        var hasSlashAfterPrefix = false
        let style: S3Target.Style
    }

    private static func custom(
        _ endpoint: String, _ place: Place, _ options: S3Options, _ warnings: inout [S3Warning]
    ) throws(S3ConfigurationError) -> Found {
        let url: EndpointURL
        do throws(EndpointURL.Fault) { url = try EndpointURL(endpoint) } catch { throw .endpoint(error) }
        if options.isDualStack { throw .endpointWith(option: "use_dual_stack") }
        if options.isAccelerated { throw .endpointWith(option: "use_accelerate_endpoint") }
        if place.isFIPS { throw .endpointWith(option: "region") }
        if url.scheme == .http { warnings.append(.plaintextTransport) }
        if url.host.isFolded { warnings.append(.suspicious(option: "endpoint", .letterCase)) }
        if url.pathPrefix.utf8.last == UInt8(ascii: "/") { warnings.append(.suspicious(option: "endpoint", .slashes)) }
        let isVirtual = !place.wantsPath && !url.host.isAddress && place.bucket.map(isHostable) ?? true
        // The SDK's rule, though the region is no part of this name.
        if isVirtual, place.bucket != nil, !isHostLabel(place.region) { throw .regionInHost }
        let host = isVirtual ? place.bucket.map { $0 + "." + url.host.text } ?? url.host.text : url.host.text
        guard host.utf8.count <= 254 else { throw .endpoint(.hostTooLong) }
        return Found(
            origin: HTTPOrigin(scheme: url.scheme, host: host, port: url.port), prefix: url.pathPrefix,
            hasSlashAfterPrefix: url.hasSlashAtEnd, style: isVirtual ? .virtualHost : .path)
    }

    private static func amazon(
        _ place: Place, _ options: S3Options, _ warnings: inout [S3Warning]
    ) throws(S3ConfigurationError) -> (Found, AWSPartition) {
        guard isHostLabel(place.regionName) else { throw .regionInHost }
        let known = AWSPartition.of(region: place.regionName)
        let partition = known ?? .standard
        if known == nil { warnings.append(.unknownRegion) }
        if place.regionName != place.regionName.lowercased() { warnings.append(.suspicious(option: "region", .regionCase)) }
        if place.isFIPS, !partition.hasFIPS { throw .fipsRegion }
        let stack = options.isDualStack ? ".dualstack" : ""
        // Only a bucket is reached that way.
        if options.isAccelerated, let bucket = place.bucket {
            if place.isFIPS { throw .accelerateFIPS }
            guard partition.name != "aws-cn" else { throw .accelerateRegion }
            guard isHostable(bucket) else { throw .accelerateBucket }
            let origin = HTTPOrigin(scheme: .https, host: bucket + ".s3-accelerate" + stack + "." + partition.domain)
            return (Found(origin: origin, style: .virtualHost), partition)
        }
        var host = "s3" + (place.isFIPS ? "-fips" : "") + stack
        // The global name has neither of the two forms.
        if place.regionName != "aws-global" || place.isFIPS || options.isDualStack { host += "." + place.region.lowercased() }
        host += "." + partition.domain
        let isVirtual = !place.wantsPath && place.bucket.map(isHostable) ?? true
        if isVirtual, let bucket = place.bucket { host = bucket + "." + host }
        return (Found(origin: HTTPOrigin(scheme: .https, host: host), style: isVirtual ? .virtualHost : .path), partition)
    }

    private static func check(_ bucket: String, _ options: S3Options, isEndpointSet: Bool) throws(S3ConfigurationError) {
        if bucket.hasPrefix("arn:") { throw .unsupported(.accessPoint) }
        if options.isDirectoryBucket || bucket.hasSuffix("--x-s3") || bucket.hasSuffix("--xa-s3") { throw .unsupported(.directoryBucket) }
        if !isEndpointSet, bucket.hasSuffix("--op-s3") { throw .unsupported(.outpost) }
        guard !bucket.isEmpty, bucket != ".", bucket != "..", bucket.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "/") })
        else { throw .bucket }
    }

    /// A region that says FIPS means another, at other endpoints (aws-sdk-go-v2 `service/s3/endpoints.go`).
    private static func withoutFIPS(_ region: String) -> (region: String, isFIPS: Bool) {
        let parts = region.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.contains("fips") else { return (region, false) }
        return (parts.filter { $0 != "fips" }.joined(separator: "-"), true)
    }

    /// What the SDK lets into a signature: host labels, with dots between them.
    private static func isRegion(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isHostLabel($0) }
    }

    private static func isHostLabel(_ text: some StringProtocol) -> Bool {
        (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    /// The SDK's `IsVirtualHostableS3Bucket` without dots: a certificate's `*` is one label, and it makes no difference for
    /// http.
    static func isHostable(_ bucket: String) -> Bool {
        (3...63).contains(bucket.utf8.count)
            && bucket.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
    }

    /// A name that a new bucket may have (Amazon S3 User Guide, "General purpose bucket naming rules").
    private static func isCurrent(_ bucket: String) -> Bool {
        guard (3...63).contains(bucket.utf8.count), !bucket.contains(".."), !HostName.isIPv4(bucket) else { return false }
        func isAlphanumeric(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) }
        guard let first = bucket.utf8.first, let last = bucket.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else { return false }
        return bucket.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    /// No key begins or ends with a blank or control byte, nor is one quoted, nor anything but ASCII: it came with the paste.
    private static func oddity(of value: SecretSlice) -> S3Warning.Oddity? {
        guard !value.isEmpty else { return nil }
        let ends = [value[0], value[value.count - 1]]
        if ends.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { return .blanks }
        if value.count > 1, ends[0] == ends[1], [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(ends[0]) { return .quotes }
        return value.withBytes { $0.contains { $0 >= 0x80 } } ? .foreignLetters : nil
    }
}
