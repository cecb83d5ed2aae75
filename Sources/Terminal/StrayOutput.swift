import CNCurses

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Keeps what the program itself prints off the screen: while it lives, standard output, and standard error where that is the
/// terminal too, lead into a pipe, whose lines the terminal's thread reads. Standard error that was sent elsewhere stays there.
///
/// For one thread, but for the descriptors, which are fixed.
struct StrayOutput {
    /// Bytes of a line at most; longer ones are cut into several.
    static let longestLine = 4096
    /// Bytes read at once at most, so that a program that prints without end is still drawn.
    private static let mostAtOnce = 1 << 16

    /// To be polled for reading.
    let reading: Int32
    /// What standard output was: the terminal.
    let output: Int32
    /// What standard error was.
    let errors: Int32
    private let coversErrors: Bool
    private var partial: [UInt8] = []

    /// Redirects. Nil: no descriptors left; nothing was changed.
    init?() {
        guard let pipe = DescriptorPipe(blockingWriter: true) else { return nil }
        defer { close(pipe.writing) }
        output = Self.copy(STDOUT_FILENO)
        errors = Self.copy(STDERR_FILENO)
        reading = pipe.reading
        coversErrors = isatty(STDERR_FILENO) == 1
        guard output >= 0 else {
            for descriptor in [reading, output, errors] where descriptor >= 0 { close(descriptor) }
            return nil
        }
        weir_output_by_lines()
        dup2(pipe.writing, STDOUT_FILENO)
        if coversErrors { dup2(pipe.writing, STDERR_FILENO) }
    }

    /// Reads what is there and gives it out line by line, without line ends. Does not block.
    mutating func read(_ receive: (String) -> Void) { _ = take(receive) }

    /// False: there is no more for now.
    private mutating func take(_ receive: (String) -> Void) -> Bool {
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.mostAtOnce) { buffer, count in
            count = max(0, readBytes(reading, buffer.baseAddress, buffer.count))
        }
        for byte in bytes {
            if byte == 0x0A {
                flush(receive)
            } else {
                partial.append(byte)
                if partial.count >= Self.longestLine { flush(receive) }
            }
        }
        return !bytes.isEmpty
    }

    private mutating func flush(_ receive: (String) -> Void) {
        if partial.last == 0x0D { partial.removeLast() }
        receive(String(decoding: partial, as: UTF8.self))
        partial.removeAll(keepingCapacity: true)
    }

    /// Gives the descriptors back, and out what is left in the pipe.
    mutating func end(_ receive: (String) -> Void) {
        dup2(output, STDOUT_FILENO)
        if coversErrors { dup2(errors, STDERR_FILENO) }
        // Not without end: a program that this one started may print on.
        for _ in 0..<16 where !take(receive) { break }
        if !partial.isEmpty { flush(receive) }
        for descriptor in [reading, output, errors] where descriptor >= 0 { close(descriptor) }
    }

    /// A copy that programs which this one starts do not get.
    private static func copy(_ descriptor: Int32) -> Int32 { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }
}

/// `read(2)`, whose name the type has for itself.
private func readBytes(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
