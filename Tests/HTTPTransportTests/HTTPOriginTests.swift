import Testing

@testable import HTTPTransport

@Suite struct HTTPOriginTests {
    @Test("the Host header has a port only where it is not the scheme's, and brackets around IPv6")
    func authority() {
        #expect(HTTPOrigin(scheme: .https, host: "s3.example.com").authority == "s3.example.com")
        #expect(HTTPOrigin(scheme: .https, host: "s3.example.com", port: 80).authority == "s3.example.com:80")
        #expect(HTTPOrigin(scheme: .http, host: "2001:db8::1", port: 80).authority == "[2001:db8::1]")
    }
}
