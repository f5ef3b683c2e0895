import AWSSigning
import CredentialRotation
import HTTPTransport
import ObjectStorage
import SecretMemory

/// Who is asked about keys, and who says whether S3 accepts one.
extension RotationBench {
    private static var userAgent: String { "rcsops/" + Version.text.dropFirst("rcsops ".count) + " (credentials)" }

    /// The back end that a rotation asks about keys.
    static func service(
        _ settings: KeyServiceSettings, command: CommandKeysConfiguration?, manual pair: AWSCredentials?, rotationID: String, hidden: [AWSCredentials],
        exchange: any HTTPExchange, sightings: KeySightings
    ) throws(Failure) -> any AccessKeyService {
        let wire = AccessKeyWire(
            exchange: exchange, userAgent: userAgent, allowsPlainHTTP: settings.allowsHTTP, now: { System.now }, tellsRefusal: { sightings.refused($0, $1) })
        do throws(ServiceEndpoint.Fault) {
            switch settings.source {
            case .manual: return ManualKeys(pair: pair)
            case .command:
                guard let command else { return ManualKeys(pair: nil) }
                return CommandKeys(configuration: command, rotationID: rotationID, hidden: hidden)
            case .aws:
                guard settings.endpoint != nil else { return try IAMAccessKeys.amazon(in: settings.storageRegion, by: wire) }
                return IAMAccessKeys(.aws, at: try endpoint(settings), by: wire)
            case .iam: return IAMAccessKeys(.iam, at: try endpoint(settings), by: wire)
            case .seaweedfs: return IAMAccessKeys(.seaweedfs, at: try endpoint(settings), by: wire)
            case .cephIAM: return IAMAccessKeys(.cephIAM, at: try endpoint(settings), by: wire)
            case .cephAdmin:
                return CephAdminKeys(at: try endpoint(settings), signer: settings.isV2 ? .v2 : .v4, takesPair: settings.isExplicitPair, by: wire)
            case .minio: return MinIOServiceAccounts(at: try endpoint(settings), by: wire)
            }
        } catch { throw unusable(error, settings) }
    }

    /// Its own where one is named, else that of S3, where these servers take such requests too.
    private static func endpoint(_ settings: KeyServiceSettings) throws(ServiceEndpoint.Fault) -> ServiceEndpoint {
        var region = settings.region ?? settings.storageRegion
        if settings.region == nil, settings.source == .aws { region = try ServiceEndpoint.amazonIAM(for: settings.storageRegion).region }
        return try ServiceEndpoint(url: settings.endpoint ?? settings.storageEndpoint, region: region)
    }

    private static func unusable(_ fault: ServiceEndpoint.Fault, _ settings: KeyServiceSettings) -> Failure {
        switch fault {
        case .url:
            Failure(
                "RC8511", exit: 64, "\"" + (settings.shownEndpoint ?? "") + "\" is no endpoint that can be asked about keys",
                fix: "give --iam-endpoint https://HOST, of ceph-admin --admin-endpoint")
        case .region: Failure("RC8511", exit: 64, "\"" + (settings.region ?? settings.storageRegion) + "\" is no region", fix: "give --iam-region REGION")
        case .partition(let name):
            Failure(
                "RC8503", exit: 64, "nobody tells where the IAM of the partition " + name + " is", fix: "give --iam-endpoint https://HOST and --iam-region REGION")
        }
    }

    /// Who says whether S3 accepts a key.
    static func acceptance(exchange: any HTTPExchange, _ settings: KeyServiceSettings, sightings: KeySightings) -> any KeyAcceptanceCheck {
        S3KeyAcceptance(
            exchange: exchange, userAgent: userAgent, signer: settings.isV2 ? .v2 : .v4, allowsPlainHTTP: settings.allowsHTTP, now: { System.now },
            tellsRefusal: { sightings.refused(at: $0, $1) })
    }

    /// The addresses of an endpoint's name, for `--verify-each-address`; none where nobody knows them, so that the name itself is asked.
    static func addresses(of endpoint: String, client: HTTPClient) async -> [String] {
        do {
            let place = try ServiceEndpoint(url: endpoint, region: "us-east-1")
            return try await client.addresses(of: place.origin, within: .seconds(10))
        } catch { return [] }
    }

    /// Another pair that signs what is asked about keys (`--admin-remote`). How that one is kept is no matter of the rotation: it is only read.
    ///
    /// Where it is the rotated key's own there is no other: the old pair signs until the new one is verified, and the new one after that. The old one
    /// would go on signing after it was switched off.
    /// - Parameter ids: The rotated key, old and new.
    static func administrator(
        _ signer: SignerWishes, beside file: String, rotating ids: [String] = [], password: PasswordSources
    ) throws(Failure) -> AWSCredentials? {
        guard let name = signer.adminRemote else { return nil }
        do throws(Failure) {
            let pair = try HeldPairs.read([signer.adminFile ?? file], remotes: [name], allowsPlaintext: true, password: password, in: .init()).first
            return pair.flatMap { ids.contains($0.id) ? nil : $0.credentials }
        } catch where error.code == "RC8501" {
            throw Failure(
                error.code, exit: error.exitCode, "--admin-remote names [" + name + "], which is not in \"" + (signer.adminFile ?? file) + "\"",
                fix: error.fix + (signer.adminFile == nil ? "; --admin-file FILE names another file" : ""))
        }
    }
}
