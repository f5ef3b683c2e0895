internal import SecretMemory

/// What a text such as `NAME:PATH` refers to (rclone 1.75 `fs/fspath`). Connection strings may hold secrets, so the text
/// stays where it is.
enum RemoteReference {
    case local
    case remote(ConfigName)
    /// `:BACKEND,PARAMETERS:PATH`: no remote of the file.
    case inline
    /// Neither rclone nor anybody else can read it.
    case malformed

    init(_ path: SecretSlice) {
        guard !path.isEmpty else {
            self = .malformed
            return
        }
        let isInline = path[0] == UInt8(ascii: ":")
        var index = isInline ? 1 : 0
        while index < path.count {
            switch path[index] {
            case UInt8(ascii: "/"), UInt8(ascii: "\\"):
                self = isInline ? .malformed : .local
                return
            case UInt8(ascii: ":"), UInt8(ascii: ","):
                // A drive of Windows.
                let isDrive = index == 1 && !isInline && index + 1 < path.count && path[index + 1] == UInt8(ascii: "\\")
                let name = ConfigName(path[0..<index].bytes)
                let isEnded = path[index] == UInt8(ascii: ":") || path.first(UInt8(ascii: ":"), from: index) != nil
                if isInline { self = .inline } else if isDrive || !isEnded { self = .local } else {
                    self = RemoteNameRule.isValid(name) ? .remote(name) : .malformed
                }
                return
            default: index += 1
            }
        }
        self = isInline ? .malformed : .local
    }
}
