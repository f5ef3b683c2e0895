import CommandDriver
import Foundation
import Testing

/// Shamir's groups, 2 of 3, between the tools: read, changed and regrouped by either, with every subset of the keys.
@Suite struct KeyGroupTests {
    typealias Tool = RotationTests.Tool

    private struct Keys {
        let workspace: Workspace
        let recipients: [String]

        init() throws {
            workspace = try Workspace()
            var recipients: [String] = []
            for index in 0..<4 {
                recipients.append(try workspace.rcsops("key", "generate", "--output", "k\(index)").text.trimmingCharacters(in: .newlines))
            }
            self.recipients = recipients
            let groups = recipients.prefix(3).map { "      - age: [" + $0 + "]\n" }.joined()
            try workspace.put("creation_rules:\n  - shamir_threshold: 2\n    key_groups:\n" + groups, ".sops.yaml")
            try workspace.put("# c\na: one\nl: [1, x]\n", "x.yaml")
        }

        /// The environment with some of the identities.
        func identities(_ chosen: [Int]) throws -> [String: String] {
            try workspace.put(chosen.map { try workspace.text("k\($0)") }.joined(), "chosen.txt")
            return ["SOPS_AGE_KEY_FILE": workspace.path("chosen.txt")]
        }

        func run(_ tool: Tool, _ arguments: [String], with chosen: [Int]) throws -> Outcome {
            let environment = try identities(chosen)
            return try tool == .sops
                ? workspace.peer("sops", arguments, environment: environment) : workspace.rcsops(arguments, environment: environment)
        }

        /// The subsets of the identities that open the file, which must be the same for both tools.
        func openers(_ name: String, of count: Int) throws -> Set<Set<Int>> {
            var found: Set<Set<Int>> = []
            for mask in 0..<(1 << count) {
                let chosen = (0..<count).filter { mask >> $0 & 1 == 1 }
                let sops = try run(.sops, ["decrypt", name], with: chosen)
                let ours = try run(.rcsops, ["decrypt", name], with: chosen)
                #expect(sops.code == ours.code && sops.output == ours.output)
                if ours.code == 0 { found.insert(Set(chosen)) } else { #expect(ours.code == 128) }
            }
            return found
        }
    }

    private func subsets(of set: [Int], atLeast least: Int) -> Set<Set<Int>> {
        Set((0..<16).map { mask in Set((0..<4).filter { mask >> $0 & 1 == 1 }) }.filter { $0.intersection(set).count >= least })
    }

    @Test("two of three groups open, rotate and set a file of either tool", arguments: Tool.allCases, Tool.allCases)
    func twoOfThree(maker: Tool, changer: Tool) throws {
        let keys = try Keys()
        let workspace = keys.workspace
        #expect(try keys.run(maker, ["encrypt", "-i", "x.yaml"], with: []).code == 0)
        let expected = subsets(of: [0, 1, 2], atLeast: 2)
        #expect(try keys.openers("x.yaml", of: 4) == expected)
        let old = try workspace.data("x.yaml")
        for pair in [[0, 1], [0, 2], [1, 2], [0, 1, 2]] {
            try workspace.put(old, "x.yaml")
            #expect(try keys.run(changer, ["rotate", "-i", "x.yaml"], with: pair).code == 0)
            #expect(try keys.run(changer, ["set", "x.yaml", "[\"l\"][0]", "2"], with: pair).code == 0)
            for other in [[0, 1], [0, 2], [1, 2]] {
                for reader in Tool.allCases {
                    #expect(try keys.run(reader, ["decrypt", "x.yaml"], with: other).text == "# c\na: one\nl:\n    - 2\n    - x\n")
                }
            }
        }
        #expect(try keys.openers("x.yaml", of: 4) == expected)
        #expect(try keys.run(changer, ["rotate", "-i", "x.yaml"], with: [1]).code == 128)
    }

    @Test("groups are added to and deleted from a file of either tool", arguments: Tool.allCases, Tool.allCases)
    func addAndDelete(maker: Tool, changer: Tool) throws {
        let keys = try Keys()
        let workspace = keys.workspace
        #expect(try keys.run(maker, ["encrypt", "-i", "x.yaml"], with: []).code == 0)
        let (plain, values) = (try keys.run(.sops, ["decrypt", "x.yaml"], with: [0, 1]).output, try workspace.ciphertexts("x.yaml"))
        #expect(try keys.run(changer, ["groups", "add", "-i", "-f", "x.yaml", "--age", keys.recipients[3]], with: [1, 2]).code == 0)
        #expect(try keys.openers("x.yaml", of: 4) == subsets(of: [0, 1, 2, 3], atLeast: 2))
        #expect(try workspace.ciphertexts("x.yaml") == values)
        // The first one out; of the rest three must agree.
        let deletion = ["groups", "delete", "-i", "--shamir-secret-sharing-threshold", "3", "-f", "x.yaml", "0"]
        #expect(try keys.run(changer, deletion, with: [0, 3]).code == 0)
        #expect(try keys.openers("x.yaml", of: 4) == subsets(of: [1, 2, 3], atLeast: 3))
        #expect(try keys.run(.rcsops, ["decrypt", "x.yaml"], with: [1, 2, 3]).output == plain)
        let before = try workspace.data("x.yaml")
        #expect(try keys.run(changer, ["groups", "delete", "-i", "-f", "x.yaml", "0"], with: [1, 2, 3]).code == 1)
        #expect(try workspace.data("x.yaml") == before)
    }

    @Test("a second group for a file of one makes both needed, and printing changes nothing", arguments: Tool.allCases)
    func secondGroup(tool: Tool) throws {
        let keys = try Keys()
        let workspace = keys.workspace
        #expect(try keys.run(.sops, ["encrypt", "--age", keys.recipients[0], "-i", "x.yaml"], with: []).code == 0)
        let old = try workspace.data("x.yaml")
        let printed = try keys.run(tool, ["groups", "add", "-f", "x.yaml", "--age", keys.recipients[1]], with: [0])
        #expect(printed.code == 0 && printed.text.contains("shamir_threshold: 2"))
        #expect(try workspace.data("x.yaml") == old)
        try workspace.put(printed.output, "y.yaml")
        #expect(try keys.openers("y.yaml", of: 2) == [[0, 1]])
        let back = ["groups", "delete", "-i", "--shamir-secret-sharing-threshold", "1", "-f", "y.yaml", "1"]
        #expect(try keys.run(tool, back, with: [0, 1]).code == 0)
        #expect(try keys.openers("y.yaml", of: 2) == [[0], [0, 1]])
    }

    @Test("what groups can't do has sops' code, or 1 where sops crashes or writes a file that nobody opens")
    func refusals() throws {
        let keys = try Keys()
        let workspace = keys.workspace
        #expect(try keys.run(.rcsops, ["encrypt", "-i", "x.yaml"], with: []).code == 0)
        let old = try workspace.data("x.yaml")
        let attempts: [(arguments: [String], code: Int32, sops: Int32)] = [
            (["groups", "add"], 2, 2), (["groups", "add", "-f", "missing.yaml", "--age", keys.recipients[3]], 2, 2),
            (["groups", "add", "-f", "x.yaml", "word"], 1, 1), (["groups", "delete", "-f", "x.yaml"], 1, 1),
            (["groups", "delete", "-f", "x.yaml", "x"], 1, 1), (["groups", "delete", "-f", "x.yaml", "5"], 1, 2),
            (["groups", "delete", "--shamir-secret-sharing-threshold", "3", "-f", "x.yaml", "0"], 1, 1),
            (["groups", "add", "-i", "-f", "x.yaml"], 1, 0), (["groups", "add", "-i", "-f", "x.yaml", "--age", "nonsense"], 1, 0),
            (["groups", "add", "-i", "--shamir-secret-sharing-threshold", "9", "-f", "x.yaml", "--age", keys.recipients[3]], 1, 0),
        ]
        for (arguments, code, other) in attempts {
            let ours = try keys.run(.rcsops, arguments, with: [0, 1])
            #expect(ours.code == code && ours.messages.contains("fix: "), "\(arguments) \(ours.messages)")
            #expect(try workspace.data("x.yaml") == old)
            #expect(try keys.run(.sops, arguments, with: [0, 1]).code == other, "\(arguments)")
            try workspace.put(old, "x.yaml")
        }
        // The only group.
        try workspace.put("a: 1\n", "one.yaml")
        #expect(try keys.run(.sops, ["encrypt", "--age", keys.recipients[0], "-i", "one.yaml"], with: []).code == 0)
        #expect(try keys.run(.rcsops, ["groups", "delete", "-i", "-f", "one.yaml", "0"], with: [0]).code == 1)
        #expect(try keys.run(.rcsops, ["decrypt", "one.yaml"], with: [0]).text == "a: 1\n")
    }
}
