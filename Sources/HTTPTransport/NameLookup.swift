#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Asks the system's resolver for the addresses of a name, on a thread of its own: nothing ends a getaddrinfo early, so one that
/// nobody waits for any longer is left to itself.
final class NameLookup: Sendable {
    private let name: String
    private let answer: OneAnswer<[IPAddress]>

    private init(_ name: String, _ answer: OneAnswer<[IPAddress]>) {
        self.name = name
        self.answer = answer
    }

    /// Begins; the addresses come in the order of RFC 6724.
    static func start(_ name: String, into answer: OneAnswer<[IPAddress]>) {
        // RFC 6761 §6.4: no resolver needs to be asked.
        if name.hasSuffix(".invalid") || name.hasSuffix(".invalid.") || name == "invalid" {
            answer.give(.failure(.nameNotFound))
            return
        }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let lookup = Unmanaged.passRetained(NameLookup(name, answer))
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let number = pthread_create(&thread, &attributes, lookupEntry, lookup.toOpaque())
        guard number != 0 else { return }
        lookup.release()
        answer.give(.failure(.local(number)))
    }

    fileprivate func run() { answer.give(Self.addresses(of: name)) }

    private static func addresses(of name: String) -> Result<[IPAddress], HTTPFailure> {
        var hints = addrinfo()
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(name, nil, &hints, &list)
        guard code == 0 else {
            let failure = failure(code, errno)
            // A resolver that can open neither its file nor a socket says that there is no such name (measured on glibc 2.36).
            return .failure(SpareDescriptors.fault(making: 2).map { .local($0) } ?? failure)
        }
        defer { freeaddrinfo(list) }
        var found: [IPAddress] = []
        var entry = list
        while let current = entry?.pointee {
            entry = current.ai_next
            guard let socket = current.ai_addr else { continue }
            let address: IPAddress? =
                switch current.ai_family {
                case AF_INET:
                    socket.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { place in
                        IPAddress(bytes: withUnsafeBytes(of: place.pointee.sin_addr) { Array($0) })
                    }
                case AF_INET6:
                    socket.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { place in
                        IPAddress(bytes: withUnsafeBytes(of: place.pointee.sin6_addr) { Array($0) })
                    }
                default: nil
                }
            if let address, !found.contains(address) { found.append(address) }
        }
        return found.isEmpty ? .failure(.nameNotFound) : .success(found)
    }

    static func failure(_ code: Int32, _ errorNumber: Int32) -> HTTPFailure {
        switch code {
        case EAI_NONAME: return .nameNotFound
        case EAI_MEMORY: return .local(ENOMEM)
        case EAI_SYSTEM where HTTPFailure.isLocal(errorNumber): return .local(errorNumber)
        default:
            // EAI_NODATA and EAI_ADDRFAMILY, which glibc has and Swift's module of it leaves out: the name has no address.
            return code == -5 || code == -9 ? .nameNotFound : .nameServiceFailed
        }
    }
}

#if canImport(Darwin)
private func lookupEntry(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<NameLookup>.fromOpaque(pointer).takeRetainedValue().run()
    return nil
}
#else
private func lookupEntry(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let pointer { Unmanaged<NameLookup>.fromOpaque(pointer).takeRetainedValue().run() }
    return nil
}
#endif
