internal import SecretMemory

/// A list in one record of CSV, with a comma or a blank between the elements (rclone 1.75 `fs/config_list.go`, Go's
/// `encoding/csv`).
enum SeparatedList {
    /// The elements without their quotes, doubled quotes left as they are; nil for what Go's reader refuses.
    static func elements(of text: SecretSlice, separator: UInt8) -> [SecretSlice]? {
        let quote = UInt8(ascii: "\"")
        var elements: [SecretSlice] = []
        var index = 0
        while true {
            if index < text.count, text[index] == quote {
                let start = index + 1
                var end = start
                while true {
                    guard let found = text.first(quote, from: end) else { return nil }
                    if found + 1 < text.count, text[found + 1] == quote {
                        end = found + 2
                        continue
                    }
                    end = found
                    break
                }
                elements.append(text[start..<end])
                index = end + 1
                guard index == text.count || text[index] == separator else { return nil }
            } else {
                let end = text.first(separator, from: index) ?? text.count
                let element = text[index..<end]
                guard !element.contains(quote) else { return nil }
                elements.append(element)
                index = end
            }
            guard index < text.count else { return elements }
            index += 1
        }
    }
}
