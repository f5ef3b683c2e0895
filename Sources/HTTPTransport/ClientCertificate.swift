internal import NIOSSL
package import SecretMemory

/// A certificate with its key, shown to a server that wants one.
package final class ClientCertificate: Sendable {
    /// Why there is none.
    package enum Failure: Error, Sendable, Equatable {
        /// No certificate in the text, or one that can't be read.
        case certificate
        /// No private key in the text, or one with a passphrase.
        case key
        /// The key is not the certificate's.
        case mismatch
    }

    let chain: [NIOSSLCertificate]
    let key: NIOSSLPrivateKey

    /// Both as PEM; the chain begins with the client's own certificate. The key is BoringSSL's from here on.
    package init(chain: [UInt8], key: borrowing SecretBytes) throws(Failure) {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(chain), !certificates.isEmpty else { throw .certificate }
        self.chain = certificates
        var text = key.withBytes { Array($0) }
        let read = try? NIOSSLPrivateKey(bytes: text, format: .pem)
        text.withUnsafeMutableBytes { ConstantTime.wipe($0) }
        guard let read else { throw .key }
        self.key = read
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([])
        configuration.certificateChain = certificates.map { .certificate($0) }
        configuration.privateKey = .privateKey(read)
        guard (try? NIOSSLContext(configuration: configuration)) != nil else { throw .mismatch }
    }
}
