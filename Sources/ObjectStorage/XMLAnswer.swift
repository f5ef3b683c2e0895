internal import CExpat
package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A small XML answer of a service, of which only named texts are kept. There is no DTD, and no entity but XML's own five;
/// expat's memory is wiped, since an answer may hold keys.
package struct XMLAnswer: Sendable {
    /// In bytes, where the caller says nothing else.
    package static let limit = 64 << 10
    private static let depthLimit = 32

    /// The outermost element, without a prefix.
    package let root: String
    private let texts: [String: SecretSlice]
    /// One for each element that repeats, in their order; names below it.
    package let records: [[String: SecretSlice]]

    /// Nil for what is no such document.
    /// - Parameter paths: Elements whose text is kept, as `Error/Code`; the first of each.
    package init?(_ xml: [UInt8], keeping paths: Set<String>, into arena: SecretArena) {
        let read = xml.withRawBytes { Self(bytes: $0, keeping: paths, repeating: nil, upTo: Self.limit, into: arena) }
        guard let read else { return nil }
        self = read
    }

    /// - Parameters:
    ///   - record: An element that may come many times, and the elements below it whose text is kept for each.
    ///   - limit: In bytes.
    package init?(
        _ xml: SecretSlice, keeping paths: Set<String>, repeating record: (path: String, names: [String])? = nil, upTo limit: Int = limit,
        into arena: SecretArena
    ) {
        let read = xml.withBytes { Self(bytes: $0, keeping: paths, repeating: record, upTo: limit, into: arena) }
        guard let read else { return nil }
        self = read
    }

    private init?(
        bytes: UnsafeRawBufferPointer, keeping paths: Set<String>, repeating record: (path: String, names: [String])?, upTo limit: Int,
        into arena: SecretArena
    ) {
        guard bytes.count <= limit else { return nil }
        let reading = Reading(keeping: paths, repeating: record, textsUpTo: bytes.count, depth: Self.depthLimit, into: arena)
        guard reading.read(bytes, isWhole: true), let root = reading.root else { return nil }
        self.root = root
        texts = reading.texts
        records = reading.records
    }

    /// The text of an element; nil where there is none.
    package subscript(path: String) -> SecretSlice? { texts[path] }

    /// The name of the outermost element, also where the document was cut behind it.
    package static func root(of xml: [UInt8]) -> String? {
        let reading = Reading(keeping: [], repeating: nil, textsUpTo: 0, depth: depthLimit, into: SecretArena())
        reading.endsAtRoot = true
        _ = xml.withRawBytes { reading.read(UnsafeRawBufferPointer(rebasing: $0[..<min($0.count, limit)]), isWhole: false) }
        return reading.root
    }

    /// What expat's callbacks write to.
    private final class Reading {
        var root: String?
        var texts: [String: SecretSlice] = [:]
        var records: [[String: SecretSlice]] = []
        var endsAtRoot = false
        private let paths: Set<String>
        private let record: String?
        /// Paths of a record's texts, and their names.
        private let recordNames: [String: String]
        private let depthLimit: Int
        private let arena: SecretArena
        private var path: [String] = []
        /// Text of the innermost kept element. Its room is made once: growing would leave copies behind.
        private let room: UnsafeMutableRawBufferPointer
        private var used = 0
        private var mostUsed = 0
        private var kept: String?
        private var isRefused = false
        private var parser: OpaquePointer?

        init(
            keeping paths: Set<String>, repeating record: (path: String, names: [String])?, textsUpTo size: Int, depth: Int, into arena: SecretArena
        ) {
            self.paths = paths
            self.record = record?.path
            recordNames = Dictionary(uniqueKeysWithValues: record.map { record in record.names.map { (record.path + "/" + $0, $0) } } ?? [])
            depthLimit = depth
            self.arena = arena
            // No text is twice as long as its document: references are longer than what they stand for, and a byte of Latin-1 becomes two.
            room = .allocate(byteCount: 2 * size, alignment: 1)
        }

        deinit {
            ConstantTime.wipe(UnsafeMutableRawBufferPointer(rebasing: room[..<mostUsed]))
            room.deallocate()
        }

        func read(_ xml: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
            var memory = XML_Memory_Handling_Suite(
                malloc_fcn: WipedMemory.allocate, realloc_fcn: WipedMemory.reallocate, free_fcn: WipedMemory.free)
            guard let parser = XML_ParserCreate_MM(nil, &memory, nil) else { return false }
            defer { XML_ParserFree(parser) }
            self.parser = parser
            XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
            XML_SetElementHandler(
                parser,
                { data, name, _ in
                    guard let data, let name else { return }
                    Unmanaged<Reading>.fromOpaque(data).takeUnretainedValue().open(String(cString: name))
                },
                { data, _ in
                    guard let data else { return }
                    Unmanaged<Reading>.fromOpaque(data).takeUnretainedValue().close()
                })
            XML_SetCharacterDataHandler(parser) { data, start, count in
                guard let data, let start, count > 0 else { return }
                Unmanaged<Reading>.fromOpaque(data).takeUnretainedValue().add(UnsafeRawBufferPointer(start: start, count: Int(count)))
            }
            XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
                guard let data else { return }
                Unmanaged<Reading>.fromOpaque(data).takeUnretainedValue().refuse()
            }
            let status = XML_Parse(parser, xml.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(xml.count), isWhole ? 1 : 0)
            return status == XML_STATUS_OK && !isRefused
        }

        private func open(_ name: String) {
            let name = String(name.utf8.split(separator: UInt8(ascii: ":")).last.map { Substring($0) } ?? "")
            if root == nil { root = name }
            path.append(name)
            if endsAtRoot || path.count > depthLimit { return refuse() }
            let joined = path.joined(separator: "/")
            if joined == record { records.append([:]) }
            // An element within a kept one is none of its text.
            guard kept == nil, isWanted(joined) else { return }
            kept = joined
            used = 0
        }

        /// The first of each, in the document or in the record.
        private func isWanted(_ path: String) -> Bool {
            if let name = recordNames[path] { return records.last.map { $0[name] == nil } ?? false }
            return paths.contains(path) && texts[path] == nil
        }

        private func close() {
            if let kept, kept == path.joined(separator: "/") {
                let text = arena.store(UnsafeRawBufferPointer(rebasing: room[..<used]))
                if let name = recordNames[kept] { records[records.count - 1][name] = text } else { texts[kept] = text }
                self.kept = nil
            }
            _ = path.popLast()
        }

        private func add(_ bytes: UnsafeRawBufferPointer) {
            guard let kept, kept == path.joined(separator: "/"), used + bytes.count <= room.count else { return }
            UnsafeMutableRawBufferPointer(rebasing: room[used...]).copyMemory(from: bytes)
            used += bytes.count
            mostUsed = max(mostUsed, used)
        }

        private func refuse() {
            isRefused = true
            if let parser { XML_StopParser(parser, 0) }
        }
    }

    /// Memory for expat that is wiped before it goes back; each block knows its size.
    private enum WipedMemory {
        private static let head = 16

        static let allocate: @convention(c) (Int) -> UnsafeMutableRawPointer? = { size in
            guard size < 1 << 30, let block = malloc(size + head) else { return nil }
            block.storeBytes(of: size, as: Int.self)
            return block + head
        }

        static let free: @convention(c) (UnsafeMutableRawPointer?) -> Void = { pointer in
            guard let pointer else { return }
            let block = pointer - head
            ConstantTime.wipe(UnsafeMutableRawBufferPointer(start: pointer, count: block.load(as: Int.self)))
            releaseBlock(block)
        }

        static let reallocate: @convention(c) (UnsafeMutableRawPointer?, Int) -> UnsafeMutableRawPointer? = { pointer, size in
            guard let larger = allocate(size) else { return nil }
            guard let pointer else { return larger }
            larger.copyMemory(from: pointer, byteCount: min(size, (pointer - head).load(as: Int.self)))
            free(pointer)
            return larger
        }
    }
}

/// The C library's own, which a member of the same name hides above.
private func releaseBlock(_ block: UnsafeMutableRawPointer) { free(block) }
