import Testing

@testable import Columnar

/// What several threads do of columns that are worth it gives what one does.
@Suite("Long columns")
struct LongColumnTests {
    private let scratch: Scratch
    private let rows = 300_007

    init() throws { scratch = try Scratch() }

    /// Of chunks of several lengths.
    private func numbers(nulls: Bool = true) throws -> (values: [Int64?], column: Column) {
        let values = (0..<rows).map { row -> Int64? in nulls && row % 11 == 5 ? nil : Int64((row &* 7919) % 5003) - 2500
        }
        let cuts = [0, 1, 70_000, 70_000, 262_145, rows]
        let parts = try zip(cuts, cuts.dropFirst()).map { try Column(int64s: Array(values[$0..<$1])) }
        return (values, try Column.concat(parts))
    }

    @Test("groups of few keys are numbered by first appearance, new ones in later parts too")
    func grouping() throws {
        let (values, column) = try numbers()
        let texts = try Column(
            strings: values.enumerated().map { row, value in value.map { "k\($0 % 50)\(row > 200_000 ? "late" : "")" } }
        )
        for keys in [[column], [texts], [texts, column]] {
            let grouping = try Grouping(keys: keys, rows: rows)
            var numbers: [[Scalar]: Int64] = [:]
            let columns = try keys.map { try $0.scalars() }
            let expected = (0..<rows).map { row -> Int64? in
                let key = columns.map { $0[row] }
                if let number = numbers[key] { return number }
                numbers[key] = Int64(numbers.count)
                return Int64(numbers.count - 1)
            }
            #expect(grouping.groupCount == numbers.count)
            #expect(try grouping.ids().int64s() == expected)
        }
    }

    @Test("rows are taken from wherever they lie, nulls and all")
    func take() throws {
        let (values, column) = try numbers()
        let places = (0..<rows).map { row -> Int64? in row % 13 == 0 ? nil : Int64((row &* 104_729) % rows) }
        let expected = places.map { place in place.flatMap { values[Int($0)] } }
        #expect(try column.take(Column(int64s: places)).int64s() == expected)
        let booleans = try Kernel.column("greater", [.column(column), .scalar(.int64(0))])
        #expect(
            try booleans.take(Column(int64s: places)).bools() == expected.map { value in value.map { $0 > 0 } })
        #expect(throws: ColumnarError.self) { try column.take(Column(int64s: [0, Int64(rows)])) }
    }

    @Test("functions of rows give one result a row, and fail as they do on one row")
    func kernels() throws {
        let (values, column) = try numbers()
        let sums = try Kernel.column("add_checked", column, column)
        #expect(try sums.int64s() == values.map { value in value.map { $0 * 2 } })
        let wide = try Column.concat([column, Column(int64s: [.max])])
        let failure = #expect(throws: ColumnarError.self) { _ = try Kernel.column("add_checked", wide, wide) }
        #expect(failure?.message.contains("overflow") == true)
    }

    @Test("aggregates of many rows: exact sums, the first of equals")
    func aggregates() throws {
        let (values, column) = try numbers()
        let known = values.compactMap { $0 }
        #expect(try column.aggregate(.sum).int64s() == [known.reduce(0, +)])
        let mean = Double(known.reduce(0, +)) / Double(known.count)
        #expect(try column.aggregate(.mean).doubles() == [mean])
        let squares = known.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = try #require(try column.aggregate(.std(ddof: 0)).doubles()[0])
        #expect(abs(deviation - (squares / Double(known.count)).squareRoot()) < 1e-9)
        #expect(try column.aggregate(.min).int64s() == [known.min()])
        #expect(try column.aggregate(.max).int64s() == [known.max()])
        // A small number survives a large one, in whichever part it is.
        var floats = [Double?](repeating: 0, count: 2_000_000)
        (floats[1], floats[700_000], floats[1_900_000]) = (1e17, 1, -1e17)
        #expect(try Column(doubles: floats).aggregate(.sum).doubles() == [1])
        let grouped = try Grouping(keys: [Column(int64s: (0..<rows).map { Int64($0 % 3) })], rows: rows)
        let totals = (0..<3).map { group -> Int64? in
            stride(from: group, to: rows, by: 3).reduce(Int64(0)) { $0 + (values[$1] ?? 0) }
        }
        #expect(try grouped.aggregate(column, .sum).int64s() == totals)
    }

    @Test("numbers at ranks are those of the sorted column")
    func ranked() throws {
        let values = (0..<10_001).map { row -> Double? in
            let number = (row &* 7919) % 997
            return number == 3 ? nil : number == 4 ? .nan : Double(number)
        }
        let column = try Column(doubles: values)
        let known = values.compactMap { $0 }
        let sorted = known.filter { !$0.isNaN }.sorted()
        let ranks = [0, 0, 1, 5, 100, 101, 5000, sorted.count - 1]
        #expect(try Sorting.values(of: column, at: ranks) == ranks.map { sorted[$0] })
        #expect(try Sorting.values(of: column, at: [known.count - 1])[0].isNaN)
        #expect(try Sorting.values(of: column, at: []) == [])
        #expect(throws: ColumnarError.self) { try Sorting.values(of: column, at: [known.count]) }
    }

    @Test("texts of which few differ come out of Parquet as they went in, filtered or not")
    func repeatedTexts() throws {
        let values = (0..<rows).map { row -> String? in row % 17 == 0 ? nil : "kind \((row &* 7919) % 9)" }
        let path = scratch.name("texts.parquet")
        let table = try Table([
            ("kind", Column(strings: values)), ("row", Column(int64s: (0..<rows).map { Int64($0) })),
            ("own", Column(strings: (0..<rows).map { "text \($0)" })),
        ])
        try table.write(to: path, .parquet())
        let reader = try FileReader(.parquet, pattern: path)
        let read = try reader.read()
        #expect(read.schema == table.schema)
        #expect(read == table)
        let filter = PushedFilter("kind", .equal(.string("kind 4")))
        let some = try reader.read(columns: ["row", "kind"], filters: [filter])
        #expect(try some.column("kind").strings() == values.filter { $0 == "kind 4" })
        let later = PushedFilter("row", .greaterOrEqual(.int64(299_000)))
        #expect(
            try reader.read(columns: ["kind"], filters: [later]).column("kind").strings() == Array(values[299_000...]))
    }
}
