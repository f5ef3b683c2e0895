internal import Cryptography
package import SecretMemory

/// Encrypts or decrypts a whole tree in document order, with the running hash of the MAC (sops 3.11 `sops.go`).
package struct TreeCipher: ~Copyable {
    private var cipher: ValueCipher
    private let arena: SecretArena
    private let selector: EncryptionSelector
    private let macOnlyEncrypted: Bool
    private var hash = SHA512()
    private var comments: [[[UInt8]]] = []
    private let isEncrypting: Bool

    /// SHA-256 of `sops`: what the hash starts with when only encrypted values count (`mac_only_encrypted`).
    private static let macOnlyEncryptedPrefix: [UInt8] = [
        0x8a, 0x3f, 0xd2, 0xad, 0x54, 0xce, 0x66, 0x52, 0x7b, 0x10, 0x34, 0xf3, 0xd1, 0x47, 0xbe, 0x0b,
        0x0b, 0x97, 0x5b, 0x3b, 0xf4, 0x4f, 0x72, 0xc6, 0xfd, 0xad, 0xec, 0x81, 0x76, 0xf2, 0x7d, 0x69,
    ]

    private init(
        cipher: consuming ValueCipher, arena: SecretArena, selector: EncryptionSelector, macOnlyEncrypted: Bool,
        isEncrypting: Bool
    ) {
        self.cipher = cipher
        self.arena = arena
        self.selector = selector
        self.macOnlyEncrypted = macOnlyEncrypted
        self.isEncrypting = isEncrypting
        if macOnlyEncrypted { Self.macOnlyEncryptedPrefix.withUnsafeBytes { hash.update($0) } }
    }

    /// Encrypts the selected leaves, and seals the MAC and the time into `metadata`.
    package static func encrypt(
        _ documents: [[TreeItem]], metadata: inout SopsMetadata, dataKey: borrowing SecretBytes, arena: SecretArena,
        unixSeconds: Int64, randomBytes: @escaping (Int) -> [UInt8]
    ) throws(SopsError) -> [[TreeItem]] {
        var walk = TreeCipher(
            cipher: try ValueCipher(dataKey: dataKey, arena: arena, randomBytes: randomBytes), arena: arena,
            selector: metadata.selector, macOnlyEncrypted: metadata.macOnlyEncrypted, isEncrypting: true)
        var result: [[TreeItem]] = []
        for document in documents { result.append(try walk.visit(branch: document, path: [])) }
        metadata.lastModified = RFC3339.text(unixSeconds: unixSeconds)
        let mac = arena.store(walk.hash.finishedHex())
        metadata.mac = try walk.cipher.encrypt(mac, type: .string, aad: Array(metadata.lastModified.utf8))
            .withBytes { String(decoding: $0, as: UTF8.self) }
        return result
    }

    /// Decrypts the selected leaves, then compares the MAC unless it is to be ignored.
    package static func decrypt(
        _ documents: [[TreeItem]], metadata: SopsMetadata, dataKey: borrowing SecretBytes, arena: SecretArena, ignoringMAC: Bool
    ) throws(SopsError) -> [[TreeItem]] {
        var walk = TreeCipher(
            cipher: try ValueCipher(dataKey: dataKey, arena: arena, randomBytes: { _ in [] }), arena: arena,
            selector: metadata.selector, macOnlyEncrypted: metadata.macOnlyEncrypted, isEncrypting: false)
        var result: [[TreeItem]] = []
        for document in documents { result.append(try walk.visit(branch: document, path: [])) }
        if ignoringMAC { return result }
        let computed = walk.hash.finishedHex()
        let stored: SecretSlice
        do throws(SopsError) {
            (_, stored) = try walk.cipher.decrypt(
                arena.store(Array(metadata.mac.utf8)), aad: Array(metadata.lastModified.utf8), path: "mac")
        } catch { throw .macUndecryptable }
        let isEqual = stored.withBytes { stored in computed.withUnsafeBytes { ConstantTime.equal(stored, $0) } }
        guard isEqual else { throw .macMismatch(hasMAC: !metadata.mac.isEmpty) }
        return result
    }

    private mutating func visit(branch: [TreeItem], path: [[UInt8]]) throws(SopsError) -> [TreeItem] {
        comments.append([])
        defer { comments.removeLast() }
        var result: [TreeItem] = []
        result.reserveCapacity(branch.count)
        for item in branch {
            switch item.key {
            case .comment(let text):
                push(comment: text)
                result.append(.comment(try visit(comment: text, path: path)))
            case .name(let name):
                result.append(TreeItem(key: item.key, value: try visit(value: item.value, path: path + [name])))
                comments[comments.count - 1] = []
            }
        }
        return result
    }

    private mutating func visit(value: TreeValue, path: [[UInt8]]) throws(SopsError) -> TreeValue {
        switch value {
        case .null: return .null
        case .branch(let items): return .branch(try visit(branch: items, path: path))
        case .list(let values):
            comments.append([])
            defer { comments.removeLast() }
            var result: [TreeValue] = []
            for element in values {
                if case .scalar(.comment, let text) = element { push(comment: text) }
                result.append(try visit(value: element, path: path))
                if case .scalar(.comment, _) = element {} else { comments[comments.count - 1] = [] }
            }
            return .list(result)
        case .scalar(let type, let text):
            let isSelected = selector.encrypts(path: path, comments: comments.flatMap { $0 })
            if isEncrypting {
                if type != .comment { hashed(text, isSelected: isSelected) }
                guard isSelected else { return value }
                return .scalar(.string, try cipher.encrypt(text, type: type, aad: Self.aad(path)))
            }
            guard isSelected else {
                if type != .comment { hashed(text, isSelected: false) }
                return value
            }
            let (found, clear) = try cipher.decrypt(text, aad: Self.aad(path), path: Self.display(path))
            if found != .comment { hashed(clear, isSelected: true) }
            return .scalar(found, clear)
        }
    }

    private mutating func visit(comment text: SecretSlice, path: [[UInt8]]) throws(SopsError) -> SecretSlice {
        var inForce = comments.flatMap { $0 }
        // The marker of encrypted_comment_regex stays readable itself (sops 3.11 `shouldBeEncrypted`).
        if selector.kind == .encryptedCommentRegex, !inForce.isEmpty { inForce.removeLast() }
        guard selector.encrypts(path: path, comments: inForce) else { return text }
        if isEncrypting { return try cipher.encrypt(text, type: .comment, aad: Self.aad(path)) }
        // A person may have added a note in clear: sops keeps what does not open.
        guard let (_, clear) = try? cipher.decrypt(text, aad: Self.aad(path), path: "comment") else { return text }
        return clear
    }

    private mutating func push(comment text: SecretSlice) {
        guard selector.kind == .unencryptedCommentRegex || selector.kind == .encryptedCommentRegex else { return }
        comments[comments.count - 1].append(text.withBytes { Array($0) })
    }

    private mutating func hashed(_ text: SecretSlice, isSelected: Bool) {
        guard isSelected || !macOnlyEncrypted else { return }
        text.withBytes { hash.update($0) }
    }

    /// Every component followed by a colon; a lone colon at the top (sops 3.11 `Tree.Encrypt`).
    private static func aad(_ path: [[UInt8]]) -> [UInt8] {
        guard !path.isEmpty else { return [UInt8(ascii: ":")] }
        var bytes: [UInt8] = []
        for component in path {
            bytes.append(contentsOf: component)
            bytes.append(UInt8(ascii: ":"))
        }
        return bytes
    }

    private static func display(_ path: [[UInt8]]) -> String {
        path.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " / ")
    }
}

extension SHA512 {
    /// The digest so far as 128 uppercase hexadecimal digits.
    fileprivate consuming func finishedHex() -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        for byte in finish() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
