import Testing

@testable import Columnar

@Suite struct KernelTests {
    @Test func scalarsAndColumnsMix() throws {
        let column = try Column(int64s: [1, nil, 3])
        #expect(try Kernel.column("add_checked", [.column(column), .scalar(.int64(1))]).int64s() == [2, nil, 4])
        #expect(try Kernel.scalar("sum", column) == .int64(4))
    }

    @Test func chunksNeedNotAgree() throws {
        let left = try Column.concat([Column(int64s: [1]), Column(int64s: [2, 3])])
        let right = try Column.concat([Column(int64s: [10, 20]), Column(int64s: [30])])
        #expect(try Kernel.column("add", left, right).int64s() == [11, 22, 33])
        #expect(try Kernel.column("add", left, Column(int64s: [1, 1, 1])).int64s() == [2, 3, 4])
    }

    @Test func errorsHaveACode() throws {
        let huge = try Column(int64s: [.max])
        let overflow = try #require(throws: ColumnarError.self) {
            try Kernel.column("add_checked", [.column(huge), .scalar(.int64(1))])
        }
        #expect(overflow.code == .overflow)
        let unknown = try #require(throws: ColumnarError.self) { try Kernel.column("no_such_kernel", huge) }
        #expect(unknown.code == .notFound)
        let untyped = try #require(throws: ColumnarError.self) { try Kernel.column("utf8_upper", huge) }
        #expect(untyped.code == .unsupported)
        #expect(Kernel.exists("utf8_upper"))
        #expect(!Kernel.exists("no_such_kernel"))
    }

    @Test func datePartsOfUTCNeedNoTimeZoneDatabase() throws {
        // 2013-01-06 (a Sunday) 05:06:07
        let column = try Column(strings: ["2013-01-06T05:06:07Z", nil]).cast(to: .utcTimestamp)
        #expect(try Kernel.column("year", column).int64s() == [2013, nil])
        #expect(try Kernel.column("hour", column).int64s() == [5, nil])
        #expect(try Kernel.column("day_of_week", [.column(column)], .dayOfWeek()).int64s() == [6, nil])
        let floored = try Kernel.column("floor_temporal", [.column(column)], .roundTemporal(1, .week))
        #expect(floored.type == .utcTimestamp)
        #expect(try floored == Column(strings: ["2012-12-31T00:00:00Z", nil]).cast(to: .utcTimestamp))
    }

    @Test func everyOptionsClassReachesItsKernel() throws {
        let text = try Column(strings: [" Ab ", nil, "cde"])
        let numbers = try Column(doubles: [1.25, nil, -2.5, 4])
        let times = try Column(timestamps: [3_600_000_000])
        func run(_ name: String, _ column: Column, _ options: KernelOptions) throws -> Column {
            try Kernel.column(name, [.column(column)], options)
        }
        #expect(try run("cast", numbers, .cast(to: .int64, safe: false)).int64s() == [1, nil, -2, 4])
        #expect(
            try run("match_substring", text, .matchSubstring("AB", ignoreCase: true)).bools() == [true, nil, false])
        #expect(try run("match_substring_regex", text, .matchSubstring("^c.e$")).bools() == [false, nil, true])
        #expect(try run("match_like", text, .matchSubstring("%b_")).bools() == [true, nil, false])
        #expect(
            try run("replace_substring", text, .replaceSubstring("d", with: "-")).strings() == [" Ab ", nil, "c-e"])
        #expect(try run("utf8_trim", text, .trim(" e")).strings() == ["Ab", nil, "cd"])
        #expect(try run("utf8_slice_codeunits", text, .slice(start: 1, stop: 3)).strings() == ["Ab", nil, "de"])
        #expect(
            try Kernel.column(
                "binary_join_element_wise", [.column(text), .column(text), .scalar(.string("+"))],
                .join(skipNulls: false)
            ).strings() == [" Ab + Ab ", nil, "cde+cde"])
        #expect(
            try run("strptime", Column(strings: ["01/02/1970"]), .strptime("%d/%m/%Y")).timestamps()
                == [31 * 86_400_000_000])
        #expect(try run("round", numbers, .round(digits: 0, .halfAwayFromZero)).doubles() == [1, nil, -3, 4])
        #expect(try run("iso_week", times, .none).int64s() == [1])
        #expect(try run("week", times, .week()).int64s() == [1])
        #expect(try Kernel.scalar("mean", numbers, options: .scalarAggregate()) == .double(2.75 / 3))
        #expect(try Kernel.scalar("count", numbers, options: .count(.null)) == .int64(1))
        #expect(try Kernel.scalar("variance", numbers, options: .variance(ddof: 1)) != .null)
        #expect(try run("mode", numbers, .mode(1)).count == 1)
        #expect(try run("quantile", numbers, .quantile([0, 1])).doubles() == [-2.5, 4])
        #expect(try run("is_null", numbers, .null(nanIsNull: true)).bools() == [false, true, false, false])
        #expect(
            try Kernel.column(
                "max_element_wise", [.column(numbers), .scalar(.double(0))], .elementWiseAggregate(skipNulls: false)
            ).doubles() == [1.25, nil, 0, 4])
        let set = try Column(doubles: [4, nil])
        #expect(try run("is_in", numbers, .setLookup(set)).bools() == [false, false, false, true])
        #expect(try run("index_in", numbers, .setLookup(set)).int64s() == [nil, nil, nil, 0])
        #expect(try run("array_sort_indices", numbers, .arraySort(descending: true)).int64s() == [3, 0, 2, 1])
        #expect(try run("rank", numbers, .rank(descending: false, ties: .min)).int64s() == [2, 4, 1, 3])
        #expect(try run("cumulative_sum", numbers, .cumulative(skipNulls: true)).doubles() == [1.25, nil, -1.25, 2.75])
        #expect(try run("pairwise_diff", numbers, .pairwise(periods: 1)).doubles() == [nil, nil, nil, 6.5])
        let pair = try Kernel.column("make_struct", [.column(numbers), .column(numbers)], .makeStruct(["a", "b"]))
        #expect(try run("struct_field", pair, .structField(1)) == numbers)
        #expect(try run("split_pattern", text, .splitPattern("d")).count == 3)
        #expect(try run("extract_regex", text, .extractRegex("(?P<first>c)")).count == 3)
    }

    @Test func threadsMayCallAtTheSameTime() async throws {
        let column = try Column(int64s: Array(0..<10_000))
        let sums = try await withThrowingTaskGroup(of: Scalar.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var last = Scalar.null
                    for _ in 0..<20 {
                        let squares = try Kernel.column("multiply_checked", column, column)
                        last = try Kernel.scalar("sum", squares)
                    }
                    return last
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(sums == [.int64(333_283_335_000)])
    }
}
