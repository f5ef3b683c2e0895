import CommandDriver
import Foundation
import Testing

/// What is somebody else's: files that have the new key too, keys that show up, a rotation that is under way.
@Suite(.waiting) struct RotationOfOthersTests {
    @Test func anAbortKeepsANewKeyThatSomebodyHasPutIntoAPlainFile() throws {
        let trial = try RotationTrial()
        try trial.commitFiles()
        #expect(try trial.begin(["--grace", "1h"]).code == 0)
        let new = try trial.pair()
        try trial.workspace.put(RotationTrial.config(new, endpoint: trial.proxy.gateways[0]), "deploy.conf")
        try trial.git("add", "deploy.conf")
        let made = try trial.credentials(["abort", "."])
        #expect(made.code == 4 && made.messages.contains("RC8566") && made.messages.contains("deploy.conf: [s3prod]"), "\(made.code) \(made.messages)")
        #expect(try trial.user.works(new) && trial.pair().id == trial.user.first.id)
        try trial.git("rm", "-q", "-f", "deploy.conf")
        let ended = try trial.credentials(["resume", "."])
        #expect(ended.code == 0, "\(ended.code) \(ended.messages)")
        #expect(try trial.faultsOfOld() == [])
    }

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

    @Test func aKeyThatIsSomebodyElsesIsDismissedByName() throws {
        let workspace = try Workspace()
        try workspace.encrypt()
        try FileManager.default.removeItem(atPath: workspace.path("rclone.conf"))
        let program = try KeyProgram(
            """
            describe) echo '{"UserName": "backup"}';;
            list) if test -e asked; then echo '{"Keys": [{"AccessKeyId": "AKIAINVENTED00000000"}, {"AccessKeyId": "AKIASOMEBODY00000001"}, {"AccessKeyId": "AKIASOMEBODY00000002"}]}'; else echo '{"Keys": [{"AccessKeyId": "AKIAINVENTED00000000"}]}'; fi;;
            create) touch asked; exit 1;;
            delete) exit 0;;
            """, in: workspace)
        let environment = workspace.identity.merging(["HOME": workspace.folder.path, "RCSOPS_PACE": "50"]) { $1 }
        let made = try workspace.rcsops(
            ["credentials", "rotate", "rclone.enc.ini", "--remote", "source", "--source", "command", "--key-command", "provider.json", "--yes"], environment: environment)
        #expect(made.code == 6 && made.messages.contains("RC8523") && made.messages.contains("--not-orphan"), "\(made.code) \(made.messages)")
        let wrong = try workspace.rcsops(["credentials", "resume", ".", "--orphan", "X", "--not-orphan", "X"], environment: environment)
        #expect(wrong.code == 64)
        let back = try workspace.rcsops(
            ["credentials", "abort", ".", "--not-orphan", "AKIASOMEBODY00000001", "--not-orphan", "AKIASOMEBODY00000002"], environment: environment)
        #expect(back.code == 0, "\(back.code) \(back.messages)")
        #expect(!program.calls.isEmpty && !program.calls.contains { $0.contains("delete") || $0.contains("deactivate") }, "\(program.calls)")
    }
}
