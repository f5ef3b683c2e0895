import SecretMemory
import SopsDocument
import Testing
import TestVectors

/// Any bytes are read or refused, and what is read survives writing and reading. 2,000 changed documents a format;
/// 100,000 with `RCSOPS_FULL=1`.
@Suite struct FuzzTests {
    private static let count = TestRun.isFull ? 100_000 : 2_000
    private static let seed = TestRun.seed(of: "changed documents")

    @Test(arguments: DocumentFormat.allCases) func changedPlainDocumentsAreRefusedOrReachAFixedPoint(_ format: DocumentFormat) {
        var accepted = 0
        for (number, bytes) in mutations(of: FuzzSeeds.plain(format), format) {
            switch Passage.of(bytes, format) {
            case .refused: break
            case .fixedPoint: accepted += 1
            case .changed(let first, let second):
                Issue.record("seed \(Self.seed), \(format.rawValue) number \(number): written as\n\(first)\nthen as\n\(second)\n\(shown(bytes))")
            case .unreadable(let error, let text):
                Issue.record("seed \(Self.seed), \(format.rawValue) number \(number): what was written can't be read, \(error):\n\(text)\n\(shown(bytes))")
            }
        }
        print("fuzz of plain \(format.rawValue): \(Self.count) documents, \(accepted) accepted, seed \(Self.seed)")
        expectBoundedMemory()
    }

    @Test(arguments: DocumentFormat.allCases) func changedEncryptedDocumentsAreReadOrRefused(_ format: DocumentFormat) {
        var accepted = 0
        for (_, bytes) in mutations(of: FuzzSeeds.encrypted(format), format) {
            let arena = SecretArena()
            guard let (tree, metadata) = try? DocumentStore(format).readEncrypted(arena.store(bytes), in: arena) else { continue }
            accepted += 1
            // What can be read can be written or is refused, in order.
            _ = try? DocumentStore(format).write(tree, metadata: metadata)
        }
        #expect(accepted > 0)
        print("fuzz of encrypted \(format.rawValue): \(Self.count) documents, \(accepted) accepted, seed \(Self.seed)")
        expectBoundedMemory()
    }

    private func mutations(of seeds: [String], _ format: DocumentFormat) -> some Sequence<(Int, [UInt8])> {
        var mutator = Mutator(seeds: seeds.map { Array($0.utf8) }, seed: Self.seed &+ UInt64(format.rawValue.utf8.count))
        return (0..<Self.count).lazy.map { ($0, mutator.next()) }
    }

    private func shown(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).debugDescription }

    private func expectBoundedMemory() { #expect(PeakMemory.bytes < PeakMemory.limit, "more than 1 GiB of memory was used") }
}
