import Foundation

/// One request to a server of the tests on loopback. A process for each would take more time than what is tested.
enum LoopbackRequest {
    static func get(_ url: String) throws -> Data { try send("GET", url, Data()) }
    static func post(_ url: String, _ body: Data) throws -> Data { try send("POST", url, body) }

    private static func send(_ method: String, _ url: String, _ body: Data) throws -> Data {
        guard let parts = URLComponents(string: url), let port = parts.port else { throw failure(url, "no address") }
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else { throw failure(url, String(cString: strerror(errno))) }
        let path = parts.path.isEmpty ? "/" : parts.path
        var sent = Data("\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n".utf8) + body
        while !sent.isEmpty {
            let count = sent.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw failure(url, "the connection ended") }
            sent = Data(sent.dropFirst(count))
        }
        var answer = Data()
        var room = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = recv(socket, &room, room.count, 0), count > 0 { answer += room[..<count] }
        guard let end = answer.range(of: Data("\r\n\r\n".utf8)) else { throw failure(url, "no answer") }
        let content = Data(answer[end.upperBound...])
        guard answer.starts(with: Data("HTTP/1.1 200".utf8)) else { throw failure(url, String(decoding: content, as: UTF8.self)) }
        return content
    }

    private static func failure(_ url: String, _ words: String) -> any Error {
        CocoaError(.fileReadUnknown, userInfo: ["url": url, "messages": words])
    }
}
