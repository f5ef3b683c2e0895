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

    init(_ text: String) throws(Fault) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { throw .character }
        var rest = Substring(text)
        if rest.hasPrefix("https://") {
            (scheme, rest) = (.https, rest.dropFirst(8))
        } else if rest.hasPrefix("http://") {
            (scheme, rest) = (.http, rest.dropFirst(7))
        } else if rest.hasPrefix("http") {
            throw .noScheme
        } else if rest.prefix(8).lowercased().hasPrefix("http://") || rest.prefix(8).lowercased() == "https://" {
            throw .upperCaseScheme
        } else {
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if rest.hasPrefix("//") || rest.dropFirst(authority.count).hasPrefix("//") && authority.hasSuffix(":") { throw .scheme }
            scheme = .https
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = rest.dropFirst(authority.count)
        if authority.contains("@") { throw .userInfo }
        if path.contains("?") { throw .query }
        if path.contains("#") { throw .fragment }
        (host, port) = try Self.parts(of: authority)
        hasSlashAtEnd = path.hasSuffix("/")
        pathPrefix = try Self.encoded(path.hasSuffix("/") ? path.dropLast() : path)
    }

    private static func parts(of authority: Substring) throws(Fault) -> (HostName, UInt16?) {
        let bracket = authority.utf8.first == UInt8(ascii: "[") ? authority.lastIndex(of: "]") : nil
        let colon = authority.lastIndex(of: ":").flatMap { bracket.map { $0 } ?? authority.startIndex <= $0 ? $0 : nil }
        // Of two colons outside of brackets none is the port's: HostName says what it is.
        let isPort = colon.map { bracket != nil || !authority[..<$0].contains(":") } ?? false
        let host: HostName
        do throws(HostName.Fault) { host = try HostName(isPort ? authority[..<colon!] : authority) } catch {
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
        let digits = authority[authority.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), digits.utf8.first != UInt8(ascii: "0"),
            let port = UInt16(digits)
        else { throw .port }
        return (host, port)
    }

    /// What is encoded stays so, the rest is as signatures want it.
    private static func encoded(_ path: Substring) throws(Fault) -> String {
        var text = ""
        var rest = path.utf8[...]
        while let byte = rest.first {
            if byte == UInt8(ascii: "%") {
                let triple = rest.prefix(3)
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
