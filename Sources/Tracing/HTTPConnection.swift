import Events

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A TCP connection with a deadline for all that is done with it. One thread's own.
struct HTTPConnection {
    private let socket: Int32
    /// Of `MonotonicTime`.
    private let deadline: UInt64

    /// Tries the host's addresses in turn. Blocks.
    init(_ address: CollectorAddress, timeout: Int32) throws(DeliveryFailure) {
        deadline = MonotonicTime.now &+ UInt64(timeout) &* 1_000_000
        var failure = "the host has no address"
        for candidate in try Self.candidates(address) {
            let connected = Self.connect(candidate, until: deadline)
            switch connected {
            case .success(let socket):
                self.socket = socket
                return
            case .failure(let error): failure = error.message
            }
        }
        throw DeliveryFailure(message: failure, isPassing: true)
    }

    func close() { systemClose(socket) }

    mutating func send(_ bytes: [UInt8]) throws(DeliveryFailure) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Self.send(socket, UnsafeRawBufferPointer(rebasing: $0[done...]))
            }
            if count > 0 {
                done += count
            } else {
                try wait(Int16(POLLOUT), after: errno)
            }
        }
    }

    /// Some bytes; nil at the end.
    mutating func receive() throws(DeliveryFailure) -> [UInt8]? {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
                count = recv(socket, buffer.baseAddress, buffer.count, 0)
                filled = max(0, count)
            }
            if count > 0 { return bytes }
            if count == 0 { return nil }
            try wait(Int16(POLLIN), after: errno)
        }
    }

    private func wait(_ events: Int16, after error: Int32) throws(DeliveryFailure) {
        if error == EINTR { return }
        guard error == EAGAIN || error == EWOULDBLOCK else {
            throw DeliveryFailure(message: String(cString: strerror(error)), isPassing: true)
        }
        guard Self.wait(socket, events, until: deadline) else {
            throw DeliveryFailure(message: "it did not answer in time", isPassing: true)
        }
    }

    // MARK: Connecting

    private struct Candidate {
        var family: Int32
        var address: [UInt8]
    }

    private static func candidates(_ address: CollectorAddress) throws(DeliveryFailure) -> [Candidate] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(streamType)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(address.host, String(address.port), &hints, &list)
        guard status == 0 else {
            throw DeliveryFailure(
                message: "the host '\(address.host)' is not found: \(String(cString: gai_strerror(status)))",
                isPassing: true)
        }
        defer { freeaddrinfo(list) }
        var candidates: [Candidate] = []
        var next = list
        while let entry = next {
            let bytes = UnsafeRawBufferPointer(start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            candidates.append(Candidate(family: entry.pointee.ai_family, address: Array(bytes)))
            next = entry.pointee.ai_next
        }
        return candidates
    }

    private static func connect(_ candidate: Candidate, until deadline: UInt64) -> Result<Int32, DeliveryFailure> {
        func failure(_ error: Int32) -> Result<Int32, DeliveryFailure> {
            .failure(DeliveryFailure(message: String(cString: strerror(error)), isPassing: true))
        }
        let descriptor = openSocket(family: candidate.family)
        guard descriptor >= 0 else { return failure(errno) }
        let status = candidate.address.withUnsafeBytes { bytes in
            systemConnect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        if status == 0 { return .success(descriptor) }
        var error = errno
        if error == EINPROGRESS {
            if wait(descriptor, Int16(POLLOUT), until: deadline) {
                var length = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
                if error == 0 { return .success(descriptor) }
            } else {
                error = ETIMEDOUT
            }
        }
        systemClose(descriptor)
        return failure(error)
    }

    /// Whether the socket got ready before the deadline.
    private static func wait(_ socket: Int32, _ events: Int16, until deadline: UInt64) -> Bool {
        while true {
            let now = MonotonicTime.now
            guard now < deadline else { return false }
            var polled = pollfd(fd: socket, events: events, revents: 0)
            let count = poll(&polled, 1, Int32(clamping: (deadline - now) / 1_000_000 + 1))
            if count > 0 { return true }
            if count < 0 && errno != EINTR { return true }
        }
    }
}

private func systemConnect(_ socket: Int32, _ address: UnsafePointer<sockaddr>?, _ length: socklen_t) -> Int32 {
    connect(socket, address, length)
}

private func systemClose(_ descriptor: Int32) { _ = close(descriptor) }
