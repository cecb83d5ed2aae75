import Columnar
import Compute
import Plan
import Testing

@Suite("Missing value")
struct MissingValueTests {
    @Test("mean, median and mode come from the values that are there")
    func statistics() throws {
        var table = TestTable(["x": try Column(int64s: [1, nil, 2, 9, 2, nil])])
        #expect(try table.doubles("x__mean_imputed") == [1, 3.5, 2, 9, 2, 3.5])
        #expect(try table.doubles("x__median_imputed") == [1, 2, 2, 9, 2, 2])
        #expect(try table.texts("x__mode_imputed") == ["1", "2", "2", "9", "2", "2"])
    }

    @Test("each group is filled from itself; a group of nulls stays null")
    func groups() throws {
        var table = TestTable([
            "x": try Column(doubles: [1, nil, 3, nil, nil]),
            "k": try Column(strings: ["a", "a", "a", "b", nil]),
        ])
        #expect(
            try table.doubles("{name: x__mean_imputed, options: {group_by_features: k}}") == [1, 2, 3, nil, nil])
    }

    @Test("a constant takes the column's type, or float64 where it must")
    func constants() throws {
        var table = TestTable([
            "x": try Column(int64s: [1, nil]), "s": try Column(strings: [nil, "b"]),
            "t": try Column(timestamps: [nil, 0]), "b": try Column(bools: [nil, true]),
        ])
        #expect(try table.texts("{name: x__constant_imputed, options: {constant_value: -7}}") == ["1", "-7"])
        #expect(try table.doubles("{name: x__constant_imputed, options: {constant_value: 0.5}}") == [1, 0.5])
        #expect(try table.texts("{name: s__constant_imputed, options: {constant_value: 'none'}}") == ["none", "b"])
        #expect(
            try table.texts("{name: t__constant_imputed, options: {constant_value: '2013-01-01'}}")
                == ["2013-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
        #expect(try table.texts("{name: b__constant_imputed, options: {constant_value: false}}") == ["false", "true"])
    }

    @Test("ffill and bfill go along the rows")
    func alongRows() throws {
        var table = TestTable(["x": try Column(strings: [nil, "a", nil, nil, "b", nil])])
        #expect(try table.texts("x__ffill_imputed") == [nil, "a", "a", "a", "b", "b"])
        #expect(try table.texts("x__bfill_imputed") == ["a", "a", "b", "b", "b", nil])
    }

    @Test("ffill and bfill go along an order, within groups")
    func alongOrder() throws {
        var table = TestTable([
            "x": try Column(int64s: [nil, 10, nil, 20, nil, nil]),
            "t": try Column(int64s: [3, 1, 2, 1, 2, 0]),
            "k": try Column(strings: ["a", "a", "a", "b", "b", "b"]),
        ])
        #expect(
            try table.texts("{name: x__ffill_imputed, options: {group_by_features: [k], order_by: t}}")
                == ["10", "10", "10", "20", "20", nil])
        #expect(
            try table.texts("{name: x__bfill_imputed, options: {group_by_features: [k], order_by: t}}")
                == [nil, "10", nil, "20", nil, "20"])
        // Without groups the order is 0, 1 (10), 1 (20), 2, 2, 3: ties in the order of the rows.
        #expect(
            try table.texts("{name: x__ffill_imputed, options: {order_by: t}}") == ["20", "10", "20", "20", "20", nil])
    }

    @Test("rows whose order is null come last")
    func nullOrder() throws {
        var table = TestTable([
            "x": try Column(int64s: [nil, 1]), "t": try Column(int64s: [nil, 5]),
        ])
        #expect(try table.texts("{name: x__ffill_imputed, options: {order_by: t}}") == ["1", "1"])
    }

    @Test("NaN is a value and is not replaced")
    func nan() throws {
        var table = TestTable(["x": try Column(doubles: [.nan, nil])])
        let values = try table.doubles("{name: x__constant_imputed, options: {constant_value: 1}}")
        #expect(values[0]?.isNaN == true)
        #expect(values[1] == 1)
        #expect(try table.doubles("x__ffill_imputed").allSatisfy { $0?.isNaN == true })
    }

    @Test("nothing to take, and nothing to fill", arguments: ["mean", "median", "mode", "ffill", "bfill"])
    func degenerate(operation: String) throws {
        var nulls = TestTable(["x": try Column(int64s: [nil, nil])])
        #expect(try nulls.doubles("x__\(operation)_imputed") == [nil, nil])
        var empty = TestTable(["x": try Column(int64s: [])])
        #expect(try empty.doubles("x__\(operation)_imputed") == [])
        var full = TestTable(["x": try Column(int64s: [.min, .max])])
        if operation == "mode" || operation.hasSuffix("fill") {
            #expect(try full.texts("x__\(operation)_imputed") == ["-9223372036854775808", "9223372036854775807"])
        }
    }
}
