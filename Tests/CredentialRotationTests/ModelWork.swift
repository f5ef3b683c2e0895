import Foundation

/// Rotations that are still to be searched, taken by whichever thread is free.
final class ModelWork: @unchecked Sendable {
    private let lock = NSLock()
    private let configurations: [ModelConfiguration]
    private let prints: Bool
    private let body: @Sendable (ModelConfiguration) async -> ModelSearch.Result
    private var next = 0
    private var found: [(index: Int, name: String, result: ModelSearch.Result)] = []

    init(_ configurations: [ModelConfiguration], prints: Bool, _ body: @escaping @Sendable (ModelConfiguration) async -> ModelSearch.Result) {
        self.configurations = configurations
        self.prints = prints
        self.body = body
    }

    var results: [(name: String, result: ModelSearch.Result)] {
        lock.withLock { found.sorted { $0.index < $1.index }.map { ($0.name, $0.result) } }
    }

    func run() {
        while let index = take() {
            InlineExecutor.run { [self] in
                let configuration = configurations[index]
                let result = await body(configuration)
                lock.withLock { found.append((index, configuration.name, result)) }
                // A full search takes long.
                if prints {
                    print("\(configuration.name): \(result.states) states, \(result.runs) steps, \(result.violations.prefix(2))")
                    fflush(nil)
                }
            }
        }
    }

    private func take() -> Int? {
        lock.withLock {
            guard next < configurations.count else { return nil }
            defer { next += 1 }
            return next
        }
    }
}
