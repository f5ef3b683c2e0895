internal import CLibYAML
internal import DocumentTree
internal import SecretMemory

/// Owner of libyaml's scanner. What libyaml copied of the text is wiped before it is freed, as far as libyaml shows it.
struct YAMLScanner: ~Copyable {
    /// Where and why the scanner stopped; `offset` counts bytes.
    struct Failure {
        var problem: String
        var context: String
        var offset: Int
        /// Where the token began that can't be read.
        var contextOffset: Int
        /// From 0.
        var line: Int
        var column: Int
    }

    // The parser keeps its own address.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    let token: UnsafeMutablePointer<yaml_token_t>

    /// Nil when memory is short. `text` must outlive the scanner.
    init?(text: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        token = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            token.deallocate()
            return nil
        }
        token.initialize(to: yaml_token_t())
        // Without it libyaml would look for a byte order mark, which is gone already.
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    /// Scans the next token into ``token``, or says why not.
    func advance() -> Bool {
        release()
        return yaml_parser_scan(parser, token) == 1 && token.pointee.type != YAML_NO_TOKEN
    }

    /// The character, line and column behind what was scanned.
    var mark: yaml_mark_t { parser.pointee.mark }

    /// Why ``advance()`` said no.
    func failure(in source: YAMLSource) -> Failure {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "the text can't be read"
        let context = state.context.map { String(cString: $0) } ?? ""
        if state.error == YAML_READER_ERROR {
            let offset = min(state.problem_offset, source.count)
            var line = 0
            var place = 0
            while place < offset {
                let length = source.breakLength(at: place)
                if length > 0 { line += 1 }
                place += max(length, 1)
            }
            let column = source.characters(in: min(source.startOfLine(before: offset), offset)..<offset)
            return Failure(
                problem: problem, context: context, offset: offset, contextOffset: offset, line: line, column: column)
        }
        var index = YAMLCharacterIndex(text: source.scanned, count: source.count, isASCII: source.isASCII)
        let contextOffset = index.offset(of: min(state.context_mark.index, state.problem_mark.index))
        return Failure(
            problem: problem, context: context, offset: index.offset(of: state.problem_mark.index),
            contextOffset: contextOffset, line: Int(state.problem_mark.line), column: Int(state.problem_mark.column))
    }

    /// Wipes and frees what the token holds.
    private func release() {
        Self.wipe(token)
        yaml_token_delete(token)
    }

    private static func wipe(_ token: UnsafeMutablePointer<yaml_token_t>) {
        guard token.pointee.type == YAML_SCALAR_TOKEN, let value = token.pointee.data.scalar.value else { return }
        ConstantTime.wipe(UnsafeMutableRawBufferPointer(start: value, count: token.pointee.data.scalar.length))
    }

    deinit {
        release()
        let state = parser.pointee
        if var queued = state.tokens.head, let end = state.tokens.tail {
            while queued < end {
                Self.wipe(queued)
                queued += 1
            }
        }
        if let start = state.buffer.start, let end = state.buffer.end {
            ConstantTime.wipe(UnsafeMutableRawBufferPointer(start: start, count: end - start))
        }
        if let start = state.raw_buffer.start, let end = state.raw_buffer.end {
            ConstantTime.wipe(UnsafeMutableRawBufferPointer(start: start, count: end - start))
        }
        yaml_parser_delete(parser)
        parser.deallocate()
        token.deallocate()
    }
}
