internal import SecretMemory

/// What kustomize's printer (5.8.1) can't pass on in a text, in whatever form it has read it. It ends the build at a control
/// character above ASCII's and at the last two of the first plane, and shows the whole object in its error; and it makes a blank
/// of NEL. KSops' own printer does the same.
enum KustomizePrint {
    static func loses(_ text: SecretSlice) -> Bool {
        text.withBytes { bytes in
            for (index, byte) in bytes.enumerated() where byte == 0x7F || byte == 0xC2 || byte == 0xEF {
                let next = index + 1 < bytes.count ? bytes[index + 1] : 0
                let third = index + 2 < bytes.count ? bytes[index + 2] : 0
                // DEL; U+0080 to U+009F; U+FFFE and U+FFFF.
                if byte == 0x7F || byte == 0xC2 && (0x80..<0xA0).contains(next) || byte == 0xEF && next == 0xBF && third >= 0xBE { return true }
            }
            return false
        }
    }
}
