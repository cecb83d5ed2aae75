import Columnar
import SeededRandomness

/// Tables with what is hard on frameworks: nulls, NaN, infinities, both zeros, the limits of int64, texts of several alphabets,
/// duplicate and null keys, equal times, times around changes of clocks and before 1970.
enum ConformanceData {
    /// Writes `t.parquet` of `rows` rows, and `u.parquet`, the right side of links, of about as many.
    ///
    /// - Parameter hasNaN: false: for SQLite, which holds none.
    static func write(to folder: TestFolder, rows: Int, seed: UInt64, hasNaN: Bool = true) throws {
        var random = SeededGenerator(seed: seed)
        let doubles = hasNaN ? doubles : doubles.filter { !$0.isNaN }
        try left(rows, doubles, &random).write(to: folder.file("t.parquet"), .parquet())
        let others = rows < 2 ? rows : rows - Int.random(in: 0...(rows / 2), using: &random)
        try right(others, doubles, &random).write(to: folder.file("u.parquet"), .parquet())
    }

    private static let texts = [
        "", "a", "B", "é", "e\u{301}", "東京", "👍🏽", " a b\t", "a'b", "Straße", "İi", "%_\\", "naïve\nline", "Ωmega", "z9",
    ]
    private static let doubles = [
        0.5, -2.25, 1e300, -1e-300, 0, -0.0, 3, 2.5, -2.5, .infinity, -.infinity, .nan, 7, 1e15, 0.1,
    ]
    /// Of Berlin and New York the hours that changes of clocks take away or double, and the epoch's edge.
    private static let times: [Int64] = [
        1_711_846_799_999_999, 1_711_846_800_000_000, 1_711_850_400_000_000, 1_729_990_800_000_000,
        1_729_994_400_000_000, 1_710_054_000_000_000, 1_730_613_600_000_000, -1, 0, -86_400_000_001,
        1_709_251_199_000_000,
    ]

    private static func left(_ rows: Int, _ doubles: [Double], _ random: inout SeededGenerator) throws -> Table {
        let identities = (0..<rows).map(Int64.init).shuffled(using: &random)
        return try Table([
            ("id", Column(int64s: identities)),
            ("k", Column(int64s: some(rows, &random) { Int64.random(in: 0...4, using: &$0) })),
            ("l", Column(strings: some(rows, &random) { ["p", "q", "é", "ü"].randomElement(using: &$0) })),
            ("i", Column(int64s: some(rows, &random) { Int64.random(in: -50...50, using: &$0) })),
            ("big", Column(int64s: some(rows, &random) { [.max, .min, 0, 1, .max - 1].randomElement(using: &$0) })),
            ("x", Column(doubles: some(rows, &random) { doubles.randomElement(using: &$0) })),
            ("y", Column(doubles: some(rows, &random) { Double(Int.random(in: -99...99, using: &$0)) / 8 })),
            ("s", Column(strings: some(rows, &random) { texts.randomElement(using: &$0) })),
            ("b", Column(bools: some(rows, &random) { Bool.random(using: &$0) })),
            ("t", Column(timestamps: some(rows, &random) { times.randomElement(using: &$0) })),
            ("d", Column(dates: some(rows, &random) { Int32.random(in: -800...20_000, using: &$0) })),
            ("n", Column(int64s: some(rows, &random) { Int64.random(in: -9...9, using: &$0) }).cast(to: .int32)),
            (
                "f",
                Column(doubles: some(rows, &random) { Double(Int.random(in: -40...40, using: &$0)) / 4 })
                    .cast(to: .float32)
            ),
            (
                "m",
                Column(
                    decimals: some(rows, &random) {
                        "\(Int.random(in: -99...99, using: &$0)).\(["05", "50", "99"].randomElement(using: &$0) ?? "00")"
                    },
                    precision: 12, scale: 2)
            ),
            ("p", Column(doubles: (0..<rows).map { _ in Double.random(in: 0.5...9, using: &random) })),
        ])
    }

    private static func right(_ rows: Int, _ doubles: [Double], _ random: inout SeededGenerator) throws -> Table {
        try Table([
            ("k", Column(int64s: some(rows, &random) { Int64.random(in: 0...6, using: &$0) })),
            ("ul", Column(strings: some(rows, &random) { ["p", "q", "é", "r"].randomElement(using: &$0) })),
            ("ux", Column(doubles: some(rows, &random) { doubles.randomElement(using: &$0) })),
            ("uk", Column(doubles: some(rows, &random) { Double(Int.random(in: 0...5, using: &$0)) })),
            ("ut", Column(timestamps: some(rows, &random) { times.randomElement(using: &$0) })),
            ("ud", Column(dates: some(rows, &random) { [0, -1, 19_813].randomElement(using: &$0) })),
            ("v", Column(int64s: (0..<rows).map(Int64.init))),
            ("w", Column(strings: some(rows, &random) { texts.randomElement(using: &$0) })),
        ])
    }

    /// Values of which every sixth or so is null.
    private static func some<Value>(
        _ rows: Int, _ random: inout SeededGenerator, _ value: (inout SeededGenerator) -> Value?
    ) -> [Value?] {
        (0..<rows).map { _ in Int.random(in: 0..<6, using: &random) == 0 ? nil : value(&random) }
    }
}
