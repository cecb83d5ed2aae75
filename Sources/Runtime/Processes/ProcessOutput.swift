#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a worker process prints: the reading end of a pipe, and lines put together from what comes. Owns the descriptor. One thread.
final class ProcessOutput {
    /// To poll; -1 once nobody can print any more.
    private(set) var descriptor: Int32
    private var lines = LineAssembly()
    private var buffer = [UInt8](repeating: 0, count: 1 << 14)

    /// Takes over a descriptor that does not block.
    init(taking descriptor: Int32) { self.descriptor = descriptor }

    deinit { shut() }

    /// The last lines since `forget`.
    var lastLines: [String] { lines.last }

    /// A new step begins.
    func forget() { lines.forget() }

    /// Passes on what is there, a bounded piece of it, so that a program that never stops printing holds up nothing.
    func read(_ each: (String) -> Void) {
        guard descriptor >= 0 else { return }
        let count = buffer.withUnsafeMutableBytes { Self.read(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { return lines.append(buffer[..<count], each) }
        if count == 0 { shut() }
    }

    /// Passes on what is left of a step: no more than a pipe holds, where somebody goes on printing.
    ///
    /// - Parameter isDrained: nothing is in the pipe.
    func finish(_ each: (String) -> Void, isDrained: Bool = false) {
        for _ in 0..<(isDrained ? 0 : 64) {
            var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard descriptor >= 0, poll(&polled, 1, 0) > 0 else { break }
            read(each)
        }
        lines.flush(each)
    }

    private func shut() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    private static func read(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Darwin)
        Darwin.read(descriptor, bytes, count)
        #else
        Glibc.read(descriptor, bytes, count)
        #endif
    }
}

/// Lines put together from pieces.
struct LineAssembly {
    /// Lines at the end that are kept for a message; those of a stack trace would push out what they are about.
    static let kept = 5
    static let longest = 4096

    private var rest: [UInt8] = []
    private(set) var last: [String] = []

    mutating func append(_ bytes: some Sequence<UInt8>, _ each: (String) -> Void) {
        for byte in bytes {
            if byte != UInt8(ascii: "\n") { rest.append(byte) }
            if byte == UInt8(ascii: "\n") || rest.count == Self.longest { flush(each) }
        }
    }

    /// The end of what was printed is a line too.
    mutating func flush(_ each: (String) -> Void) {
        guard !rest.isEmpty else { return }
        let line = String(decoding: rest, as: UTF8.self)
        rest.removeAll(keepingCapacity: true)
        if !Self.isOfStackTrace(line) { last.append(line) }
        if last.count > Self.kept { last.removeFirst() }
        each(line)
    }

    /// As Swift prints it: a number, where it is, an address.
    private static func isOfStackTrace(_ line: String) -> Bool {
        line == "Current stack trace:" || (line.first?.isNumber == true && line.contains(" 0x"))
    }

    mutating func forget() { last = [] }
}
