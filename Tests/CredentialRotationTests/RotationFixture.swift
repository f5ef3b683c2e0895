import CredentialRotation
import ObjectStorage

extension Simulation.BackEnd {
    /// AWS: two keys, each can be switched off, secrets shown once.
    static var aws: Self {
        var backEnd = Self(name: "AWS-like")
        backEnd.traits.limit = 2
        backEnd.traits.verifySeconds = 60
        return backEnd
    }

    /// Ceph's admin ops: secrets in lists, no switching off, no dates.
    static var ceph: Self {
        var backEnd = Self(name: "Ceph-like")
        backEnd.traits.showsSecrets = true
        backEnd.traits.canDeactivate = false
        backEnd.traits.tellsCreationDates = false
        backEnd.traits.tellsLastUse = false
        backEnd.traits.verifySeconds = 180
        return backEnd
    }

    /// MinIO: the client chooses the pair, and there is no list.
    static var clientPicked: Self {
        var backEnd = Self(name: "client-picked")
        backEnd.traits.takesPair = true
        backEnd.traits.canList = false
        backEnd.traits.tellsLastUse = false
        return backEnd
    }

    /// AWS, where another pair signs what is asked about keys.
    static var administered: Self {
        var backEnd = Self.aws
        backEnd.name = "administered"
        backEnd.isAdministered = true
        return backEnd
    }

    /// A program that gives the same pair to the same rotation, and has no list.
    static var program: Self {
        var backEnd = Self(name: "program", repeatsCreates: true)
        backEnd.traits.canList = false
        backEnd.traits.canDeactivate = false
        backEnd.traits.tellsLastUse = false
        return backEnd
    }

    static var byHand: Self {
        var backEnd = Self(name: "by hand", isManual: true)
        backEnd.traits.canList = false
        backEnd.traits.canDeactivate = false
        backEnd.traits.tellsCreationDates = false
        backEnd.traits.tellsLastUse = false
        return backEnd
    }

    static var withoutDeactivation: Self {
        var backEnd = Self(name: "without deactivation")
        backEnd.traits.canDeactivate = false
        return backEnd
    }

    /// SeaweedFS with a file of identities (§5.2).
    static var ignoringCreates: Self {
        var backEnd = Self(name: "ignoring creates", ignoresCreates: true)
        backEnd.traits.verifySeconds = 30
        backEnd.traits.tellsCreationDates = false
        return backEnd
    }

    static var delayed: Self {
        var backEnd = Self.aws
        backEnd.name = "delayed visibility"
        backEnd.delay = 20
        return backEnd
    }
}

extension SimulatedState {
    /// A person has brought the new pair.
    static func plannedByHand(files: Int = 1, isImmediate: Bool = false) -> SimulatedState {
        var state = planned(files: files, isImmediate: isImmediate) { $0.source = "manual" }
        state.keys.append(Key(pair: 1, created: start, visibleAt: 0, isOurs: false))
        state.newSecret = 1
        return state
    }

    /// A journal that was just planned, durable.
    static func planned(files: Int = 1, isImmediate: Bool = false, change: (inout RotationJournal) -> Void = { _ in }) -> SimulatedState {
        var state = SimulatedState()
        state.files = Array(repeating: File(pair: PairTable.old), count: files)
        var journal = RotationJournal(
            id: "01890000-0000-7000-8000-000000000000", createdAt: start, tool: "rcsops", source: "aws", oldID: PairTable.id(PairTable.old),
            uses: (0..<files).map { RotationUse(path: "file\($0)", remote: "s3", hashBefore: "file\($0)v0") }, host: "host", pid: 1, bootID: "boot")
        journal.user = "backup"
        journal.targets = [VerificationTarget(endpoint: "https://s3.example.com", region: "us-east-1")]
        journal.beforeIDs = [PairTable.id(PairTable.old)]
        journal.isImmediate = isImmediate
        state.isImmediate = isImmediate
        journal.seq = 1
        change(&journal)
        state.journal = journal
        state.oldSecret = PairTable.old
        return state
    }
}
