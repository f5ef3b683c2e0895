internal import Diagnostics
internal import SecretMemory

/// What rclone's registry says of a remote's options (rclone 1.75 `fs/backend_config.go`, `fs/config/configstruct`).
extension RcloneCheck {
    mutating func checkOptions(of section: RcloneSection, _ backend: BackendTable) {
        let provider = inherited("provider", by: section)
        for entry in section.entries where !entry.key.isEqual("type") {
            guard !SecretOption.isSecretAsName(entry.key) else { continue }
            guard let option = backend.option(entry.key) else {
                checkUnknown(entry, of: section, backend)
                continue
            }
            checkProvider(provider, of: option, entry, section, backend)
            guard !entry.value.isEmpty, !isHidden(entry.value) else { continue }
            checkValue(entry, option, section, backend)
        }
        checkNeeded(of: section, backend, provider)
        checkCombinations(of: section, backend)
    }

    mutating func checkUnknown(_ entry: RcloneEntry, of section: RcloneSection, _ backend: BackendTable) {
        let name = entry.key.text
        // Options of rclone itself, and what a backend or the configurator writes.
        let isOwn = SecretOption.isAlwaysKnown(name) || SecretOption.isWrittenByBackend(name, of: backend.name)
        guard !isOwn, !["global.", "override.", "config_"].contains(where: name.hasPrefix) else { return }
        let nearest = NearestName.of(name, among: backend.options.map(\.name) + ["type"])
        add(
            .unknownOption, .warning, at: entry, name + " of " + named(section) + " is no option of the " + backend.name + " backend: rclone ignores it",
            fix: nearest.map { "did you mean " + $0 + "?" } ?? "delete it, or look it up in rcsops backends \"" + backend.name + "\"")
    }

    private mutating func checkProvider(
        _ provider: RcloneEntry?, of option: BackendOption, _ entry: RcloneEntry, _ section: RcloneSection, _ backend: BackendTable
    ) {
        guard !option.providers.isEmpty, !entry.value.isEmpty, let provider, !isHidden(provider.value),
            provider.value.count <= 64
        else { return }
        let name = String(decoding: provider.value.bytes, as: UTF8.self)
        guard let known = backend.option(ConfigName("provider"))?.choices, known.contains(name), !option.isFor(provider: name) else { return }
        // rclone uses it all the same: the filter serves its configurator only (rclone 1.75 `fs/registry.go`).
        add(
            .otherProvider, .note, at: entry, option.name + " of " + named(section) + " is no option for provider " + name,
            fix: "remove it, unless the server is known to take it")
    }

    mutating func checkValue(_ entry: RcloneEntry, _ option: BackendOption, _ section: RcloneSection, _ backend: BackendTable) {
        if isPlaceholder(entry) {
            add(
                .placeholder, .error, at: entry, option.name + " of " + named(section) + " holds a placeholder",
                fix: "put the real value there, or remove the line")
            return
        }
        if let wanted = OptionValueRule.violation(of: option, by: entry.value) {
            add(
                option.isExclusive || option.type == .choice ? .notAChoice : .wrongType, .error, at: entry,
                option.name + " of " + named(section) + " has a value that rclone can't read", fix: "write " + wanted)
        }
        if option.isPassword { checkObscured(entry, section) }
        if option.type == .text, !option.isPassword, option.name != "description", option.name != "key_pem",
            !option.name.hasSuffix("_command"), isQuoted(entry.value)
        {
            add(
                .misquotedValue, .warning, at: entry, option.name + " of " + named(section) + " has quotes, which rclone takes as part of the value",
                fix: "write the value without quotes: rclone needs none")
        }
        if option.name != "description", let what = Self.strayCharacter(in: entry.value) {
            add(
                .invisibleCharacters, .warning, at: entry, option.name + " of " + named(section) + " " + what,
                fix: "type the value anew, or copy it from a place that does not format it")
        }
        if isPublicAccess(entry, option.name, backend) {
            add(
                .publicAccess, .warning, at: entry, option.name + " of " + named(section) + " lets everybody read what rclone writes",
                fix: "remove it, or write private, unless the files are meant for the public")
        }
        if option.name == "token", backend.option(ConfigName("token_url")) != nil { checkToken(entry, section) }
        if backend.name != "s3", ["url", "endpoint"].contains(option.name) { checkURL(entry, option, section, backend) }
    }

    private func isQuoted(_ value: SecretSlice) -> Bool {
        value.count >= 2 && value[0] == value[value.count - 1] && (value[0] == 0x22 || value[0] == 0x27)
    }

    private mutating func checkURL(_ entry: RcloneEntry, _ option: BackendOption, _ section: RcloneSection, _ backend: BackendTable) {
        let value = entry.value
        if backend.name != "http", value.withBytes({ $0.starts(with: "http://".utf8) }),
            !["http://localhost", "http://127.", "http://[::1]"].contains(where: { start in value.withBytes { $0.starts(with: start.utf8) } })
        {
            add(
                .plainHTTP, .warning, at: entry, option.name + " of " + named(section) + " is plain http: data and passwords travel unencrypted",
                fix: "use https:// if the server has it")
        }
        if ["webdav", "seafile", "filefabric"].contains(backend.name), option.name == "url",
            value.firstRange(of: Array("://".utf8), from: 0) == nil
        {
            add(
                .unusableEndpoint, .error, at: entry, "url of " + named(section) + " has no scheme, and rclone can't ask it",
                fix: "write https://HOST/PATH")
        }
    }

    private func isPublicAccess(_ entry: RcloneEntry, _ option: String, _ backend: BackendTable) -> Bool {
        func has(_ values: [StaticString]) -> Bool { values.contains { entry.value.equals($0) } }
        switch (backend.name, option) {
        case ("s3", "acl"), ("s3", "bucket_acl"): return has(["public-read", "public-read-write", "authenticated-read"])
        case ("google cloud storage", "object_acl"), ("google cloud storage", "bucket_acl"):
            return has(["publicRead", "publicReadWrite", "authenticatedRead"])
        case ("azureblob", "public_access"): return has(["blob", "container"])
        default: return false
        }
    }

    private mutating func checkNeeded(of section: RcloneSection, _ backend: BackendTable, _ provider: RcloneEntry?) {
        for (option, key) in backend.needed {
            guard inherited(key, by: section) == nil else { continue }
            if !option.providers.isEmpty {
                guard let provider, !isHidden(provider.value), provider.value.count <= 64,
                    option.isFor(provider: String(decoding: provider.value.bytes, as: UTF8.self))
                else { continue }
            }
            // union reads its former option when the new one is empty (rclone 1.75 `backend/union`).
            if backend.name == "union", inherited("remotes", by: section) != nil { continue }
            let isFatal = ["remote", "upstreams", "host", "url"].contains(option.name)
            add(
                .neededOption, isFatal ? .error : .warning, line: section.line,
                named(section) + " has no " + option.name + ", which the " + backend.name + " backend needs",
                fix: "add " + option.name + " = …" + (option.isPassword ? ", obscured by rclone obscure" : ""))
        }
    }

    private mutating func checkCombinations(of section: RcloneSection, _ backend: BackendTable) {
        guard ["azureblob", "azurefiles", "google cloud storage", "drive"].contains(backend.name),
            let environment = section.entry("env_auth"), environment.value.equals("true")
        else { return }
        for name in ["key", "sas_url", "connection_string", "service_account_credentials"] {
            guard let entry = section[ConfigName(name)], !entry.value.isEmpty else { continue }
            add(
                .ignoredCredentials, .warning, at: environment, named(section) + " has env_auth = true and " + name + ": one of the two is not used",
                fix: "remove the one that is not meant")
        }
    }
}
