#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a child process prints: the reading end of a pipe, and lines put together from what comes. Owns the descriptor. One thread.
package final class ProcessOutput {
    /// To poll; -1 once nobody can print any more.
    package private(set) var descriptor: Int32
    private var lines = LineAssembly()
    private var buffer = [UInt8](repeating: 0, count: 1 << 14)

    /// Takes over a descriptor that does not block.
    package init(taking descriptor: Int32) { self.descriptor = descriptor }

    deinit { shut() }

    /// The last lines since `forget`.
    package var lastLines: [String] { lines.last }

    /// A new step begins.
    package func forget() { lines.forget() }

    /// Passes on what is there, a bounded piece of it, so that a program that never stops printing holds up nothing.
    package func read(_ each: (String) -> Void) {
        guard descriptor >= 0 else { return }
        let count = buffer.withUnsafeMutableBytes { readBytes(descriptor, $0.baseAddress, $0.count) }
        if count > 0 { return lines.append(buffer[..<count], each) }
        if count == 0 { shut() }
    }

    /// Passes on what is left of a step: no more than a pipe holds, where somebody goes on printing.
    ///
    /// - Parameter isDrained: nothing is in the pipe.
    package func finish(_ each: (String) -> Void, isDrained: Bool = false) {
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
}
