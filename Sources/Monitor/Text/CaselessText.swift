/// Text that is looked for in many lines, whatever the case of letters.
struct CaselessText: Sendable {
    /// In lower case.
    private let bytes: [UInt8]
    private let isASCII: Bool

    init(_ text: String) {
        bytes = Array(text.lowercased().utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
    }

    func occurs(in line: String) -> Bool {
        if bytes.isEmpty { return true }
        // No byte of another character is one of ASCII.
        var line = isASCII ? line : line.lowercased()
        return line.withUTF8 { occurs(in: $0) }
    }

    private func occurs(in line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count <= line.count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            for start in 0...line.count - bytes.count where Self.lowered(line[start]) == bytes[0] {
                var length = 1
                while length < bytes.count, Self.lowered(line[start + length]) == bytes[length] { length += 1 }
                if length == bytes.count { return true }
            }
            return false
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte + 32 : byte }
}
