/// A search as people type it: its characters must occur in the text in this order, not side by side; letters match whatever
/// their case. Spaces part words that may each occur anywhere.
package struct FuzzyPattern: Sendable, Hashable {
    package let text: String
    /// Lower-case scalars of each word.
    private let words: [[UInt32]]

    package init(_ text: String) {
        self.text = text
        words = text.split(separator: " ").map { $0.unicodeScalars.map(Self.lowered) }
    }

    package var isEmpty: Bool { words.isEmpty }

    package func matches(_ candidate: String) -> Bool {
        // Most candidates, of which there may be a great many, are ASCII.
        let quick = candidate.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.contains { $0 >= 0x80 } ? nil : words.allSatisfy { Self.occurs($0, in: bytes) }
        }
        if let found = quick ?? nil { return found }
        return words.allSatisfy { word in
            var next = 0
            for scalar in candidate.unicodeScalars where Self.lowered(scalar) == word[next] {
                next += 1
                if next == word.count { return true }
            }
            return false
        }
    }

    private static func occurs(_ word: [UInt32], in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var next = 0
        for byte in bytes where UInt32((0x41...0x5A).contains(byte) ? byte + 32 : byte) == word[next] {
            next += 1
            if next == word.count { return true }
        }
        return false
    }

    /// Where the characters of a match lie, as offsets of Unicode scalars; a word that occurs as it stands is preferred to one
    /// whose letters are strewn. Nil where it does not match.
    package func places(in candidate: String) -> Set<Int>? {
        let scalars = candidate.unicodeScalars.map(Self.lowered)
        var places: Set<Int> = []
        for word in words {
            if let start = Self.firstOccurrence(of: word, in: scalars) {
                places.formUnion(start..<start + word.count)
                continue
            }
            var next = 0
            for (place, scalar) in scalars.enumerated() where next < word.count && scalar == word[next] {
                places.insert(place)
                next += 1
            }
            if next < word.count { return nil }
        }
        return places
    }

    private static func firstOccurrence(of word: [UInt32], in scalars: [UInt32]) -> Int? {
        guard word.count <= scalars.count else { return nil }
        return (0...scalars.count - word.count).first { start in
            word.indices.allSatisfy { scalars[start + $0] == word[$0] }
        }
    }

    private static func lowered(_ scalar: Unicode.Scalar) -> UInt32 {
        let value = scalar.value
        if value < 0x80 { return (0x41...0x5A).contains(value) ? value + 32 : value }
        return scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? value
    }
}
