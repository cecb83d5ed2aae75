import Columnar
import Plan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Puts together what an identity is the hash of, so that no two different sequences of parts give the same bytes.
struct IdentityBytes {
    private var bytes: [UInt8] = []

    /// - Parameter kind: what the identity is of.
    init(_ kind: String) { add(kind) }

    mutating func add(_ text: String) {
        add(count: text.utf8.count)
        bytes += text.utf8
    }

    mutating func add(_ hash: ContentHash) {
        add(hash.high)
        add(hash.low)
    }

    mutating func add(_ hashes: [ContentHash]) {
        add(count: hashes.count)
        for hash in hashes { add(hash) }
    }

    mutating func add(count: Int) { add(UInt64(bitPattern: Int64(count))) }

    /// A part of a plan, whatever it consists of, but without the places in files where it is said.
    mutating func add(_ definition: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        encoder.userInfo[.leavesOutPositions] = true
        let data = try encoder.encode(definition)
        add(count: data.count)
        bytes += data
    }

    private mutating func add(_ word: UInt64) { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }

    var hash: ContentHash { ContentHash(of: bytes) }
}
