internal import HTTPTransport

/// Lets one request at a time go to a server (scheme, host and port), whatever the number of remotes.
actor OriginTurns {
    private var waiting: [HTTPOrigin: [CheckedContinuation<Void, Never>]] = [:]
    private var busy: Set<HTTPOrigin> = []

    func take(_ origin: HTTPOrigin) async {
        if busy.insert(origin).inserted { return }
        await withCheckedContinuation { waiting[origin, default: []].append($0) }
    }

    func give(_ origin: HTTPOrigin) {
        guard var queue = waiting[origin], !queue.isEmpty else {
            busy.remove(origin)
            return
        }
        // The place stays taken: it goes to the next at once.
        let next = queue.removeFirst()
        waiting[origin] = queue.isEmpty ? nil : queue
        next.resume()
    }
}
