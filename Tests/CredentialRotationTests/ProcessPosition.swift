/// Where a process stands: in which step it is, at which of its calls, and how often it has made that call in this step.
struct ProcessPosition {
    private var step = 0
    private var call = 0
    private var times = [UInt8](repeating: 0, count: 64)

    /// `command` tells a resume from an abort.
    mutating func begin(_ step: Int, command: Int) {
        self.step = step * 8 + command
        call = 0
        for index in times.indices { times[index] = 0 }
    }

    mutating func enter(_ place: String) {
        call = 0
        for byte in place.utf8 { call = (call &* 31 &+ Int(byte)) & 0xFF_FFFF }
        // Waiting makes the same call again and again: more than three times is no other place.
        if times[call & 63] < 3 { times[call & 63] += 1 }
    }

    func mix(into digest: inout StateDigest) {
        digest.mix(step)
        digest.mix(call)
        digest.mix(Int(times[call & 63]))
    }
}
