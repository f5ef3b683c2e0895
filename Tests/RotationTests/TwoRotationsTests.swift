import CommandDriver
import Foundation
import Testing
import TestVectors

/// Two rotations at once of two files that share a key: one wins, and the other says who holds the lock.
@Suite(.waiting, .serialized, .enabled(if: RotationTrial.isBuilt)) struct TwoRotationsTests {
    private static let rounds = TestRun.isFull ? 10 : 1

    @Test("one of two gets both files, and the other is told who has them", arguments: [[0, 1], [1, 0]]) func sharedKey(order: [Int]) throws {
        for _ in 0..<Self.rounds {
            let trial = try RotationTrial(files: 2)
            try trial.commitFiles()
            let running = try order.map { try trial.start(files: [trial.files[$0]]) }
            let outcomes = try running.map { try $0.outcome() }
            let losers = outcomes.filter { $0.code != 0 }
            #expect(losers.map(\.code) == [4], "\(outcomes.map(\.code)) \(outcomes.map(\.messages))")
            #expect(losers.allSatisfy { $0.messages.contains("locked by process ") && $0.messages.contains(trial.files[0]) }, "\(losers.map(\.messages))")
            #expect(try trial.count(of: "CreateAccessKey") == 1)
            #expect(try trial.faultsOfDone() == [])
        }
    }

    /// Whoever comes while the other's answer is under way, and by the other file.
    @Test("the second comes when the first has sent its create", arguments: [[0, 1], [1, 0]]) func later(order: [Int]) throws {
        for _ in 0..<Self.rounds {
            let trial = try RotationTrial(files: 2)
            try trial.commitFiles()
            try trial.proxy.set("{\"inactive_rejected\": true, \"faults\": [{\"action\": \"CreateAccessKey\", \"do\": \"hold\"}]}")
            let first = try trial.start(files: [trial.files[order[0]]])
            try trial.waitForRequest("CreateAccessKey")
            let before = try trial.proxy.requests.count
            let loser = try trial.rotate(files: [trial.files[order[1]]])
            #expect(loser.code == 4 && loser.messages.contains("locked by process "), "\(loser.code) \(loser.messages)")
            #expect(try trial.proxy.requests.count == before)
            try trial.proxy.set("{\"inactive_rejected\": true}")
            #expect(try first.outcome().code == 0)
            #expect(try trial.faultsOfDone() == [])
        }
    }
}
