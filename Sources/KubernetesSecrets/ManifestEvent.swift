internal import CLibYAML

/// An event of libyaml, as far as manifests need it: tags that are written differ in events from those that are not, where
/// libyaml's documents have the tag of texts for both.
struct ManifestEvent {
    enum Content {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(String, isPlain: Bool)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    let content: Content
    /// 1-based.
    let line: Int
    /// Nil where none is written.
    var tag: String?
    var anchor: String?

    init(_ raw: yaml_event_t) {
        line = Int(raw.start_mark.line) + 1
        switch raw.type {
        case YAML_ALIAS_EVENT: content = .alias(Self.text(raw.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = raw.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            content = .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            tag = Self.text(scalar.tag)
            anchor = Self.text(scalar.anchor)
        case YAML_SEQUENCE_START_EVENT:
            content = .sequenceStart
            anchor = Self.text(raw.data.sequence_start.anchor)
        case YAML_MAPPING_START_EVENT:
            content = .mappingStart
            anchor = Self.text(raw.data.mapping_start.anchor)
        case YAML_SEQUENCE_END_EVENT: content = .sequenceEnd
        case YAML_MAPPING_END_EVENT: content = .mappingEnd
        case YAML_DOCUMENT_START_EVENT: content = .documentStart
        case YAML_DOCUMENT_END_EVENT: content = .documentEnd
        case YAML_STREAM_START_EVENT: content = .streamStart
        default: content = .streamEnd
        }
    }

    private static func text(_ start: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        start.map { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) }
    }
}
