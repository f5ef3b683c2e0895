internal import Diagnostics
internal import SecretMemory

/// Values that can't be what they should be. Looks at bytes, and tells none of them.
extension RcloneCheck {
    /// True for a text that stands where the real value was to be put.
    func isPlaceholder(_ entry: RcloneEntry) -> Bool {
        let value = entry.value
        guard value.count >= 3, value.count <= 64, !entry.key.isEqual("description") else { return false }
        return value.withBytes { bytes in
            if bytes[0] == UInt8(ascii: "<"), bytes[bytes.count - 1] == UInt8(ascii: ">") { return true }
            // rclone expands no variables.
            if bytes.starts(with: "${".utf8), bytes[bytes.count - 1] == UInt8(ascii: "}") { return true }
            if bytes.starts(with: "{{".utf8), bytes[bytes.count - 1] == UInt8(ascii: "}") { return true }
            if Self.ends(bytes, in: "EXAMPLE") || Self.ends(bytes, in: "EXAMPLEKEY"), entry.key.text.contains("key") { return true }
            // It may be a secret: no copy is made of it.
            return Self.isFilling(bytes) || Self.placeholders.contains { Self.begins(bytes, with: $0) && bytes.count == $0.utf8CodeUnitCount }
                || Self.placeholderStarts.contains { Self.begins(bytes, with: $0) }
        }
    }

    private static let placeholders: [StaticString] = [
        "todo", "tbd", "fixme", "example", "placeholder", "replaceme", "redacted", "dummy", "changeit", "change_it",
    ]
    private static let placeholderStarts: [StaticString] = ["your_", "change_me", "changeme", "replace_me", "insert_your"]

    /// X or * three times or more, with nothing else between them than marks.
    private static func isFilling(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var first: UInt8?
        var count = 0
        for byte in bytes {
            let folded = byte == UInt8(ascii: "X") ? UInt8(ascii: "x") : byte
            switch folded {
            case UInt8(ascii: "x"), UInt8(ascii: "*"):
                guard folded == first ?? folded else { return false }
                first = folded
                count += 1
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "/"): return false
            default: continue
            }
        }
        return count >= 3
    }

    /// In either case, with blanks and hyphens taken for underscores.
    private static func begins(_ bytes: UnsafeRawBufferPointer, with text: StaticString) -> Bool {
        guard bytes.count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount {
            let byte = bytes[index]
            let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte == 0x2D || byte == 0x20 ? 0x5F : byte
            guard folded == text.utf8Start[index] else { return false }
        }
        return true
    }

    private static func ends(_ bytes: UnsafeRawBufferPointer, in text: StaticString) -> Bool {
        let end = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return bytes.count >= end.count && bytes[(bytes.count - end.count)...].elementsEqual(end)
    }

    /// What a value has that nobody types: in words.
    static func strayCharacter(in value: SecretSlice) -> String? {
        if value.trimmed().count != value.count { return "begins or ends with a blank" }
        return value.withBytes { bytes in
            guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
            for index in bytes.indices where index + 1 < bytes.count {
                let third = index + 2 < bytes.count ? bytes[index + 2] : 0
                switch (bytes[index], bytes[index + 1], third) {
                case (0xC2, 0xA0, _), (0xE2, 0x80, 0xAF): return "has a no-break space"
                case (0xE2, 0x80, 0x98...0x9F): return "has a typographic quote"
                case (0xE2, 0x80, 0x8B...0x8F), (0xEF, 0xBB, 0xBF), (0xC2, 0xAD, _): return "has a character that can't be seen"
                default: continue
                }
            }
            return nil
        }
    }

    /// A password has to be obscured in the file (rclone 1.75 `fs/config/obscure/obscure.go`): base64url without padding of
    /// 16 bytes and the text. Any such text reveals to something, so what it reveals to is looked at.
    mutating func checkObscured(_ entry: RcloneEntry, _ section: RcloneSection) {
        let revealed: SecretSlice
        do throws(ObscuredText.Fault) { revealed = try ObscuredText.reveal(entry.value, in: SecretArena()) } catch {
            add(
                .notObscured, .error, at: entry, entry.key.text + " of " + named(section) + " is not obscured, so rclone can't reveal it",
                fix: "put there what rcsops config obscure makes of the password")
            return
        }
        guard !ObscuredText.isPlausible(revealed) else { return }
        add(
            .obscuredNonsense, .warning, at: entry,
            entry.key.text + " of " + named(section) + " reveals to what nobody types: it may be a password that was not obscured",
            fix: "put there what rcsops config obscure makes of the password")
    }

    /// An OAuth token is JSON on one line (rclone 1.75 `lib/oauthutil`).
    mutating func checkToken(_ entry: RcloneEntry, _ section: RcloneSection) {
        let what = entry.key.text + " of " + named(section)
        guard let token = JSONObjectText(entry.value), let access = token["access_token"], access.count > 2 else {
            add(
                .malformedToken, .error, at: entry, what + " is not the JSON of an OAuth token",
                fix: "get a new one: rclone config reconnect " + section.name.text + ":")
            return
        }
        if let refresh = token["refresh_token"], refresh.count > 2 { return }
        guard let now, let expiry = token["expiry"], expiry.count > 2,
            let seconds = DateText.seconds(String(decoding: expiry[1..<(expiry.count - 1)].bytes.prefix(40), as: UTF8.self)),
            // What was never set is the year 1.
            seconds > 0, seconds < now
        else { return }
        add(
            .expiredToken, .warning, at: entry, what + " has expired, and has no refresh token",
            fix: "get a new one: rclone config reconnect " + section.name.text + ":")
    }

    /// A line that was commented out with its secret, or a key noted down.
    mutating func checkComment(_ line: RcloneLine) {
        guard form == .plain else { return }
        var text = document.source[line.range].trimmed()
        while !text.isEmpty, text[0] == UInt8(ascii: "#") || text[0] == UInt8(ascii: ";") { text = text[1..<text.count].trimmingStart() }
        guard holdsKey(text) || assignsSecret(text) else { return }
        add(
            .secretInComment, .warning, line: line.number, "the comment seems to hold a secret",
            fix: "delete it; if it was ever shared, replace that secret")
    }

    private func holdsKey(_ text: SecretSlice) -> Bool {
        if text.firstRange(of: Array("-----BEGIN".utf8), from: 0) != nil { return true }
        if text.firstRange(of: Array("AGE-SECRET-KEY-1".utf8), from: 0) != nil { return true }
        for start in ["AKIA", "ASIA"] {
            guard let place = text.firstRange(of: Array(start.utf8), from: 0), place + 20 <= text.count else { continue }
            if text[place..<(place + 20)].withBytes({ $0.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) } }) {
                return true
            }
        }
        return false
    }

    private func assignsSecret(_ text: SecretSlice) -> Bool {
        guard let separator = text.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }), separator <= 64 else {
            return false
        }
        let name = text[0..<separator].trimmed()
        let value = text[(separator + 1)..<text.count].trimmed()
        let isName = name.withBytes { !$0.isEmpty && $0.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F } }
        guard isName, value.count >= 8 else { return false }
        let key = ConfigName(name.bytes)
        // A sentence is no value; the JSON of a token is.
        guard value[0] == UInt8(ascii: "{") || !value.contains(0x20) else { return false }
        return SecretOption.isSecretName(key.text, in: "") && !isPlaceholder(RcloneEntry(key: key, value: value))
    }
}
