import CredentialRotation
import Testing

/// That the search finds what is wrong, by an oracle that does not ask the machine: worlds in which one of its cares comes to nothing.
@Suite struct RotationBrokenWorldTests {
    private func violations(_ backEnd: Simulation.BackEnd, _ fault: BrokenWorld.Fault) async -> [String] {
        let search = ModelSearch(backEnd: backEnd, start: .planned(), budget: 1)
        search.mostViolations = 400
        search.world = { BrokenWorld($0, fault).world }
        return await search.run().violations
    }

    private struct Expected: Sendable {
        let fault: BrokenWorld.Fault
        let backEnd: Simulation.BackEnd
        let violation: String

        init(_ fault: BrokenWorld.Fault, _ violation: String, at backEnd: Simulation.BackEnd = .aws) {
            self.fault = fault
            self.violation = violation
            self.backEnd = backEnd
        }
    }

    private static let expected: [Expected] = [
        Expected(.createsBeforeJournal, "I2 create before its journal"),
        Expected(.forgetsNewPair, "resume ends with"),
        Expected(.keepsSecrets, "a secret is left"),
        Expected(.forgetsAbort, "resume ends with decision"),
        Expected(.deletesFirst, "I4 deleted before it was switched off"),
        Expected(.switchesOffEarly, "I4 switched off earlier"),
        Expected(.deletesEarly, "I4 deleted earlier"),
        Expected(.ignoresProof, "I3 not verified just now", at: .delayed),
        Expected(.verifiesNever, "resume ends with decision"),
        Expected(.retiresUnproven, "I3 not verified just now"),
        Expected(.writesNothing, "I3 a file holds 0"),
        Expected(.writesOverOthers, "I6 pair 40 is overwritten"),
        Expected(.writesOverChanges, "I6 a file is replaced that was changed"),
        Expected(.restoresNothing, "I1"),
        Expected(.forgetsOrphans, "I2 nothing leads to pair 1"),
        Expected(.forgetsDelete, "I7 done with other keys"),
        Expected(.ignoresOtherProcesses, "I1"),
        // Where the new pair signs, the abort has taken that away.
        Expected(.switchesOffUnseen, "I1 file 0 stopped working by switching off", at: .administered),
        Expected(.keepsOrphans, "I2 nothing leads to pair 1"),
        Expected(.takesUnseenForDeleted, "I2 nothing leads to pair 1", at: .delayed),
        Expected(.endsWithoutLooking, "I1 done, and no file holds a pair that works"),
        Expected(.trustsNewKey, "I1 done, and no file holds a pair that works"),
        Expected(.trustsOldKey, "I1 aborted, and no file holds a pair that works"),
        Expected(.abortsWithoutFiles, "I1 aborted, and no file holds a pair that works"),
    ]

    @Test("each care that is not taken is found", arguments: expected.indices)
    func finds(_ index: Int) async {
        let expected = Self.expected[index]
        let found = await violations(expected.backEnd, expected.fault)
        #expect(found.contains { $0.hasPrefix(expected.violation) }, "\(expected.fault): \(found.prefix(2))")
    }

    @Test("a world in which nothing is broken has no violations")
    func findsNothing() async {
        await #expect(violations(.aws, .saysNothing) == [])
    }
}
