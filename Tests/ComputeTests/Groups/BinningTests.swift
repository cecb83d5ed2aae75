import Columnar
import Compute
import Plan
import Testing

@Suite("Binning")
struct BinningTests {
    private func bins(_ values: [Double?], _ operation: String) throws -> [String?] {
        var table = TestTable(["x": try Column(doubles: values)])
        return try table.texts("x__\(operation)")
    }

    @Test("equal width: closed on the left, the last on both sides")
    func width() throws {
        #expect(try bins([0, 2.4, 2.5, 5, 7.5, 9.9, 10, nil], "bin_4") == ["0", "0", "1", "2", "3", "3", "3", nil])
        // Every edge of ten bins over 0…10 is a whole number.
        #expect(
            try bins((0...10).map { Double($0) }, "bin_10") == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "9"])
    }

    @Test("equal count: edges are interpolated quantiles, closed on the left")
    func count() throws {
        // Quartiles of 1…8: 2.75, 4.5, 6.25.
        #expect(
            try bins([8, 1, 2, 3, 4, 5, 6, 7, nil], "qbin_4") == ["3", "0", "0", "1", "1", "2", "2", "3", nil])
        // Quartiles of 0…4: 1, 2, 3; a value on an edge is right of it.
        #expect(try bins([0, 1, 2, 3, 4], "qbin_4") == ["0", "1", "2", "3", "3"])
    }

    @Test("one value, one bin, NaN and infinities")
    func degenerate() throws {
        #expect(try bins([7, 7, nil], "bin_3") == ["0", "0", nil])
        #expect(try bins([1, 2, 3], "bin_1") == ["0", "0", "0"])
        #expect(try bins([1, 2, 3], "qbin_1") == ["0", "0", "0"])
        #expect(try bins([0, 1, .nan, .infinity, -.infinity], "bin_2") == ["0", "1", nil, "1", "0"])
        #expect(try bins([.nan, 1, 2], "qbin_2") == [nil, "0", "1"])
        #expect(try bins([nil, nil], "bin_2") == [nil, nil])
        #expect(try bins([nil], "qbin_2") == [nil])
        #expect(try bins([], "bin_2") == [])
        #expect(try bins([-1.7e308, 0, 1.7e308], "bin_2") == ["0", "1", "1"])
    }

    @Test("names")
    func names() {
        for segment in ["bin_0", "bin_x", "qbin_", "bin_07"] {
            #expect(FeatureGroups["binning"]?.match(segment[...]) == .unknown(segments: ["bin_10", "qbin_4"]))
        }
        #expect(FeatureGroups["binning"]?.match("cabin_4") == .no)
    }
}
