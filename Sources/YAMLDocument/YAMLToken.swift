internal import DocumentTree

/// What a token is; the values are libyaml's.
enum YAMLTokenKind: UInt8 {
    case streamStart = 1, streamEnd, versionDirective, tagDirective, documentStart, documentEnd
    case blockSequenceStart, blockMappingStart, blockEnd
    case flowSequenceStart, flowSequenceEnd, flowMappingStart, flowMappingEnd
    case blockEntry, flowEntry, key, value, alias, anchor, tag, scalar
}

/// One token of the source. Places are byte offsets.
struct YAMLToken {
    /// A scalar's value, the name of an alias or an anchor.
    var text: TreeText = .none
    /// For a BLOCK-END the place that the comment rules give it.
    var start: Int32
    /// From 0.
    var line: Int32
    var column: Int32
    var kind: YAMLTokenKind
    /// Of a scalar: neither quoted nor a block.
    var isPlain = false
    /// Of a tag.
    var tag = YAMLTag.none
}
