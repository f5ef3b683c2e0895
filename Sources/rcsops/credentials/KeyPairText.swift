import AWSSigning
import DocumentTree
import SecretMemory
import SopsDocument

/// A pair of access key and secret as somebody gives it: two lines, or one object of JSON as a `credential_process` prints it (AWS SDKs and
/// Tools Reference Guide, "Process credential provider").
enum KeyPairText {
    enum Fault: Error, Equatable {
        case empty
        /// Neither two lines nor an object with both members.
        case shape
        /// A session token, or a date on which it ends: not for a file.
        case temporary
        /// A control character, a blank at an end, or none of ASCII: rclone would read another one.
        case unusable
        /// Another version than 1.
        case version
    }

    /// What a text may have at most.
    static let limit = 64 << 10

    static func pair(in text: SecretSlice, arena: SecretArena) throws(Fault) -> AWSCredentials {
        let text = text.trimmed()
        guard !text.isEmpty else { throw .empty }
        return text[0] == UInt8(ascii: "{") ? try object(text, arena) : try lines(text)
    }

    private static func lines(_ text: SecretSlice) throws(Fault) -> AWSCredentials {
        guard let end = text.first(0x0A) else { throw .shape }
        let (id, secret) = (text[0..<end].trimmed(), text[end + 1..<text.count].trimmed())
        guard !secret.contains(0x0A) else { throw .shape }
        return try credentials(id, secret)
    }

    private static func object(_ text: SecretSlice, _ arena: SecretArena) throws(Fault) -> AWSCredentials {
        let tree: DocumentTree
        do throws(SopsError) { tree = try DocumentStore(.json).read(text, in: arena) } catch { throw .shape }
        guard let root = tree.roots.first else { throw .shape }
        func value(_ name: StaticString) -> TreeText? { tree.item(name, in: root).map { tree.nodes[$0].text } }
        if value("SessionToken") != nil || value("Expiration") != nil { throw .temporary }
        if let version = value("Version"), !version.equals("1") { throw .version }
        func secret(_ names: StaticString...) -> SecretSlice? {
            for name in names {
                guard let index = tree.item(name, in: root), tree.nodes[index].kind == .string else { continue }
                return arena.store(tree.nodes[index].text.buffer)
            }
            return nil
        }
        guard let id = secret("AccessKeyId", "access_key_id"), let value = secret("SecretAccessKey", "secret_access_key") else { throw .shape }
        return try credentials(id, value)
    }

    private static func credentials(_ id: SecretSlice, _ secret: SecretSlice) throws(Fault) -> AWSCredentials {
        guard !id.isEmpty, !secret.isEmpty else { throw .shape }
        // An INI value loses blanks at its ends, and an id goes into headers.
        guard id.count <= 128, secret.count <= 4096, id.withBytes({ $0.allSatisfy { $0 > 0x20 && $0 < 0x7F } }),
            secret.withBytes({ $0.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }), secret.trimmed().count == secret.count
        else { throw .unusable }
        return AWSCredentials(
            accessKeyID: id.withBytes { String(decoding: $0, as: UTF8.self) }, secretAccessKey: secret.withBytes { SecretBytes(copying: $0) })
    }
}
