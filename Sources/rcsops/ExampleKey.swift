import SopsDocument

/// The identity in keys-example/ is public: what is encrypted to it is encrypted to everybody.
enum ExampleKey {
    static let recipient = "age1czll3dhef9xknlf7ley6cpnux739cgpn97a89xp3mzsgcnhpfa3sckg0qn"
    private static let folder = "/keys-example/"

    /// Says so, unless the file (an absolute path) is in the example's own folder.
    static func warn(_ groups: [KeyGroup], file: String) {
        guard groups.contains(where: { $0.keys.contains { $0.displayName == recipient } }), !file.contains(folder) else { return }
        System.warn(
            "this encrypts to the recipient of keys-example/, whose secret key is public: anybody can decrypt it. "
                + "Make your own with rcsops key generate")
    }
}
