package import SecretMemory
#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Writes a secret into a FIFO once, on a thread of its own, since opening one waits for a reader. Nobody need read it:
/// ``abandon()`` ends the wait.
package final class PipeWriter: @unchecked Sendable {
    private let path: String
    private let bytes: SecretSlice
    private var thread: pthread_t?
    // Closing the one end tells the thread, whatever it waits for.
    private var stop: (reading: Int32, writing: Int32)

    /// Begins. Signals should be held back, so that none of them is delivered to the thread.
    package init(_ path: String, writing bytes: SecretSlice) throws(FileError) {
        self.path = path
        self.bytes = bytes
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .unwritable(path: path, step: "make a pipe", errorNumber: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stop = (ends[0], ends[1])
        let made = UnsafeMutablePointer<Handle>.allocate(capacity: 1)
        defer { made.deallocate() }
        let number = pthread_create(made, nil, writerEntry, Unmanaged.passRetained(self).toOpaque())
        guard number == 0 else {
            Unmanaged.passUnretained(self).release()
            close(stop.reading)
            close(stop.writing)
            throw .unwritable(path: path, step: "start a thread", errorNumber: number)
        }
        thread = made.pointee
    }

    #if canImport(Darwin)
    private typealias Handle = pthread_t?
    #else
    private typealias Handle = pthread_t
    #endif

    /// Ends it, whether or not anybody has read; after this the bytes are used no more.
    package func abandon() {
        guard let thread else { return }
        self.thread = nil
        close(stop.writing)
        // A writer in open() waits for a reader: this one, which must be there until the writer has come through.
        let reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard reader >= 0 else {
            // Somebody has removed the FIFO: the thread may wait until the process ends, and keeps what it needs.
            pthread_detach(thread)
            return
        }
        pthread_join(thread, nil)
        close(reader)
        close(stop.reading)
    }

    fileprivate func write() {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        bytes.withBytes { all in
            var rest = all[...]
            while !rest.isEmpty {
                var waited = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0), pollfd(fd: stop.reading, events: Int16(POLLIN), revents: 0)]
                if poll(&waited, 2, -1) < 0 {
                    if errno == EINTR { continue }
                    return
                }
                if waited[1].revents != 0 { return }
                let chunk = UnsafeRawBufferPointer(rebasing: rest)
                #if canImport(Glibc)
                let count = Glibc.write(descriptor, chunk.baseAddress, chunk.count)
                #else
                let count = Darwin.write(descriptor, chunk.baseAddress, chunk.count)
                #endif
                if count < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    // The reader has seen enough.
                    return
                }
                rest = rest.dropFirst(count)
            }
        }
    }
}

#if canImport(Darwin)
private func writerEntry(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    Unmanaged<PipeWriter>.fromOpaque(pointer).takeRetainedValue().write()
    return nil
}
#else
private func writerEntry(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let pointer { Unmanaged<PipeWriter>.fromOpaque(pointer).takeRetainedValue().write() }
    return nil
}
#endif
