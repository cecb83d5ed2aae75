import Columnar
import Compute
import Plan
import Testing

@Suite("Scaling")
struct ScalingTests {
    @Test("standard: over the deviation of the population")
    func standard() throws {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, population deviation 2.
        var table = TestTable(["x": try Column(int64s: [2, 4, 4, 4, nil, 5, 5, 7, 9])])
        #expect(try table.doubles("x__standard_scaled") == [-1.5, -0.5, -0.5, -0.5, nil, 0, 0, 1, 2])
    }

    @Test("minmax and robust")
    func others() throws {
        var table = TestTable(["x": try Column(doubles: [0, 1, 2, 3, 8])])
        #expect(try table.doubles("x__minmax_scaled") == [0, 0.125, 0.25, 0.375, 1])
        // Median 2, quartiles 1 and 3.
        #expect(try table.doubles("x__robust_scaled") == [-1, -0.5, 0, 0.5, 3])
    }

    @Test(
        "a column without extent scales to 0", arguments: ["standard", "minmax", "robust"])
    func constant(operation: String) throws {
        // Of 0.1 thirty times the rounded mean is not 0.1.
        var table = TestTable(["x": try Column(doubles: [nil] + Array(repeating: 0.1, count: 30))])
        #expect(try table.doubles("x__\(operation)_scaled") == [nil] + Array(repeating: 0, count: 30))
        var one = TestTable(["x": try Column(int64s: [7])])
        #expect(try one.doubles("x__\(operation)_scaled") == [0])
    }

    @Test("an interquartile range of 0 scales to 0")
    func flatMiddle() throws {
        var table = TestTable(["x": try Column(int64s: [5, 5, 5, 5, 100])])
        #expect(try table.doubles("x__robust_scaled") == [0, 0, 0, 0, 0])
    }

    @Test("nulls only, and no rows", arguments: ["standard", "minmax", "robust", "normalizer"])
    func degenerate(operation: String) throws {
        var nulls = TestTable(["x": try Column(doubles: [nil, nil])])
        #expect(try nulls.doubles("x__\(operation)_scaled") == [nil, nil])
        var empty = TestTable(["x": try Column(doubles: [])])
        #expect(try empty.doubles("x__\(operation)_scaled") == [])
    }

    @Test("normalizer divides a row by its length")
    func normalizer() throws {
        var table = TestTable([
            "a": try Column(int64s: [3, 0, nil, -6]), "b": try Column(doubles: [4, 0, 1, 8]),
        ])
        guard case .family(let family) = try table.compute("a,b__normalizer_scaled").data else {
            Issue.record("expected a family")
            return
        }
        #expect(family.suffixes == ["0", "1"])
        #expect(try family.members[0].column.doubles() == [0.6, 0, nil, -0.6])
        #expect(try family.members[1].column.doubles() == [0.8, 0, nil, 0.8])
        #expect(try table.doubles("a__normalizer_scaled") == [1, 0, nil, -1])
    }

    @Test("normalizer neither overflows nor vanishes")
    func extremes() throws {
        var table = TestTable([
            "a": try Column(doubles: [3e200, 3e-200, .nan]), "b": try Column(doubles: [4e200, 4e-200, 1]),
        ])
        guard case .family(let family) = try table.compute("a,b__normalizer_scaled").data else {
            Issue.record("expected a family")
            return
        }
        let values = try family.members.map { try $0.column.doubles() }
        for row in 0..<2 {
            #expect(abs((values[0][row] ?? 0) - 0.6) < 1e-15)
            #expect(abs((values[1][row] ?? 0) - 0.8) < 1e-15)
        }
        #expect(values[0][2]?.isNaN == true)
        #expect(values[1][2]?.isNaN == true)
    }
}
