internal import SecretMemory

/// A stanza of the plugin protocol, whose body may be secret: a file key, a PIN.
struct PluginCommand {
    let type: String
    /// Those after the type.
    let arguments: [[UInt8]]
    let body: SecretSlice

    /// An argument as text; it has no characters but those of ASCII that are seen.
    func argument(_ index: Int) -> String? {
        index < arguments.count ? String(decoding: arguments[index], as: UTF8.self) : nil
    }
}
