import Columnar
import Compute
import Plan
import Testing

@Suite("Aggregated")
struct AggregatedTests {
    @Test(
        "every operation over integers with a null",
        // 4, null, 1, 4, 7: mean 4, squared deviations 0 + 9 + 0 + 9 = 18, over n − 1 = 3 is 6.
        arguments: [
            ("sum", 16.0), ("min", 1), ("max", 7), ("avg", 4), ("mean", 4), ("count", 4), ("var", 6),
            ("std", 2.449489742783178), ("median", 4), ("first", 4), ("last", 7), ("mode", 4), ("nunique", 3),
        ])
    func integers(operation: String, expected: Double) throws {
        var table = TestTable(["x": try Column(int64s: [4, nil, 1, 4, 7])])
        #expect(try table.doubles("x__\(operation)_aggr") == Array(repeating: expected, count: 5))
    }

    @Test("each partition has its own value, and null keys are a partition")
    func partitions() throws {
        var table = TestTable([
            "x": try Column(int64s: [1, 2, 4, 8, 16, nil]),
            "k": try Column(strings: ["a", nil, "b", "a", nil, "b"]),
            "l": try Column(int64s: [1, 1, 1, 2, 1, 1]),
        ])
        #expect(
            try table.doubles("{name: x__sum_aggr, options: {partition_by: k}}") == [9, 18, 4, 9, 18, 4])
        #expect(
            try table.doubles("{name: x__sum_aggr, options: {partition_by: [k, l]}}") == [1, 18, 4, 8, 18, 4])
    }

    @Test("texts, dates and truth values have least, greatest, first, most frequent and different values")
    func otherTypes() throws {
        var table = TestTable([
            "s": try Column(strings: ["pear", nil, "Åpfel", "apple", "pear", "apple"]),
            "d": try Column(dates: [3, 1, nil, 2, 1, 3]),
            "b": try Column(bools: [true, nil, false, true, true, false]),
        ])
        #expect(try table.texts("s__min_aggr").first == "apple")
        // By code point Å (U+00C5) comes after every ASCII letter.
        #expect(try table.texts("s__max_aggr").first == "Åpfel")
        #expect(try table.texts("s__mode_aggr").first == "apple")
        #expect(try table.texts("s__nunique_aggr").first == "3")
        #expect(try table.texts("d__last_aggr").first == "1970-01-04")
        #expect(try table.texts("d__mode_aggr").first == "1970-01-02")
        #expect(try table.texts("b__max_aggr").first == "true")
        #expect(try table.texts("b__sum_aggr").first == "3")
        #expect(try table.doubles("b__avg_aggr").first == 0.6)
    }

    @Test("of nulls only, and of one value")
    func degenerate() throws {
        var nulls = TestTable(["x": try Column(int64s: [nil, nil])])
        for operation in ["sum", "min", "max", "avg", "std", "var", "median", "first", "last", "mode"] {
            #expect(try nulls.doubles("x__\(operation)_aggr") == [nil, nil])
        }
        #expect(try nulls.doubles("x__count_aggr") == [0, 0])
        #expect(try nulls.doubles("x__nunique_aggr") == [0, 0])

        var one = TestTable(["x": try Column(int64s: [5])])
        #expect(try one.doubles("x__std_aggr") == [nil])
        #expect(try one.doubles("x__var_aggr") == [nil])
        #expect(try one.doubles("x__median_aggr") == [5])
    }

    @Test("an empty table gives an empty column", arguments: AggregateFunction.names)
    func empty(operation: String) throws {
        var table = TestTable(["x": try Column(int64s: [])])
        #expect(try table.doubles("x__\(operation)_aggr") == [])
    }

    @Test("NaN is a value, greater than every number")
    func nan() throws {
        var table = TestTable(["x": try Column(doubles: [1, .nan, nil, .nan])])
        #expect(try table.doubles("x__count_aggr").first == 3)
        #expect(try table.doubles("x__nunique_aggr").first == 2)
        #expect(try table.doubles("x__min_aggr").first == 1)
        #expect(try table.doubles("x__max_aggr").first??.isNaN == true)
        #expect(try table.doubles("x__sum_aggr").first??.isNaN == true)
        #expect(try table.doubles("x__mode_aggr").first??.isNaN == true)
    }

    @Test("sums are exact up to the limits of int64, and an error beyond")
    func overflow() throws {
        var fits = TestTable(["x": try Column(int64s: [.max, 1, -1])])
        #expect(try fits.texts("x__sum_aggr").first == "9223372036854775807")
        var beyond = TestTable(["x": try Column(int64s: [.max, 1])])
        #expect { try beyond.texts("x__sum_aggr") } throws: { error in
            (error as? ColumnarError)?.code == .overflow
        }
        // The partition that overflows is enough.
        #expect(throws: ColumnarError.self) {
            var table = TestTable([
                "x": try Column(int64s: [.min, -1, 3]), "k": try Column(int64s: [1, 1, 2]),
            ])
            _ = try table.texts("{name: x__sum_aggr, options: {partition_by: k}}")
        }
    }

    @Test("variance does not lose small differences of large numbers")
    func stability() throws {
        // 10⁹ + 4, 7, 13, 16: mean + 10, squared deviations 36 + 9 + 9 + 36 = 90, over 3.
        var table = TestTable(["x": try Column(doubles: [1_000_000_004, 1_000_000_007, 1_000_000_013, 1_000_000_016])])
        #expect(try table.doubles("x__var_aggr").first == 30)
    }

    @Test("the median of an even number lies between the middle two")
    func median() throws {
        var table = TestTable(["x": try Column(int64s: [10, 1, 2, 100])])
        #expect(try table.doubles("x__median_aggr").first == 6)
    }

    @Test("a family is aggregated column by column")
    func family() throws {
        var table = TestTable(["color": try Column(strings: ["red", "blue", nil, "red"])])
        guard case .family(let family) = try table.compute("color__onehot_encoded__sum_aggr").data else {
            Issue.record("expected a family")
            return
        }
        #expect(family.suffixes == ["blue", "red"])
        #expect(try family.members.map { try $0.column.int64s() } == [[1, 1, 1, 1], [2, 2, 2, 2]])
    }
}
