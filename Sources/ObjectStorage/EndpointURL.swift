internal import AWSSigning
internal import HTTPTransport

/// The text of the option `endpoint` as rclone reads it: a host alone gets `https://` (rclone 1.75 `backend/s3/s3.go`,
/// `s3Connection`), a path is kept (aws-sdk-go-v2's `parseURL`). What only fails there is refused here, with the reason.
package struct EndpointURL {
    package enum Fault: Error, Sendable, Equatable {
        /// It begins with `http` and is no URL: rclone takes it as it is, and fails.
        case noScheme
        /// rclone looks for `http` in lower case.
        case upperCaseScheme
        /// Another scheme than http and https, or none before `//`.
        case scheme
        case userInfo
        case query
        case fragment
        /// A blank, a control byte or a backslash.
        case character
        case emptyHost
        case hostTooLong
        case hostCharacter
        /// An IPv6 address without brackets.
        case bareIPv6
        case address
        /// Letters that have to be written as A-labels.
        case unusualLetters
        /// No number from 1 to 65535.
        case port
        /// A percent sign that begins no two digits.
        case path
    }

    let scheme: HTTPOrigin.Scheme
    let host: HostName
    let port: UInt16?
    /// Without the one slash at the end that rclone would add.
    let pathPrefix: String
    let hasSlashAtEnd: Bool

    // In bytes: a mark that combines with a slash would hide it from characters.
    init(_ text: String) throws(Fault) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { throw .character }
        var rest = Array(text.utf8)[...]
        if rest.starts(with: "https://".utf8) {
            (scheme, rest) = (.https, rest.dropFirst(8))
        } else if rest.starts(with: "http://".utf8) {
            (scheme, rest) = (.http, rest.dropFirst(7))
        } else if rest.starts(with: "http".utf8) {
            throw .noScheme
        } else {
            let lowered = String(decoding: rest.prefix(8), as: UTF8.self).lowercased().utf8
            if lowered.starts(with: "http://".utf8) || lowered.starts(with: "https://".utf8) { throw .upperCaseScheme }
            let authority = rest.prefix { !Self.endsAuthority($0) }
            let isScheme = authority.isEmpty || authority.last == UInt8(ascii: ":")
            if isScheme, rest.dropFirst(authority.count).starts(with: "//".utf8) { throw .scheme }
            scheme = .https
        }
        let authority = rest.prefix { !Self.endsAuthority($0) }
        let path = rest.dropFirst(authority.count)
        if authority.contains(UInt8(ascii: "@")) { throw .userInfo }
        if path.contains(UInt8(ascii: "?")) { throw .query }
        if path.contains(UInt8(ascii: "#")) { throw .fragment }
        (host, port) = try Self.parts(of: authority)
        hasSlashAtEnd = path.last == UInt8(ascii: "/")
        pathPrefix = try Self.encoded(hasSlashAtEnd ? path.dropLast() : path)
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool { "/?#".utf8.contains(byte) }

    private static func parts(of authority: ArraySlice<UInt8>) throws(Fault) -> (HostName, UInt16?) {
        let bracket = authority.first == UInt8(ascii: "[") ? authority.lastIndex(of: UInt8(ascii: "]")) : nil
        let colon = authority.lastIndex(of: UInt8(ascii: ":")).flatMap { (bracket ?? authority.startIndex - 1) < $0 ? $0 : nil }
        // Of two colons outside of brackets none is the port's: HostName says what it is.
        let isPort = colon.map { bracket != nil || !authority[..<$0].contains(UInt8(ascii: ":")) } ?? false
        let host: HostName
        do throws(HostName.Fault) {
            host = try HostName(String(decoding: isPort ? authority[..<colon!] : authority, as: UTF8.self)[...])
        } catch {
            switch error {
            case .empty: throw .emptyHost
            case .tooLong: throw .hostTooLong
            case .character: throw .hostCharacter
            case .bareIPv6: throw .bareIPv6
            case .address: throw .address
            case .unusualLetters: throw .unusualLetters
            }
        }
        guard isPort, let colon else { return (host, nil) }
        let digits = authority[(colon + 1)...]
        guard (1...5).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.first != UInt8(ascii: "0"),
            let port = UInt16(String(decoding: digits, as: UTF8.self))
        else { throw .port }
        return (host, port)
    }

    /// What is encoded stays so, the rest is as signatures want it.
    private static func encoded(_ path: ArraySlice<UInt8>) throws(Fault) -> String {
        var text = ""
        var rest = path
        while let byte = rest.first {
            let triple = rest.prefix(3)
            if byte == UInt8(ascii: "%") {
                guard triple.count == 3, PercentEncoding.decode(triple).count == 1 else { throw .path }
                text += String(decoding: triple, as: UTF8.self)
                rest = rest.dropFirst(3)
            } else {
                text += PercentEncoding.encode(bytes: CollectionOfOne(byte), keeping: .slashes)
                rest = rest.dropFirst()
            }
        }
        return text
    }
}
