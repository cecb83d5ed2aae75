import Columnar

/// What rows are sorted by: the codes of several columns one behind the other, the first the highest bits.
struct RowKeys {
    let count: Int
    /// By row: as many of the highest bits as fit a word, in its low bits.
    let leading: [UInt64]
    let leadingBits: Int
    /// Where they do not all fit, all of them.
    private let codes: [SortCodes]

    init(_ codes: [SortCodes], rows count: Int) throws {
        self.count = count
        let bits = codes.reduce(0) { $0 + $1.bits }
        let leadingBits = min(bits, UInt64.bitWidth)
        self.leadingBits = leadingBits
        self.codes = bits > UInt64.bitWidth ? codes : []
        let used = codes.filter { $0.bits > 0 }
        if used.count == 1 {
            leading = used[0].codes
            return
        }
        var words = [UInt64](repeating: 0, count: count)
        try words.withUnsafeMutableBufferPointer { words in
            var rest = leadingBits
            for column in used {
                rest -= column.bits
                try Self.add(column.codes, shiftedBy: rest, to: words)
                if rest <= 0 { break }
            }
        }
        leading = words
    }

    /// Whether `leading` is all there is.
    var isWhole: Bool { codes.isEmpty }

    /// Whether rows differ whose `leading` is the same.
    func differ(_ a: Int, _ b: Int) -> Bool { codes.contains { $0.codes[a] != $0.codes[b] } }

    func isLess(_ a: Int, _ b: Int) -> Bool {
        for column in codes where column.codes[a] != column.codes[b] { return column.codes[a] < column.codes[b] }
        return false
    }

    private static func add(
        _ codes: [UInt64], shiftedBy shift: Int, to words: UnsafeMutableBufferPointer<UInt64>
    ) throws {
        try codes.withUnsafeBufferPointer { codes in
            try ParallelLoop.rows(words.count) { rows in
                for row in rows { words[row] |= shift >= 0 ? codes[row] << shift : codes[row] >> -shift }
            }
        }
    }
}
