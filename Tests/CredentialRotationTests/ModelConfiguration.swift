/// A rotation of which all ways are gone.
struct ModelConfiguration: Sendable {
    let backEnd: Simulation.BackEnd
    let files: Int

    var name: String { "\(backEnd.name), \(files == 1 ? "1 file" : "\(files) files")" }
    var start: SimulatedState { backEnd.isManual ? .plannedByHand(files: files) : .planned(files: files) }

    static let all: [Self] = [
        Simulation.BackEnd.aws, .administered, .ceph, .clientPicked, .program, .withoutDeactivation, .ignoringCreates, .delayed, .byHand,
    ].flatMap { backEnd in (1...2).map { Self(backEnd: backEnd, files: $0) } }
}
