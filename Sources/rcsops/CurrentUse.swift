/// Which secrets the files have now.
struct CurrentUse {
    private struct Place: Hashable {
        let file: String
        let path: String
    }

    private var placesOfValue: [[UInt8]: [ExposedSecret.Place]] = [:]
    private var sealedAt: [Place: [UInt8]] = [:]
    private var closedFiles: Set<String> = []
    private var places: Set<Place> = []
    /// The values behind ciphertexts: the same text holds the same value, in every version.
    private var valueOfSealed: [[UInt8]: [UInt8]] = [:]
    private var keyIDs: [Place: String] = [:]
    private let existingKeys: ExistingKeys?

    init(existingKeys: ExistingKeys?) { self.existingKeys = existingKeys }

    /// A file of the tree could not be opened.
    var isPartlyClosed: Bool { !closedFiles.isEmpty }

    mutating func add(_ fingerprints: SecretFingerprints, of file: String) {
        if !fingerprints.isOpen { closedFiles.insert(file) }
        for secret in fingerprints.secrets {
            let place = Place(file: file, path: secret.path)
            places.insert(place)
            keyIDs[place] = secret.keyID
            if let sealed = secret.sealed { sealedAt[place] = sealed }
            if let value = secret.value { placesOfValue[value, default: []].append(.init(file: file, path: secret.path, remote: secret.remote)) }
            if let sealed = secret.sealed, let value = secret.value { valueOfSealed[sealed] = value }
        }
    }

    func value(ofSealed sealed: [UInt8]?) -> [UInt8]? { sealed.flatMap { valueOfSealed[$0] } }

    /// Fills in what became of the secret. `value` and `sealed` are its codes, of any of its versions.
    func judge(_ secret: inout ExposedSecret, value: [UInt8]?, sealed: Set<[UInt8]>) {
        let option = secret.path.split(separator: "/").last
        // A word such as "true" may be the value of many options.
        let found = value.flatMap { placesOfValue[$0] }?.filter { $0.path.split(separator: "/").last == option } ?? []
        let own = Place(file: secret.file, path: secret.path)
        if let existingKeys, let id = secret.keyID { secret.isRevoked = existingKeys.isRevoked(id, replacedBy: keyIDs[own]) }
        if !found.isEmpty {
            (secret.status, secret.places) = (.live, found.sorted { ($0.file, $0.path) < ($1.file, $1.path) })
        } else if let now = sealedAt[own], sealed.contains(now) {
            (secret.status, secret.places) = (.live, [.init(file: secret.file, path: secret.path, remote: secret.remote)])
        } else if secret.isPair, secret.isRevoked == false {
            secret.status = .notRevoked
        } else if secret.isPair, secret.isRevoked == true {
            secret.status = .superseded
        } else if value == nil || closedFiles.contains(secret.file) {
            (secret.status, secret.doubt) = (.assumeLive, .unopened)
        } else if !places.contains(own), !secret.isJournal {
            (secret.status, secret.doubt) = (.assumeLive, .notReplaced)
        } else {
            secret.status = .superseded
        }
    }
}
