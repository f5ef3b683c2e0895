/// Punycode (RFC 3492), for the labels of a host name that are not ASCII.
enum Punycode {
    /// The label behind `xn--`; nil for one that overflows.
    static func encode(_ label: [Unicode.Scalar]) -> String? {
        var output = label.filter(\.isASCII).map { UInt8(truncatingIfNeeded: $0.value) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (next, delta, bias, handled) = (128, 0, 72, basic)
        while handled < label.count {
            guard let least = label.filter({ $0.value >= next }).map({ Int($0.value) }).min() else { return nil }
            let (product, isTooLarge) = (least - next).multipliedReportingOverflow(by: handled + 1)
            guard !isTooLarge, product <= Int(Int32.max) - delta else { return nil }
            delta += product
            next = least
            for scalar in label {
                if scalar.value < next { delta += 1 }
                guard scalar.value == next else { continue }
                var rest = delta
                var position = 36
                while true {
                    let threshold = position <= bias ? 1 : min(position - bias, 26)
                    if rest < threshold { break }
                    output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
                    rest = (rest - threshold) / (36 - threshold)
                    position += 36
                }
                output.append(digit(rest))
                bias = adapted(delta, count: handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func digit(_ number: Int) -> UInt8 { UInt8(number < 26 ? number + 0x61 : number - 26 + 0x30) }

    private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var position = 0
        while delta > 455 {
            delta /= 35
            position += 36
        }
        return position + 36 * delta / (delta + 38)
    }
}
