/// Which service a remote's key belongs to: an equal id at another endpoint may be another key, if its secret is another too. All of AWS'
/// endpoints of one partition are one.
package enum KeyPlace {
    /// Of a remote's options as rclone reads them; empty where there is none.
    package static func name(endpoint: String, provider: String, region: String) -> String {
        var endpoint = endpoint.lowercased()
        let (provider, region) = (provider.lowercased(), region.lowercased())
        for scheme in ["https://", "http://"] where endpoint.hasPrefix(scheme) { endpoint.removeFirst(scheme.utf8.count) }
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        guard !endpoint.isEmpty else {
            if provider.isEmpty || provider == "aws" { return region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws" }
            return provider + " " + region
        }
        let host = endpoint.split(separator: ":").first.map(String.init) ?? endpoint
        if host.hasSuffix(".amazonaws.com.cn") { return "aws-cn" }
        if host.hasSuffix(".amazonaws.com") { return host.contains("us-gov-") ? "aws-us-gov" : "aws" }
        for port in [":443", ":80"] where endpoint.hasSuffix(port) { endpoint.removeLast(port.utf8.count) }
        return endpoint
    }
}
