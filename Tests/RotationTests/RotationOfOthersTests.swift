import CommandDriver
import Foundation
import Testing

/// What is somebody else's: files that have the new key too, keys that show up, a rotation that is under way.
@Suite(.waiting) struct RotationOfOthersTests {
    @Test func aSecondRotationDoesNotBeginWhereTheFirstHasWrittenItsOwnFileAlready() throws {
        let trial = try RotationTrial(files: 2)
        try trial.commitFiles()
        let killed = try trial.begin(["--immediate"], environment: ["RCSOPS_FAULT": "journal.saved@6:kill"])
        #expect(killed.ending == .signal && trial.journals.count == 1, "\(killed.messages)")
        #expect(try trial.pair().id != trial.user.first.id && trial.pair(in: trial.files[1]).id == trial.user.first.id)
        let made = try trial.rotate(files: [trial.files[1]])
        #expect(made.code == 4 && made.messages.contains("RC8541"), "\(made.code) \(made.messages)")
        #expect(try trial.journals.count == 1 && trial.user.keys.count == 2)
        #expect(try trial.resume().code == 0)
        #expect(try trial.faultsOfDone() == [])
    }
}
