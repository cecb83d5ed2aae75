/// Lines put together from pieces.
package struct LineAssembly {
    /// Lines at the end that are kept for a message; those of a stack trace would push out what they are about.
    package static let kept = 5
    package static let longest = 4096

    private var rest: [UInt8] = []
    package private(set) var last: [String] = []

    package init() {}

    package mutating func append(_ bytes: some Sequence<UInt8>, _ each: (String) -> Void) {
        for byte in bytes {
            if byte != UInt8(ascii: "\n") { rest.append(byte) }
            if byte == UInt8(ascii: "\n") || rest.count == Self.longest { flush(each) }
        }
    }

    /// The end of what was printed is a line too.
    package mutating func flush(_ each: (String) -> Void) {
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

    package mutating func forget() { last = [] }
}
