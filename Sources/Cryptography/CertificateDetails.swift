internal import CLibCrypto

/// What a certificate says of itself, as text that is safe to print: cut, and with `\xHH` for every byte that is not printable
/// ASCII.
package struct CertificateDetails: Sendable, Equatable {
    /// Bytes of a name that are shown.
    static let nameLimit = 128
    /// Names of one certificate that are shown.
    static let namesLimit = 20

    package let subject: String
    package let issuer: String
    /// DNS names and addresses of the subject alternative name.
    package let names: [String]
    /// In seconds since 1970; 0 where the certificate has no date that can be read.
    package let notBefore: Int64
    package let notAfter: Int64

    init(_ certificate: OpaquePointer) {
        subject = Self.text(X509_get_subject_name(certificate))
        issuer = Self.text(X509_get_issuer_name(certificate))
        names = Self.names(of: certificate)
        notBefore = (try? X509Certificate.seconds(X509_get0_notBefore(certificate))) ?? 0
        notAfter = (try? X509Certificate.seconds(X509_get0_notAfter(certificate))) ?? 0
        ERR_clear_error()
    }

    static func printable(_ bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in bytes.prefix(nameLimit) {
            if (0x20...0x7E).contains(byte) {
                text.append(byte)
            } else {
                text += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        if bytes.count > nameLimit { text += "...".utf8 }
        return String(decoding: text, as: UTF8.self)
    }

    private static func text(_ name: OpaquePointer?) -> String {
        guard let name, let sink = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(sink) }
        guard rcsops_print_name(sink, name) >= 0 else { return "" }
        var bytes: UnsafeMutablePointer<CChar>?
        let count = rcsops_memory_of(sink, &bytes)
        return printable(UnsafeRawBufferPointer(start: bytes, count: max(0, count)))
    }

    private static func names(of certificate: OpaquePointer) -> [String] {
        guard let names = rcsops_alternative_names(certificate) else { return [] }
        defer { GENERAL_NAMES_free(names) }
        var found: [String] = []
        for index in 0..<max(0, rcsops_alternative_names_count(names)) where found.count < namesLimit {
            var bytes: UnsafePointer<UInt8>?
            var length: Int32 = 0
            let kind = rcsops_alternative_name(names, index, &bytes, &length)
            let name = UnsafeRawBufferPointer(start: bytes, count: max(0, Int(length)))
            if kind == 1 { found.append(printable(name)) }
            if kind == 2, let text = PeerName.text(ofAddress: name) { found.append(text) }
        }
        return found
    }
}
