package import SecretMemory

/// ``SecretOption`` for many remotes: each option of a backend is looked up in the registry once. A file with 40,000
/// remotes asks for the same seven options three times each.
package struct OptionJudgements {
    private var judgements: [[UInt8]: [ConfigName: SecretOption.Judgement]] = [:]

    package init() {}

    /// The same as ``SecretOption/isSecret(backend:key:value:)``; `type` is the remote's own, nil when it has none.
    package mutating func isSecret(type: SecretSlice?, key: ConfigName, value: SecretSlice) -> Bool {
        if value.isEmpty { return false }
        // Longer than any backend's name: not kept, and it may be a secret in the wrong place.
        if let type, type.count > 64 { return SecretOption.isSecret(value, by: SecretOption.judgement(backend: nil, key: key)) }
        let backend = type?.bytes ?? []
        if let known = judgements[backend]?[key] { return SecretOption.isSecret(value, by: known) }
        let judgement = SecretOption.judgement(
            backend: type == nil ? nil : String(decoding: backend, as: UTF8.self), key: key)
        judgements[backend, default: [:]][key] = judgement
        return SecretOption.isSecret(value, by: judgement)
    }
}
