import Columnar
import Plan

/// What a program wrote to its standard output, as far as it tells why that is no stream.
struct ProgramOutput {
    /// The first bytes, to be shown.
    private var beginning: [UInt8] = []
    /// Bytes after the end of the stream.
    private var surplus = 0
    private var fault: ColumnarError?

    /// Bytes of a beginning that are shown.
    private static let shown = 60

    /// Whether nothing that may come can make it a stream.
    var isHopeless: Bool { fault != nil || surplus > 0 }

    mutating func take(_ bytes: UnsafeRawBufferPointer, _ decoder: StreamDecoder) {
        guard !isHopeless else { return }
        if beginning.count < Self.shown { beginning += bytes.prefix(Self.shown - beginning.count) }
        do throws(ColumnarError) {
            surplus = bytes.count - (try decoder.take(bytes))
        } catch {
            fault = error
        }
    }

    /// What is wrong with all that came; nil: it is a whole stream.
    ///
    /// - Parameter isEmptyWell: whether nothing at all is no reason to complain, for there is a better one.
    func complaint(_ decoder: StreamDecoder, isEmptyWell: Bool = false) -> String? {
        if let fault { return complaint(of: fault, decoder) }
        if surplus > 0 {
            return
                "wrote more to its standard output after the end of its Arrow stream; what it has to say to people belongs on "
                + "standard error"
        }
        switch decoder.state {
        case .empty:
            return isEmptyWell ? nil : "wrote nothing to its standard output, where an Arrow IPC stream is expected"
        case .inside where firstLine != nil: return complaint(of: nil, decoder)
        case .inside: return "ended in the middle of its Arrow stream, after \(decoder.rowCount.counted("row"))"
        case .between, .ended: return nil
        }
    }

    private func complaint(of fault: ColumnarError?, _ decoder: StreamDecoder) -> String {
        guard decoder.rowCount == 0, let line = firstLine else {
            let why = fault.map { " (\($0.message))" } ?? ""
            return
                "wrote something to its standard output that is no Arrow IPC stream, after \(decoder.rowCount.counted("row"))\(why)"
        }
        return
            "wrote text to its standard output, where an Arrow IPC stream is expected: '\(line)'; what it has to say to people "
            + "belongs on standard error"
    }

    /// The first line, where it is text: what comes after it may well be a stream, and has come with it or has not.
    private var firstLine: Substring? {
        guard let line = String(decoding: beginning, as: UTF8.self).split(whereSeparator: \.isNewline).first else {
            return nil
        }
        var scalars = line.unicodeScalars[...]
        // What is cut off may end within a character.
        if beginning.count == Self.shown, scalars.last?.value == 0xFFFD { scalars.removeLast() }
        return scalars.allSatisfy { ($0.value >= 32 && $0.value != 0xFFFD) || $0 == "\t" } ? line : nil
    }
}
