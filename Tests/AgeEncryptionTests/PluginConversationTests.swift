import AgeEncryption
import Foundation
import SecretMemory
import TestVectors
import Testing

/// A plugin that says what a file holds, whatever it is told.
private struct CannedPlugin {
    let folder: URL
    let recipient: any AgeRecipient
    let identity: any AgeIdentity
    private let words: URL

    /// `isHanging` when it goes on for ever afterwards, and says nothing.
    init(isHanging: Bool = false, seconds: Int = 20) throws {
        folder = try TestPlugin.temporaryFolder()
        let script = folder.appendingPathComponent("age-plugin-canned")
        words = folder.appendingPathComponent("age-plugin-canned.words")
        try Data(("#!/bin/sh\n" + (isHanging ? "cat \"$0.words\"; exec sleep 1000\n" : "exec cat \"$0.words\"\n")).utf8).write(to: script)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
        let surroundings = TestPlugin.alone(seconds: seconds, path: folder.path)
        recipient = try AgeKeyReader(surroundings).recipient(try TestPlugin.recipientText("", name: "canned"))
        identity = try TestPlugin.identity(text: try TestPlugin.identityText("", name: "canned"), surroundings)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// The stanzas that it gave; nil when it failed.
    func wrap(saying text: [UInt8]) throws -> AgeWrapping? {
        try Data(text).write(to: words)
        do throws(AgeError) { return try recipient.wrap(SecretBytes(count: 16)) } catch {
            try check(error)
            return nil
        }
    }

    /// The size of the file key that it gave; 0 when none was for it, nil when it failed.
    func unwrap(saying text: [UInt8]) throws -> Int? {
        try Data(text).write(to: words)
        do throws(AgeError) {
            return try identity.unwrap([AgeStanza(type: "X", arguments: [], body: [])])?.count ?? 0
        } catch {
            try check(error)
            return nil
        }
    }

    private func check(_ error: AgeError) throws {
        guard case .plugin("canned", let reason) = error else { throw error }
        #expect(reason.unicodeScalars.allSatisfy { $0.value >= 32 && !(127...159).contains($0.value) } && reason.count < 3000)
    }
}

@Suite struct PluginConversationTests {
    private static let wrapping = """
        -> msg
        cGxlYXNlIHRvdWNoIGl0
        -> grease-12 a b

        -> labels one two

        -> confirm eWVz bm8
        c3VyZT8
        -> recipient-stanza 0 canned argument
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
        AAAA
        -> recipient-stanza 0 canned

        -> done


        """
    private static let unwrapping = """
        -> request-secret
        UElOPw
        -> request-public
        bmFtZT8
        -> file-key 0
        AAAAAAAAAAAAAAAAAAAAAA
        -> done


        """
    private static let told = """
        -> error recipient 0
        bm8gdG9rZW4
        -> error internal

        -> error

        -> done


        """

    private var rounds: Int { TestRun.isFull ? 20_000 : 300 }

    @Test func aWholeConversationCounts() throws {
        let plugin = try CannedPlugin()
        defer { plugin.remove() }
        let wrapping = try #require(try plugin.wrap(saying: Array(Self.wrapping.utf8)))
        #expect(wrapping.labels == ["one", "two"] && wrapping.stanzas.map(\.body.count) == [51, 0])
        #expect(wrapping.stanzas[0].arguments == [Array("argument".utf8)])
        #expect(try plugin.unwrap(saying: Array(Self.unwrapping.utf8)) == 16)
        #expect(try plugin.unwrap(saying: Array("-> done\n\n".utf8)) == 0)
        #expect(try plugin.unwrap(saying: Array(Self.told.utf8)) == nil)
    }

    @Test func aConversationCutAnywhereIsAnError() throws {
        let plugin = try CannedPlugin()
        defer { plugin.remove() }
        let (wrapping, unwrapping) = (Array(Self.wrapping.utf8), Array(Self.unwrapping.utf8))
        for count in 0..<wrapping.count - 1 { #expect(try plugin.wrap(saying: Array(wrapping.prefix(count))) == nil, "\(count)") }
        for count in 0..<unwrapping.count - 1 { #expect(try plugin.unwrap(saying: Array(unwrapping.prefix(count))) == nil, "\(count)") }
    }

    @Test func aPluginThatStopsInTheMiddleIsGivenUp() throws {
        let plugin = try CannedPlugin(isHanging: true, seconds: 1)
        defer { plugin.remove() }
        for count in [0, 3, 30, Self.wrapping.count - 2] {
            let start = Date()
            #expect(try plugin.wrap(saying: Array(Self.wrapping.utf8.prefix(count))) == nil)
            #expect(Date().timeIntervalSince(start) < 18)
        }
    }

    @Test func randomConversationsEndInTimeAndNeverInACrash() throws {
        let seed = TestRun.seed(of: "plugin conversations")
        var random = SplitMix(seed: seed)
        let plugin = try CannedPlugin()
        defer { plugin.remove() }
        let seeds = [Self.wrapping, Self.unwrapping, Self.told].map { Array($0.utf8) }
        let parts = ["-> ", "->", "\n", "\n\n", "0", " ", "done", "-> done\n\n", "file-key 0\n", "=", "\r\n", "\0", "\u{1B}[2J", String(repeating: "A", count: 64), "error", "\u{FF}"]
        var given = 0
        for round in 0..<rounds {
            var text = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...text.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: if place < text.count { text[place] = UInt8.random(in: 0...255, using: &random) }
                case 1: text.insert(contentsOf: Array(parts.randomElement(using: &random)!.utf8), at: place)
                case 2: text.removeSubrange(place..<min(text.count, place + Int.random(in: 0...20, using: &random)))
                case 3: text.insert(contentsOf: text[place...].prefix(Int.random(in: 0...200, using: &random)), at: place)
                default: text.insert(contentsOf: (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }, at: place)
                }
            }
            let start = Date()
            if round % 2 == 0 {
                if let wrapping = try plugin.wrap(saying: text) {
                    given += 1
                    #expect(!wrapping.stanzas.isEmpty)
                }
            } else if let size = try plugin.unwrap(saying: text) {
                given += 1
                #expect(size == 0 || size == 16)
            }
            #expect(Date().timeIntervalSince(start) < 10, "round \(round) of seed \(seed)")
        }
        // Some changes hurt nothing; else the rounds would test little.
        #expect(given > rounds / 100)
    }
}
