import Columnar
import Compute
import Plan
import Testing

@Suite("Window")
struct WindowTests {
    private static let cumulativeCases: [(String, [Double])] = [
        ("sum", [3.0, 3, 4, 8]), ("min", [3, 3, 1, 1]), ("max", [3, 3, 3, 4]), ("count", [1, 1, 2, 3]),
        ("avg", [3, 3, 2, 8.0 / 3]), ("first", [3, 3, 3, 3]), ("last", [3, 3, 1, 4]), ("nunique", [1, 1, 2, 3]),
        ("median", [3, 3, 2, 3]), ("mode", [3, 3, 1, 1]),
    ]

    @Test("cumulative along an order", arguments: cumulativeCases)
    func cumulative(operation: String, expected: [Double]) throws {
        // In the order of t: 3, null, 1, 4.
        var table = TestTable([
            "x": try Column(int64s: [1, 3, 4, nil]), "t": try Column(int64s: [3, 1, 4, 2]),
        ])
        let values = try table.doubles("{name: x__\(operation)_window, options: {order_by: t, frame: cumulative}}")
        #expect([values[1], values[3], values[0], values[2]] == expected)
        #expect(try table.doubles("{name: x__\(operation)_window, options: {order_by: t}}") == values)
    }

    @Test("variance and deviation of a moving frame")
    func deviations() throws {
        var table = TestTable([
            "x": try Column(doubles: [1_000_000_001, 1_000_000_003, 1_000_000_009, nil, .nan, 5, 7]),
            "t": try Column(int64s: [1, 2, 3, 4, 5, 6, 7]),
        ])
        let values = try table.doubles("{name: x__var_window, options: {order_by: t, frame: {rows: 2}}}")
        #expect(values[0] == nil)
        #expect(values[1] == 2)
        #expect(values[2] == 18)
        #expect(values[3] == nil)
        // The NaN leaves no trace once it is out of the frame.
        #expect(values[5]?.isNaN == true)
        #expect(values[6] == 2)
        #expect(
            try table.doubles("{name: x__std_window, options: {order_by: t, frame: {rows: 2}}}")[2] == 18.0.squareRoot()
        )
    }

    private static let rowCases: [(String, [Double])] = [
        ("sum", [5.0, 7, 3, 1, 6]), ("max", [5, 5, 2, 1, 6]), ("min", [5, 2, 1, 1, 6]), ("count", [1, 2, 2, 1, 1]),
        ("first", [5, 5, 2, 1, 6]), ("last", [5, 2, 1, 1, 6]), ("median", [5, 3.5, 1.5, 1, 6]),
        ("mode", [5, 2, 1, 1, 6]), ("nunique", [1, 2, 2, 1, 1]),
    ]

    @Test("a frame of rows", arguments: rowCases)
    func rows(operation: String, expected: [Double]) throws {
        var table = TestTable([
            "x": try Column(int64s: [5, 2, 1, nil, 6]), "t": try Column(int64s: [1, 2, 3, 4, 5]),
        ])
        #expect(
            try table.doubles("{name: x__\(operation)_window, options: {order_by: t, frame: {rows: 2}}}") == expected)
    }

    @Test("equal rows of the order see each other, except in a frame of rows")
    func peers() throws {
        var table = TestTable(["x": try Column(int64s: [1, 2, 4, 8]), "t": try Column(int64s: [1, 2, 2, 3])])
        #expect(try table.doubles("{name: x__sum_window, options: {order_by: t}}") == [1, 7, 7, 15])
        #expect(try table.doubles("{name: x__sum_window, options: {order_by: t, frame: {rows: 9}}}") == [1, 3, 7, 15])
    }

    @Test("a time range reaches back to, but not including, its length")
    func range() throws {
        let hour: Int64 = 3_600_000_000
        var table = TestTable([
            "x": try Column(int64s: [1, 2, 4, 8, 16, 32]),
            "t": try Column(timestamps: [0, hour, 2 * hour, 2 * hour, 5 * hour, nil]),
            "d": try Column(dates: [0, 1, 2, 2, 5, nil]),
        ])
        #expect(
            try table.doubles("{name: x__sum_window, options: {order_by: t, frame: {range: 2h}}}") == [
                1, 3, 14, 14, 16, 32,
            ])
        #expect(
            try table.doubles("{name: x__sum_window, options: {order_by: d, frame: {range: 2d}}}") == [
                1, 3, 14, 14, 16, 32,
            ])
    }

    @Test("partitions are apart, in any order of the rows")
    func partitions() throws {
        var table = TestTable([
            "x": try Column(int64s: [1, 10, 2, 20, 3]), "k": try Column(strings: ["a", nil, "a", nil, "a"]),
            "t": try Column(int64s: [3, 2, 2, 1, 1]),
        ])
        #expect(
            try table.doubles("{name: x__sum_window, options: {partition_by: k, order_by: t}}") == [6, 30, 5, 20, 3])
        #expect(
            try table.doubles("{name: x__max_window, options: {partition_by: k, order_by: t, frame: {rows: 2}}}")
                == [2, 20, 3, 20, 3])
        #expect(try table.doubles("{name: x__sum_window, options: {partition_by: k}}") == [6, 30, 6, 30, 6])
    }

    @Test("texts have least, greatest, first, last and most frequent values")
    func texts() throws {
        var table = TestTable([
            "s": try Column(strings: ["b", "c", nil, "a", "c"]), "t": try Column(int64s: [1, 2, 3, 4, 5]),
        ])
        #expect(
            try table.texts("{name: s__min_window, options: {order_by: t, frame: {rows: 3}}}") == [
                "b", "b", "b", "a", "a",
            ])
        #expect(
            try table.texts("{name: s__mode_window, options: {order_by: t}}") == ["b", "b", "b", "a", "c"])
    }

    @Test("sums are exact in between, and an error where they do not fit")
    func overflow() throws {
        var fits = TestTable(["x": try Column(int64s: [.max, -1, .max]), "t": try Column(int64s: [1, 2, 3])])
        #expect(
            try fits.texts("{name: x__sum_window, options: {order_by: t, frame: {rows: 2}}}")
                == ["9223372036854775807", "9223372036854775806", "9223372036854775806"])
        #expect { try fits.texts("{name: x__sum_window, options: {order_by: t}}") } throws: {
            ($0 as? ComputeError)?.code == .arithmetic
        }
    }

    @Test("no rows, and nulls only", arguments: AggregateFunction.names)
    func degenerate(operation: String) throws {
        let feature = "{name: x__\(operation)_window, options: {order_by: x, frame: {rows: 2}}}"
        var none = TestTable(["x": try Column(int64s: [])])
        #expect(try none.doubles(feature) == [])
        var nulls = TestTable(["x": try Column(int64s: [nil, nil])])
        let isCount = operation == "count" || operation == "nunique"
        #expect(try nulls.doubles(feature) == (isCount ? [0, 0] : [nil, nil]))
    }

    @Test("frames that make no sense are refused")
    func refused() {
        func problem(_ options: [String: OptionValue], _ types: [DataType?] = []) -> String? {
            let call = FeatureCall(group: "window", operation: "sum_window", options: options, inputCount: 1)
            do {
                _ = try FeatureGroups["window"]?.requirements(of: call)
                if !types.isEmpty { _ = try FeatureGroups["window"]?.result(of: call, inputs: types) }
                return nil
            } catch {
                return error.message
            }
        }
        func frame(_ key: String, _ value: OptionValue) -> OptionValue { .map([.init(key: key, value: value)]) }
        #expect(problem(["frame": frame("rows", .int(3))])?.contains("needs the option 'order_by'") == true)
        #expect(problem(["frame": frame("rows", .int(0)), "order_by": .string("t")])?.contains("{rows: 7}") == true)
        #expect(
            problem(["frame": frame("range", .string("3x")), "order_by": .string("t")])?.contains("{range: 3h}") == true
        )
        #expect(problem(["frame": .string("all"), "order_by": .string("t")])?.contains("cumulative") == true)
        let range = frame("range", .string("3h"))
        #expect(
            problem(["frame": range, "order_by": .list([.string("t"), .string("u")])])?.contains("takes one") == true)
        #expect(
            problem(["frame": range, "order_by": .string("t")], [.int64, .int64])?.contains("needs a timestamp") == true
        )
        #expect(problem(["frame": range, "order_by": .string("t")], [.int64, .date]) == nil)
    }
}
