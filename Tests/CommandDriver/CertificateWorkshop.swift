package import Foundation

/// Certificates made on the spot by the openssl command, in a folder that goes with the value.
package final class CertificateWorkshop {
    /// One that signs others; paths of PEM files.
    package struct Authority {
        package let certificate: String
        package let key: String
    }

    package static let openssl = URL(fileURLWithPath: "/usr/bin/openssl")

    package let folder = FileManager.default.temporaryDirectory.appendingPathComponent("rcsops-certificates-\(UUID().uuidString)")
    /// The key of every certificate that is no authority's.
    package let key: String
    private let lock = NSLock()

    package init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        key = folder.appendingPathComponent("key.pem").path
        let policy = """
            [ca]
            default_ca = own
            [own]
            database = index.txt
            serial = serial
            new_certs_dir = .
            default_md = sha256
            policy = any
            unique_subject = no
            [any]
            commonName = optional
            organizationName = optional
            """
        try put(policy, "ca.cnf")
        try put("", "index.txt")
        try makeKey(key)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    package func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    package func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
    package func put(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }

    /// A certificate in DER.
    package func der(_ path: String) throws -> [UInt8] {
        [UInt8](try openssl("x509", "-in", path, "-outform", "DER").output)
    }

    package func makeKey(_ path: String, bits: Int? = nil) throws {
        if let bits {
            try openssl("genrsa", "-out", path, String(bits))
        } else {
            try openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path)
        }
    }

    /// A root, or an authority in between when another one signs it.
    package func authority(_ name: String, by issuer: Authority? = nil) throws -> Authority {
        let key = path(name + ".key")
        try makeKey(key)
        let extensions = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\nsubjectKeyIdentifier = hash\n"
        return Authority(certificate: try make(name, key, extensions, issuer, from: .distantPast, to: nil, hash: "sha256"), key: key)
    }

    /// A server's certificate, self-signed without an issuer; the result is its path. `names` are openssl's: `DNS:a`, `IP:::1`.
    package func certificate(
        _ name: String, for names: [String], by issuer: Authority?, from start: Date = .distantPast, to end: Date? = nil,
        key other: String? = nil, hash: String = "sha256", usage: String = "serverAuth"
    ) throws -> String {
        var extensions = "basicConstraints = CA:FALSE\nextendedKeyUsage = \(usage)\n"
        if !names.isEmpty { extensions += "subjectAltName = \(names.joined(separator: ","))\n" }
        return try make(name, other ?? key, extensions, issuer, from: start, to: end, hash: hash)
    }

    private func make(
        _ name: String, _ key: String, _ extensions: String, _ issuer: Authority?, from start: Date, to end: Date?, hash: String
    ) throws -> String {
        lock.lock()
        defer { lock.unlock() }
        let day = 86_400.0
        let (start, end) = (max(start, Date(timeIntervalSinceNow: -10 * day)), end ?? Date(timeIntervalSinceNow: 10 * day))
        try put(extensions, name + ".ext")
        try openssl("req", "-new", "-key", key, "-subj", "/O=rcsops/CN=\(name)", "-out", name + ".csr")
        let signer = issuer.map { ["-cert", $0.certificate, "-keyfile", $0.key] } ?? ["-selfsign", "-keyfile", key]
        try openssl(
            ["ca", "-batch", "-notext", "-rand_serial", "-config", "ca.cnf", "-md", hash, "-in", name + ".csr", "-out", name + ".pem"] + signer
                + ["-startdate", Self.stamp(start), "-enddate", Self.stamp(end), "-extfile", name + ".ext"])
        return path(name + ".pem")
    }

    private static func stamp(_ date: Date) -> String {
        let format = DateFormatter()
        format.dateFormat = "yyyyMMddHHmmss'Z'"
        format.timeZone = TimeZone(identifier: "UTC")
        format.locale = Locale(identifier: "en_US_POSIX")
        return format.string(from: date)
    }

    /// Throws when openssl fails.
    @discardableResult package func openssl(_ arguments: String...) throws -> Outcome { try openssl(arguments) }

    @discardableResult private func openssl(_ arguments: [String]) throws -> Outcome {
        let outcome = try Program.run(Self.openssl, arguments, in: folder)
        guard outcome.isSuccess else {
            throw CocoaError(.fileWriteUnknown, userInfo: ["messages": outcome.messages, "arguments": arguments])
        }
        return outcome
    }
}
