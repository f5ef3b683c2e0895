extension RotationMachine {
    /// Nothing is written before the new pair has signed requests that succeeded (§0.3).
    func stepFromCreated(_ rotation: inout Rotation) async throws(RotationStop) {
        var next = rotation
        next.journal.prove(try await verify(rotation))
        rotation = try saved(next, as: .verified)
    }
}
