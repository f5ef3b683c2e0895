/// A recipient's part of the header: type, arguments, body.
package struct AgeStanza: Sendable, Equatable {
    package var type: String
    /// Those after the type.
    package var arguments: [[UInt8]]
    package var body: [UInt8]

    package init(type: String, arguments: [[UInt8]], body: [UInt8]) {
        self.type = type
        self.arguments = arguments
        self.body = body
    }

    /// As it stands in the file; a body of full lines is followed by an empty one.
    package var text: [UInt8] {
        var text = Array("-> ".utf8) + Array(type.utf8)
        for argument in arguments { text += [0x20] + argument }
        text.append(0x0A)
        let encoded = AgeBase64.encode(body)
        var start = 0
        while true {
            let stop = min(start + AgeHeader.columns, encoded.count)
            text += encoded[start..<stop]
            text.append(0x0A)
            if stop - start < AgeHeader.columns { return text }
            start = stop
        }
    }
}
