import ArgumentParser

/// Which of the options about a back end go together, of the commands that have them.
struct KeyServiceOptionCheck {
    let source: KeySource?
    let iamEndpoint: String?
    let adminEndpoint: String?
    let signer: SignerOptions

    func validate() throws {
        if adminEndpoint != nil, let source, source != .cephAdmin {
            throw ValidationError("--admin-endpoint belongs to --source ceph-admin; the others have --iam-endpoint.")
        }
        if iamEndpoint != nil, let source, [.manual, .command, .cephAdmin].contains(source) {
            throw ValidationError("--iam-endpoint is of no use to --source \(source.rawValue).")
        }
        if signer.keyCommand != nil, source != .command { throw ValidationError("--key-command belongs to --source command.") }
        if signer.adminFile != nil, signer.adminRemote == nil { throw ValidationError("--admin-file has the remote that --admin-remote names.") }
        if signer.adminRemote != nil, let source, source == .manual || source == .command {
            throw ValidationError("--admin-remote signs requests, and --source \(source.rawValue) sends none.")
        }
        for endpoint in [iamEndpoint, adminEndpoint].compactMap({ $0 }) { try Self.checkEndpoint(endpoint) }
    }

    static func checkEndpoint(_ endpoint: String) throws {
        guard endpoint.hasPrefix("https://") || endpoint.hasPrefix("http://") else { throw ValidationError("\(endpoint) is no endpoint: give https://HOST.") }
    }
}
