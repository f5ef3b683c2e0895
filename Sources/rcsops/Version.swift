/// What the program calls itself.
enum Version {
    static let text = "rcsops 0.1.0"
    /// The sops that is the reference, and is answered for when called as `sops`.
    static let sops = "sops 3.11.0"
}
