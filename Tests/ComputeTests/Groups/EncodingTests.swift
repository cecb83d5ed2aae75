import Columnar
import Compute
import Plan
import Testing

@Suite("Encoding")
struct EncodingTests {
    private func family(_ feature: String, _ column: Column) throws -> [String: [Int64?]] {
        var table = TestTable(["x": column])
        guard case .family(let family) = try table.compute(feature).data else { throw TestFailure("no family") }
        return try Dictionary(
            uniqueKeysWithValues: family.members.map { ($0.suffix, try $0.column.int64s()) })
    }

    @Test("onehot has a sorted column for each value, and nulls are 0")
    func onehot() throws {
        let column = try Column(strings: ["red", nil, "blue", "red", "Émile"])
        var table = TestTable(["x": column])
        guard case .family(let family) = try table.compute("x__onehot_encoded").data else {
            throw TestFailure("no family")
        }
        #expect(family.suffixes == ["blue", "red", "Émile"])
        #expect(
            try self.family("x__onehot_encoded", column) == [
                "blue": [0, 0, 1, 0, 0], "red": [1, 0, 0, 1, 0], "Émile": [0, 0, 0, 0, 1],
            ])
    }

    @Test("onehot of numbers, times and truth values names them by their shortest text")
    func suffixes() throws {
        #expect(
            try Set(family("x__onehot_encoded", Column(doubles: [1.5, 2, .nan])).keys) == ["1.5", "2", "NaN"])
        #expect(
            try Set(family("x__onehot_encoded", Column(timestamps: [0, 1_500_000])).keys)
                == ["1970-01-01T00:00:00Z", "1970-01-01T00:00:01.500000Z"])
        #expect(try Set(family("x__onehot_encoded", Column(bools: [true, nil])).keys) == ["true"])
        #expect(try Set(family("x__onehot_encoded", Column(int64s: [10, 9])).keys) == ["10", "9"])
    }

    @Test("onehot of given categories has exactly those")
    func categories() throws {
        #expect(
            try family(
                "{name: x__onehot_encoded, options: {categories: [red, green]}}",
                Column(strings: ["red", nil, "blue"])) == ["red": [1, 0, 0], "green": [0, 0, 0]])
        #expect(
            try family("{name: x__onehot_encoded, options: {categories: [2, 1]}}", Column(int64s: [1, 3]))
                == ["2": [0, 0], "1": [1, 0]])
    }

    @Test("onehot of nulls only has no columns, and of no rows neither")
    func degenerate() throws {
        #expect(try family("x__onehot_encoded", Column(strings: [nil, nil])).isEmpty)
        #expect(try family("x__onehot_encoded", Column(strings: [])).isEmpty)
    }

    @Test("a onehot of too many values is refused")
    func tooMany() throws {
        #expect {
            _ = try family("x__onehot_encoded", Column(int64s: (0..<1001).map { Int64($0) }))
        } throws: { error in
            (error as? ComputeError)?.message.contains("label_encoded") == true
        }
    }

    @Test("label numbers the sorted values")
    func label() throws {
        var table = TestTable([
            "s": try Column(strings: ["pear", "apple", nil, "pear", "zoo"]),
            "n": try Column(doubles: [.nan, -1, 5, nil, 5]),
        ])
        #expect(try table.texts("s__label_encoded") == ["1", "0", nil, "1", "2"])
        #expect(try table.texts("n__label_encoded") == ["2", "0", "1", nil, "1"])
        #expect(try table.texts("s__ordinal_encoded") == ["1", "0", nil, "1", "2"])
    }

    @Test("ordinal follows the categories; others are null")
    func ordinal() throws {
        var table = TestTable(["s": try Column(strings: ["mid", "low", "odd", nil, "high"])])
        #expect(
            try table.texts("{name: s__ordinal_encoded, options: {categories: [low, mid, high]}}")
                == ["1", "0", nil, nil, "2"])
    }

    @Test("frequency is the share among the values that are not null")
    func frequency() throws {
        var table = TestTable(["s": try Column(strings: ["a", "b", nil, "a", "a"])])
        #expect(try table.doubles("s__frequency_encoded") == [0.75, 0.25, nil, 0.75, 0.75])
    }

    @Test("categories that no value can be are refused")
    func misfit() {
        let call = FeatureCall(
            group: "encoding", operation: "ordinal_encoded", options: ["categories": .list([.string("low")])],
            inputCount: 1)
        #expect {
            _ = try FeatureGroups["encoding"]?.result(of: call, inputs: [.int64])
        } throws: { error in
            (error as? OptionProblem)?.message == "category 'low' is no int64 value, as the column has"
        }
    }
}
