import Columnar
import Compute
import Plan
import Testing

@Suite("Offset")
struct OffsetTests {
    @Test("lag and lead along the rows, of any type")
    func rows() throws {
        var table = TestTable(["s": try Column(strings: ["a", "b", nil, "d"])])
        #expect(try table.texts("s__lag_1") == [nil, "a", "b", nil])
        #expect(try table.texts("s__lead_2") == [nil, "d", nil, nil])
        #expect(try table.texts("s__lag_9") == [nil, nil, nil, nil])
    }

    @Test("within partitions, along an order")
    func ordered() throws {
        var table = TestTable([
            "x": try Column(int64s: [3, 1, 2, 10, 20]), "t": try Column(int64s: [3, 1, 2, 1, 2]),
            "k": try Column(strings: ["a", "a", "a", "b", "b"]),
        ])
        #expect(
            try table.texts("{name: x__lag_1, options: {partition_by: k, order_by: t}}") == ["2", nil, "1", nil, "10"])
        #expect(
            try table.texts("{name: x__lead_1, options: {partition_by: k, order_by: t}}") == [nil, "2", "3", "20", nil])
    }

    @Test("diff keeps integers, pct_change is a fraction")
    func changes() throws {
        var table = TestTable(["x": try Column(int64s: [10, 15, nil, 0, 3])])
        #expect(try table.texts("x__diff_1") == [nil, "5", nil, nil, "3"])
        #expect(try table.texts("x__diff_3") == [nil, nil, nil, "-10", "-12"])
        #expect(try table.doubles("x__pct_change_1") == [nil, 0.5, nil, nil, .infinity])
        #expect(try table.doubles("x__pct_change_3") == [nil, nil, nil, -1, -0.8])
    }

    @Test("a difference that does not fit is an error")
    func overflow() throws {
        var table = TestTable(["x": try Column(int64s: [.min, 1])])
        #expect { try table.texts("x__diff_1") } throws: { ($0 as? ComputeError)?.code == .arithmetic }
    }

    @Test("names")
    func names() {
        let group = FeatureGroups["offset"]
        #expect(group?.match("pct_change_12") == .yes(.exactly(1)))
        #expect(group?.match("lag_0") == .unknown(segments: ["lag_1", "lead_1", "diff_1", "pct_change_1"]))
        #expect(group?.match("lag") == .no)
        #expect(group?.match("jetlag_1") == .no)
    }
}
