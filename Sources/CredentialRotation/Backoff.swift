/// Waits between two tries: 0.5 s, each 1.7 times the last, at most 8 s, give or take a fifth (§2.6).
struct Backoff {
    private var milliseconds = 500

    mutating func next(_ clock: any RotationClock) -> Int {
        let base = milliseconds
        milliseconds = min(base * 17 / 10, 8_000)
        return base * (80 + clock.random(below: 41)) / 100
    }
}
