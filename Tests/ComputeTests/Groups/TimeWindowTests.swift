import Columnar
import Compute
import Plan
import Testing

@Suite("Time window")
struct TimeWindowTests {
    private static let hour: Int64 = 3_600_000_000

    private func table() throws -> TestTable {
        // Not in the order of time.
        TestTable([
            "x": try Column(int64s: [4, 1, 2, nil, 8]),
            "reference_time": try Column(timestamps: [3, 0, 1, 2, nil].map { ($0 as Int64?).map { $0 * Self.hour } }),
            "k": try Column(strings: ["a", "a", "b", "b", "a"]),
        ])
    }

    @Test("the start of a window is left out, its end is the row; nulls are skipped")
    func trailing() throws {
        var table = try table()
        #expect(try table.texts("x__sum_2_hour_window") == ["4", "1", "3", "2", "8"])
        #expect(try table.texts("x__count_3_hour_window") == ["2", "1", "2", "2", "1"])
        #expect(try table.doubles("x__mean_1_day_window") == [7.0 / 3, 1, 1.5, 1.5, 8])
    }

    @Test("within partitions, by another time, and by dates")
    func options() throws {
        var table = try table()
        #expect(
            try table.texts("{name: x__max_1_day_window, options: {partition_by: k}}") == ["4", "1", "2", "2", "8"])
        var dates = TestTable(["x": try Column(int64s: [1, 2, 3]), "d": try Column(dates: [0, 1, 3])])
        #expect(
            try dates.texts("{name: x__sum_2_day_window, options: {reference_time: d}}") == ["1", "3", "3"])
    }

    @Test("names, and times that are none")
    func refused() {
        let group = TimeWindow()
        #expect(group.match("avg_3_hour_window") == .yes(.exactly(1)))
        #expect(group.match("avg_window") == .no)
        #expect(Window().match("avg_window") == .yes(.exactly(1)))
        guard case .unknown(let segments) = group.match("averge_3_hour_window") else {
            Issue.record("it has the form of a time window")
            return
        }
        #expect(segments.contains("avg_3_hour_window"))
        func refusal(_ operation: String, _ time: DataType) -> String? {
            do {
                _ = try group.result(
                    of: FeatureCall(group: "time_window", operation: operation, inputCount: 1), inputs: [.int64, time])
                return nil
            } catch {
                return error.message
            }
        }
        #expect(refusal("avg_1_day_window", .date) == nil)
        #expect(refusal("avg_1_hour_window", .date)?.contains("no hours") == true)
        #expect(refusal("avg_1_hour_window", .int64)?.contains("timestamp") == true)
    }
}
