internal import CLibCrypto
internal import Synchronization
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The roots that a server's certificate may lead to: the system's, others given as PEM, or both. The system's are read when
/// the first chain is judged.
package final class TrustStore: @unchecked Sendable {
    /// Where Go, and rclone with it, looks for roots (crypto/x509's root_linux.go and root_unix.go): the first file that is there.
    private static let files = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cacert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ]
    private static let folders = ["/etc/ssl/certs", "/etc/pki/tls/certs"]
    /// Blocks that are no certificate, in one file, before the rest of it is left alone.
    private static let badBlocks = 1000
    // The callback of PEM_read_bio_X509 gives no passphrase; without one, libcrypto asks on the terminal.

    // libcrypto's store has a lock of its own; it is filled under ours.
    private let store: OpaquePointer
    private let loading: Mutex<(isLoaded: Bool, hasRoots: Bool)>
    private let usesSystemRoots: Bool
    private let environment: @Sendable (String) -> String?

    /// - Parameters:
    ///   - usesSystemRoots: False trusts the given ones alone.
    ///   - environment: For SSL_CERT_FILE and SSL_CERT_DIR, which stand in for the system's files and folders.
    ///   - additional: PEM texts, each of one certificate or more.
    /// - Throws: ``CryptographyError/invalidParameter(_:)`` for a text that has no certificate, or one that can't be read.
    package init(
        usesSystemRoots: Bool = true, environment: @escaping @Sendable (String) -> String?, additional: [[UInt8]] = []
    ) throws(CryptographyError) {
        guard rcsops_crypto_start() == 1 else { throw .libraryFailure("OPENSSL_init_crypto") }
        // Signatures name their hash by number, which is looked up in a table that our start of libcrypto leaves empty.
        for hash in [EVP_sha1(), EVP_sha224(), EVP_sha256(), EVP_sha384(), EVP_sha512()] {
            guard EVP_add_digest(hash) == 1 else { throw .libraryFailure("EVP_add_digest") }
        }
        guard let store = X509_STORE_new() else { throw .libraryFailure("X509_STORE_new") }
        self.store = store
        self.usesSystemRoots = usesSystemRoots
        self.environment = environment
        loading = Mutex((false, !additional.isEmpty))
        for text in additional {
            guard try text.withRawBytes({ (text) throws(CryptographyError) in try Self.add(text, to: store) }) else {
                throw .invalidParameter("certificate")
            }
        }
    }

    deinit { X509_STORE_free(store) }

    /// Lends the filled store to `body`; nil when there is no root in it.
    func withStore<R>(_ body: (OpaquePointer) -> R) -> R? {
        let hasRoots = loading.withLock { state in
            if !state.isLoaded {
                state.isLoaded = true
                if usesSystemRoots, addSystemRoots() { state.hasRoots = true }
            }
            return state.hasRoots
        }
        return hasRoots ? body(store) : nil
    }

    private func addSystemRoots() -> Bool {
        func named(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        var found = false
        for file in named("SSL_CERT_FILE").map({ [$0] }) ?? Self.files where !found { found = add(file: file) }
        let folders = named("SSL_CERT_DIR").map { $0.split(separator: ":").map(String.init) }
        // Where the file is there the usual folders hold the same once more.
        for folder in folders ?? (found ? [] : Self.folders) where add(folder: folder) { found = true }
        return found
    }

    private func add(folder: String) -> Bool {
        guard let listing = opendir(folder) else { return false }
        defer { closedir(listing) }
        var found = false
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) { String(cString: $0) }
            }
            if !name.hasPrefix("."), add(file: folder + "/" + name) { found = true }
        }
        return found
    }

    private func add(file: String) -> Bool {
        guard let source = BIO_new_file(file, "r") else {
            ERR_clear_error()
            return false
        }
        defer { BIO_free(source) }
        var found = false
        var bad = 0
        while bad < Self.badBlocks {
            if let certificate = PEM_read_bio_X509(source, nil, { _, _, _, _ in -1 }, nil) {
                if X509_STORE_add_cert(store, certificate) == 1 { found = true }
                X509_free(certificate)
            } else {
                let isEnd = rcsops_is_end_of_pem() == 1
                ERR_clear_error()
                if isEnd { break }
                bad += 1
            }
        }
        return found
    }

    private static func add(_ text: UnsafeRawBufferPointer, to store: OpaquePointer) throws(CryptographyError) -> Bool {
        guard let length = Int32(exactly: text.count), length > 0, let source = BIO_new_mem_buf(text.baseAddress, length) else { return false }
        defer { BIO_free(source) }
        var found = false
        while let certificate = PEM_read_bio_X509(source, nil, { _, _, _, _ in -1 }, nil) {
            defer { X509_free(certificate) }
            guard X509_STORE_add_cert(store, certificate) == 1 else { throw .libraryFailure("X509_STORE_add_cert") }
            found = true
        }
        let isEnd = rcsops_is_end_of_pem() == 1
        ERR_clear_error()
        return found && isEnd
    }
}
