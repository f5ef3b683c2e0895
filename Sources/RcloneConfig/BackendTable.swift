/// A backend with all its options at hand, for a file that has many remotes of it.
struct BackendTable {
    let name: String
    let options: [BackendOption]
    /// Needed, and without a default.
    let needed: [(option: BackendOption, key: ConfigName)]
    private let places: [ConfigName: Int]

    init(_ backend: Backend) {
        name = backend.name
        options = backend.options
        needed = options.filter { $0.isRequired && $0.defaultText.isEmpty }.map { ($0, ConfigName($0.name)) }
        places = Dictionary(uniqueKeysWithValues: options.enumerated().map { (ConfigName($1.name), $0) })
    }

    func option(_ name: ConfigName) -> BackendOption? { places[name].map { options[$0] } }
}
