import Foundation

/// A port of this machine where nobody serves.
final class DeadPort {
    enum Kind {
        /// Refuses connections, and nobody else gets it.
        case closed
        /// Its queue of connections is full: the kernel answers nobody.
        case silent
    }

    let port: UInt16
    private var sockets: [Int32] = []

    init(_ kind: Kind) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        sockets.append(listener)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        func each(_ body: (UnsafeMutablePointer<sockaddr>) -> Int32) -> Int32 {
            withUnsafeMutablePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
        }
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard each({ bind(listener, $0, size) }) == 0, each({ getsockname(listener, $0, &size) }) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
        port = UInt16(bigEndian: address.sin_port)
        guard kind == .silent else { return }
        guard listen(listener, 0) == 0 else { throw CocoaError(.fileReadUnknown) }
        for _ in 0..<3 {
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            _ = fcntl(client, F_SETFL, O_NONBLOCK)
            _ = each { connect(client, $0, size) }
            sockets.append(client)
        }
    }

    deinit { for socket in sockets { close(socket) } }
}
