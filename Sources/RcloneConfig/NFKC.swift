internal import SecretMemory

/// Unicode's Normalization Form KC (UAX #15), as rclone 1.75 applies it to a password: of Unicode 15.0, and with the
/// Stream-Safe Text Process of golang.org/x/text, which keeps runs of marks short.
enum NFKC {
    /// A text of ASCII is given back as it is. Others must be UTF-8.
    static func normalized(_ text: SecretSlice, in arena: SecretArena) -> SecretSlice {
        guard text.firstIndex(where: { $0 >= 0x80 }) != nil else { return text }
        let data = NormalizationData()
        var scalars: [UInt32] = []
        // No character gives more than six for each of its bytes (U+FDFA); growing would leave copies of a secret behind.
        scalars.reserveCapacity(text.count * 7 + 8)
        decompose(text, data, into: &scalars)
        order(&scalars, data)
        compose(&scalars, data)
        var output = SecretBuilder(in: arena, capacity: scalars.count * 4)
        for scalar in scalars { append(scalar, to: &output) }
        scalars.withUnsafeMutableBytes { ConstantTime.wipe($0) }
        return output.finish()
    }

    /// The most marks that may follow each other; then comes U+034F, which joins nothing.
    private static let markLimit = 30
    private static let joiner: UInt32 = 0x034F

    private static func decompose(_ text: SecretSlice, _ data: NormalizationData, into scalars: inout [UInt32]) {
        var marks = 0
        text.withBytes { bytes in
            var rest = bytes.makeIterator()
            var parser = UTF8.ForwardParser()
            while case .valid(let encoded) = parser.parseScalar(from: &rest) {
                let start = scalars.count
                data.appendDecomposition(of: UTF8.decode(encoded).value, to: &scalars)
                let count = scalars.count - start
                let leading = scalars[start...].prefix { data.isMark($0) }.count
                if leading > 0, marks + leading > markLimit {
                    scalars.insert(joiner, at: start)
                    marks = 0
                }
                marks = leading == count ? marks + leading : scalars.reversed().prefix { data.isMark($0) }.count
            }
        }
    }

    /// Marks of different classes don't meet, so their order is made one; it is stable within a class.
    private static func order(_ scalars: inout [UInt32], _ data: NormalizationData) {
        for index in scalars.indices.dropFirst() {
            let scalar = scalars[index]
            let number = data.combiningClass(of: scalar)
            guard number > 0 else { continue }
            var place = index
            while place > 0, data.combiningClass(of: scalars[place - 1]) > number {
                scalars[place] = scalars[place - 1]
                place -= 1
            }
            scalars[place] = scalar
        }
    }

    private static func compose(_ scalars: inout [UInt32], _ data: NormalizationData) {
        var (starter, end): (Int?, Int) = (nil, 0)
        var lastClass: UInt8 = 0
        for index in scalars.indices {
            let scalar = scalars[index]
            let number = data.combiningClass(of: scalar)
            // Between the two may stand only what has a lower class.
            if let starter, starter == end - 1 || lastClass < number, let joined = data.composition(of: scalars[starter], scalar) {
                scalars[starter] = joined
                continue
            }
            if number == 0 { starter = end }
            lastClass = number
            scalars[end] = scalar
            end += 1
        }
        for index in end..<scalars.count { scalars[index] = 0 }
        scalars.removeSubrange(end...)
    }

    private static func append(_ scalar: UInt32, to output: inout SecretBuilder) {
        guard let encoded = Unicode.Scalar(scalar).flatMap({ UTF8.encode($0) }) else { return }
        for byte in encoded { output.append(byte) }
    }
}
