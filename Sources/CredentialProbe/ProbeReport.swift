internal import ObjectStorage

/// The results of a run, in the order of the configuration, and what the run ends with.
package struct ProbeReport: Sendable {
    package let results: [ProbeResult]
    let tool: String
    let started: Int64
    let duration: Duration
    package let isInterrupted: Bool
    let secrets: SecretFilter

    init(results: [ProbeResult], tool: String, started: Int64, duration: Duration, isInterrupted: Bool, secrets: SecretFilter) {
        self.results = results
        self.tool = tool
        self.started = started
        self.duration = duration
        self.isInterrupted = isInterrupted
        self.secrets = secrets
    }

    /// 0, or the weightiest of what was found: the configuration, something left behind, the keys, the target, the way there, what is not proven.
    package func exitCode(isStrict: Bool) -> Int32 {
        if isInterrupted { return 130 }
        let codes = Set(results.map { $0.residue != nil ? 5 : $0.diagnosis.id.exitCode })
        let order: [Int32] = isStrict ? [2, 5, 3, 4, 6, 7] : [2, 5, 3, 4, 6]
        return order.first(where: codes.contains) ?? 0
    }
}

extension ProbeReport {
    /// For people, of each result: the remote, and behind it the way to where it stores; with the path where that alone tells two apart.
    var labels: [String] {
        let labels = results.map(\.label)
        let places = zip(results, labels).map { [$0.origin.file ?? "", $1] }
        let counts = Dictionary(places.map { ($0, 1) }, uniquingKeysWith: +)
        return results.indices.map { index in
            let path = results[index].origin.path
            return (counts[places[index]] ?? 0) > 1 && !path.isEmpty ? labels[index] + ":" + ServerText.controlled(path) : labels[index]
        }
    }

    var hasSeveralFiles: Bool { Set(results.map(\.origin.file)).count > 1 }
}

extension ProbeResult {
    /// A remote's name may hold anything but a line break; what moves a terminal's cursor is spelled out.
    fileprivate var label: String {
        ([remote] + origin.via + (origin.storage.map { $0 == remote && origin.via.isEmpty ? [] : [$0] } ?? [])).map(ServerText.controlled).joined(separator: " → ")
    }

    /// Scheme, host, port and the path before the bucket.
    var endpoint: String? {
        guard let target, let endpointOrigin else { return nil }
        return endpointOrigin.scheme.rawValue + "://" + endpointOrigin.authority + target.pathPrefix
    }
}
