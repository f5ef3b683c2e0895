internal import HTTPTransport
internal import ObjectStorage

extension ProbeEvidence {
    /// Reads a response's head.
    ///
    /// - Parameters:
    ///   - secrets: With those of the request itself: a server may send back what it got.
    ///   - now: Seconds since 1970.
    init(_ response: HTTPResponse, hiding secrets: SecretFilter, now: Int64) {
        let fields = response.fields
        func word(_ name: String) -> String? { fields[name].flatMap { ServerText.word($0, hiding: secrets) } }

        self.init(status: response.status)
        let lengths = Set(fields.values(of: "content-length"))
        if lengths.count > 1 || lengths.contains(where: { Self.length($0) == nil }) { hasBrokenLength = true }
        contentLength = lengths.count == 1 ? lengths.first.flatMap(Self.length) : nil
        announcedLength = fields["transfer-encoding"] == nil ? contentLength.flatMap { $0 == 0 ? nil : $0 } : nil

        let amazonID = word("x-amz-request-id") ?? word("x-amzn-requestid") ?? word("x-amzn-request-id")
        requestID = amazonID
        bucketRegion = word("x-amz-bucket-region").flatMap { AWSRegionHost.isRegion($0) ? $0 : nil }
        hasOtherS3Header = fields["x-amz-id-2"] != nil || fields.contains { $0.name.lowercased().hasPrefix("x-rgw-") }
        software = fields["server"].map { ServerText.clean($0, hiding: secrets) }
        kind = Self.kind(fields, requestID: amazonID, software: software)
        isHTML = fields["content-type"]?.lowercased().hasPrefix("text/html") == true
        wantsLogin = fields["www-authenticate"] != nil
        locationHost = fields["location"].flatMap { Self.host(ofLocation: secrets.redacted($0)) }
        isLocationSecure = fields["location"]?.lowercased().hasPrefix("https://") == true
        // A cache's copy tells an old time (RFC 9111 §5.1).
        let isCached = fields["age"].flatMap { Int64($0) }.map { $0 >= 1 } == true
        date = isCached ? nil : fields["date"].flatMap { InternetDate.secondsOfHTTP($0) }
        retryAfter = fields["retry-after"].flatMap { text in
            Int64(text).map { max(0, $0) } ?? InternetDate.secondsOfHTTP(text).map { max(0, $0 - now) }
        }
        versionID = word("x-amz-version-id").flatMap { $0 == "null" ? nil : $0 }
        entityTag = fields["etag"].map { ServerText.clean($0, hiding: secrets) }
        encryption = word("x-amz-server-side-encryption")
        hasCustomerEncryption = fields["x-amz-server-side-encryption-customer-algorithm"] != nil
        tlsVersion = response.tlsVersion
        peerNotAfter = response.peerNotAfter
    }

    /// Decimal and at most 2^31, nothing else.
    private static func length(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 10, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text), value <= 1 << 31 else { return nil }
        return value
    }

    private static func kind(_ fields: [HTTPField], requestID: String?, software: String?) -> Kind? {
        if fields.contains(where: { $0.name.lowercased().hasPrefix("x-rgw-") }) { return .radosgw }
        // radosgw's ids: tx, hexadecimal digits, and the zone's name.
        if let requestID, requestID.hasPrefix("tx"), requestID.utf8.count > 12, requestID.utf8.contains(UInt8(ascii: "-")),
            requestID.utf8.dropFirst(2).prefix(10).allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) })
        {
            return .radosgw
        }
        guard let software else { return nil }
        if software.hasPrefix("AmazonS3") { return .aws }
        if software.hasPrefix("SeaweedFS") { return .seaweedfs }
        return software.hasPrefix("MinIO") ? .minio : nil
    }

    /// The host of an absolute URL, or of one that lacks the scheme; nil for a path, and for what is no host.
    static func host(ofLocation text: String) -> String? {
        guard let slashes = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let before = text[..<slashes]
        guard text[slashes...].hasPrefix("//"), before.isEmpty || before.hasSuffix(":") else { return nil }
        let rest = text[slashes...].dropFirst(2)
        var authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        let host: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority.dropFirst().prefix(upTo: end)
        } else {
            host = authority.prefix { $0 != ":" }
        }
        let isHost = host.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x2D...0x3A).contains($0) && $0 != UInt8(ascii: "/") }
        return isHost && (1...253).contains(host.utf8.count) ? host.lowercased() : nil
    }
}
