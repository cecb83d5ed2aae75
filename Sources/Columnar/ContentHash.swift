internal import CArrow

/// What data is known by: 128 bits (XXH3) of which no two different pieces of data have the same by chance. It is no defence against
/// data that was made to deceive.
package struct ContentHash: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Of bytes that lie together.
    package init(of bytes: UnsafeRawBufferPointer) {
        var digest: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &digest) { place in
            if let first = place.assumingMemoryBound(to: UInt64.self).baseAddress {
                carrow_hash_bytes(bytes.baseAddress, bytes.count, first)
            }
        }
        self.init(high: digest.0, low: digest.1)
    }

    package init(of bytes: [UInt8]) { self = bytes.withUnsafeBytes { ContentHash(of: $0) } }

    /// The hash of so many digits; nil for any other text.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        let middle = text.utf8.index(text.startIndex, offsetBy: 16)
        guard let high = UInt64(text[..<middle], radix: 16), let low = UInt64(text[middle...], radix: 16) else {
            return nil
        }
        self.init(high: high, low: low)
    }
}

extension ContentHash: CustomStringConvertible {
    /// 32 hexadecimal digits, of small letters.
    package var description: String { Self.digits(high) + Self.digits(low) }

    private static func digits(_ word: UInt64) -> String {
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.utf8.count) + text
    }
}

/// Coded as its text.
extension ContentHash: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let hash = ContentHash(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no hash")
        }
        self = hash
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Hashes data that comes piece by piece. Its owner's thread.
package struct ContentHasher: ~Copyable {
    private let state: OpaquePointer

    /// - Throws: where there is no memory.
    package init() throws(ColumnarError) {
        guard let state = carrow_hash_create() else { throw ColumnarError.outOfMemory }
        self.state = state
    }

    deinit { carrow_hash_destroy(state) }

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        carrow_hash_update(state, bytes.baseAddress, bytes.count)
    }

    /// Of all that was added so far.
    package var hash: ContentHash {
        var digest: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &digest) { place in
            if let first = place.assumingMemoryBound(to: UInt64.self).baseAddress { carrow_hash_digest(state, first) }
        }
        return ContentHash(high: digest.0, low: digest.1)
    }
}
