import Testing

@testable import HTTPTransport

@Suite struct AddressRuleTests {
    @Test("addresses that hand out credentials, and those of no host, are refused in every form", arguments: [
        ("169.254.169.254", AddressRule.Reason.metadata), ("169.254.170.2", .metadata), ("169.254.170.23", .metadata),
        ("100.100.100.200", .metadata), ("fd00:ec2::254", .metadata), ("fd00:ec2:1::", .metadata), ("fd20:ce::254", .metadata),
        ("::ffff:169.254.169.254", .metadata), ("::169.254.169.254", .metadata), ("::ffff:0:169.254.169.254", .metadata),
        ("2002:a9fe:a9fe::1", .metadata), ("64:ff9b::169.254.169.254", .metadata), ("64:ff9b:1:a9fe:a9:fe00::", .metadata),
        ("64:ff9b:1::a9fe:a9fe", .metadata), ("169.254.0.1", .special), ("0.0.0.0", .special), ("0.1.2.3", .special), ("::", .special),
        ("224.0.0.1", .special), ("239.255.255.255", .special), ("255.255.255.255", .special), ("fe80::1", .special), ("febf::1", .special),
        ("ff02::1", .special), ("::ffff:224.0.0.1", .special),
    ])
    func refused(_ text: String, _ reason: AddressRule.Reason) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressRule().refusal(of: address) == reason)
        #expect(AddressRule(isPublicOnly: true).refusal(of: address) == reason)
    }

    @Test("private addresses are refused only where public ones are asked for", arguments: [
        "127.0.0.1", "127.255.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "100.127.0.1", "::1", "fc00::1",
        "fdff::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "64:ff9b::192.168.0.1",
    ])
    func notPublic(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressRule().refusal(of: address) == nil)
        #expect(AddressRule(isPublicOnly: true).refusal(of: address) == .notPublic)
    }

    @Test("public addresses are never refused", arguments: [
        "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "169.253.0.1", "223.255.255.255", "2606:4700::1111", "2002:0808:0808::",
        "64:ff9b::8.8.8.8", "64:ff9b:1:808:8:800::", "fd00:ec3::1",
    ])
    func allowed(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressRule().refusal(of: address) == nil)
        // The last one is private, and no service's.
        #expect(AddressRule(isPublicOnly: true).refusal(of: address) == (text.hasPrefix("fd") ? .notPublic : nil))
    }

    @Test("names of the metadata services, and numbers that a resolver takes for an address, are refused as hosts")
    func hosts() {
        let rule = AddressRule()
        for host in ["metadata.google.internal", "metadata.google.internal.", "instance-data", "instance-data.ec2.internal", "metadata"] {
            #expect(rule.refusal(ofHost: host) == .metadata)
        }
        for host in ["2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "169.254.169.254."] {
            #expect(rule.refusal(ofHost: host) == .metadata, "\(host)")
        }
        #expect(rule.refusal(ofHost: "s3.example.com") == nil)
        #expect(rule.refusal(ofHost: "metadata.example.com") == nil)
    }

    @Test("the credential chain's client gets to the services, and to nothing else")
    func metadataAllowed() throws {
        let rule = AddressRule(allowsMetadata: true)
        for text in ["169.254.169.254", "169.254.170.23", "fd00:ec2::254"] { #expect(rule.refusal(of: try #require(IPAddress(text))) == nil) }
        #expect(rule.refusal(of: try #require(IPAddress("169.254.1.1"))) == .special)
        #expect(rule.refusal(ofHost: "metadata.google.internal") == nil)
    }
}
