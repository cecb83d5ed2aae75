#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A file in the OTLP file format: a document a line.
final class FileSpanSink: SpanSink {
    private let file: Int32

    /// Makes the file anew.
    init(path: String) throws(TraceError) {
        file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw TraceError("the trace cannot be written to \(path): \(String(cString: strerror(errno)))")
        }
    }

    func deliver(_ document: [UInt8]) throws(DeliveryFailure) {
        let line = document + [UInt8(ascii: "\n")]
        var done = 0
        while done < line.count {
            let count = line.withUnsafeBytes { write(file, $0.baseAddress?.advanced(by: done), $0.count - done) }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw DeliveryFailure(message: String(cString: strerror(errno)), isPassing: false)
            }
        }
    }

    func close() throws(DeliveryFailure) {
        #if canImport(Darwin)
        let status = Darwin.close(file)
        #else
        let status = Glibc.close(file)
        #endif
        guard status == 0 else { throw DeliveryFailure(message: String(cString: strerror(errno)), isPassing: false) }
    }
}
