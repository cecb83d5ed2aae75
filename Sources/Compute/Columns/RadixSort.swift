/// Rows in the order of codes: a stable sort that compares nothing, digit by digit from the last to the first. Each row and a part of its
/// code travel in one word. Linear in rows and bits; what is in order already costs one look.
struct RadixSort {
    /// In the low bits rows as they are sorted so far, above them a part of their codes.
    private var words: [UInt64]
    private var spare: [UInt64] = []
    private let rowBits: Int
    /// Of this many bits a pass makes as many piles as fit a near cache.
    private static let digitBits = 11

    /// In the order of their numbers.
    init(rows count: Int) {
        rowBits = max(1, Int.bitWidth - max(count - 1, 0).leadingZeroBitCount)
        words = (0..<UInt64(count)).map { $0 }
    }

    private var rowMask: UInt64 { (1 << UInt64(rowBits)) - 1 }

    /// Calls `body` with each row, in order.
    @inline(__always)
    func visit(_ body: (Int) throws -> Void) rethrows {
        let mask = rowMask
        try words.withUnsafeBufferPointer { words in
            for word in words { try body(Int(word & mask)) }
        }
    }

    /// Rows of equal codes keep their order. `codes` are by row.
    mutating func sort(by codes: [UInt64], bits: Int) {
        codes.withUnsafeBufferPointer { codes in
            if isSorted(by: codes) { return }
            if spare.isEmpty { spare = [UInt64](repeating: 0, count: words.count) }
            var done = 0
            while done < bits {
                let part = min(UInt64.bitWidth - rowBits, bits - done)
                load(codes, from: done, bits: part)
                for low in stride(from: 0, to: part, by: Self.digitBits) {
                    pass(at: rowBits + low, bits: min(Self.digitBits, part - low))
                }
                done += part
            }
        }
    }

    /// Rows of equal groups keep their order. `groups` are by row and less than `count`.
    mutating func sort(byGroups groups: UnsafeBufferPointer<UInt32>, count: Int) {
        guard count > 1 else { return }
        sort(by: groups.map(UInt64.init), bits: Int.bitWidth - (count - 1).leadingZeroBitCount)
    }

    private func isSorted(by codes: UnsafeBufferPointer<UInt64>) -> Bool {
        var previous: UInt64 = 0
        let mask = rowMask
        return words.withUnsafeBufferPointer { words in
            for word in words {
                let code = codes[Int(word & mask)]
                if code < previous { return false }
                previous = code
            }
            return true
        }
    }

    private mutating func load(_ codes: UnsafeBufferPointer<UInt64>, from low: Int, bits: Int) {
        let mask = rowMask
        let part: UInt64 = bits == UInt64.bitWidth ? .max : (1 << UInt64(bits)) - 1
        let (low, shift) = (UInt64(low), UInt64(rowBits))
        words.withUnsafeMutableBufferPointer { words in
            for place in words.indices {
                let row = words[place] & mask
                words[place] = ((codes[Int(row)] &>> low) & part) &<< shift | row
            }
        }
    }

    /// Sorts by the digit of `bits` bits at `low`.
    private mutating func pass(at low: Int, bits: Int) {
        let mask: UInt64 = (1 << UInt64(bits)) - 1
        let shift = UInt64(low)
        let hasMoved = withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << bits) { ends in
            ends.initialize(repeating: 0)
            return words.withUnsafeBufferPointer { words in
                for word in words { ends[Int((word &>> shift) & mask)] &+= 1 }
                var start = 0
                for digit in ends.indices {
                    let count = ends[digit]
                    if count == words.count { return false }
                    ends[digit] = start
                    start &+= count
                }
                spare.withUnsafeMutableBufferPointer { spare in
                    for word in words {
                        let digit = Int((word &>> shift) & mask)
                        spare[ends[digit]] = word
                        ends[digit] &+= 1
                    }
                }
                return true
            }
        }
        if hasMoved { swap(&words, &spare) }
    }
}
