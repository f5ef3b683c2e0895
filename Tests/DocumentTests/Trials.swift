/// Many documents, as many at once as there are cores.
enum Trials {
    static let width = 2

    static func run(_ samples: [Sample], _ tools: ToolPair) async throws -> [Trial] {
        try await map(samples) { try Trial.run($0, tools) }
    }

    /// `transform` of each, in their order.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element], _ transform: @escaping @Sendable (Element) throws -> Result
    ) async throws -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: elements.count)
            for (index, element) in elements.enumerated() {
                if index >= width, let (place, result) = try await group.next() { results[place] = result }
                group.addTask { (index, try transform(element)) }
            }
            while let (place, result) = try await group.next() { results[place] = result }
            return results.compactMap { $0 }
        }
    }
}
