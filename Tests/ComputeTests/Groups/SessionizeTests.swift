import Columnar
import Compute
import Plan
import Testing

@Suite("Sessionize")
struct SessionizeTests {
    private static let minute: Int64 = 60_000_000

    @Test("a gap over the length starts a session, one of exactly the length does not; rows keep their places")
    func gaps() throws {
        let minutes: [Int64?] = [90, 0, 30, 61, nil, 61, 121]
        let times = minutes.map { $0.map { $0 * Self.minute } }
        // In time order: 0, 30, 61, 61, 90, 121: gaps of 30, 31, 0, 29, 31 minutes.
        var table = TestTable(["t": try Column(timestamps: times)])
        #expect(try table.texts("t__sessionize_30_minute") == ["1", "0", "0", "1", nil, "1", "2"])
        #expect(try table.texts("t__sessionize_1_hour") == ["0", "0", "0", "0", nil, "0", "0"])
        #expect(try table.texts("t__sessionize_29_minute") == ["2", "0", "1", "2", nil, "2", "3"])
    }

    @Test("each partition counts from 0; null keys are one partition")
    func partitions() throws {
        var table = TestTable([
            "t": try Column(timestamps: [0, 0, 10 * Self.minute, 5 * Self.minute, 0, 9 * Self.minute]),
            "k": try Column(strings: ["a", "b", "a", "b", nil, nil]),
        ])
        #expect(
            try table.texts("{name: t__sessionize_5_minute, options: {partition_by: k}}") == [
                "0", "0", "1", "0", "0", "1",
            ])
    }

    @Test("dates in days and weeks; times at the ends of their range")
    func types() throws {
        var dates = TestTable(["d": try Column(dates: [0, 7, 15, nil])])
        #expect(try dates.texts("d__sessionize_1_week") == ["0", "0", "1", nil])
        var far = TestTable(["t": try Column(timestamps: [.min, .max, .max])])
        #expect(try far.texts("t__sessionize_1000000_week") == ["0", "1", "1"])
        var empty = TestTable(["t": try Column(timestamps: [])])
        #expect(try empty.texts("t__sessionize_1_day") == [])
    }

    @Test("texts, and hours of dates, are refused; names")
    func refused() {
        let group = Sessionize()
        func refusal(_ operation: String, _ type: DataType) -> String? {
            do {
                _ = try group.result(
                    of: FeatureCall(group: "sessionize", operation: operation, inputCount: 1), inputs: [type])
                return nil
            } catch {
                return error.message
            }
        }
        #expect(refusal("sessionize_1_day", .date) == nil)
        #expect(refusal("sessionize_1_hour", .date)?.contains("a date has no hours") == true)
        #expect(refusal("sessionize_1_hour", .string)?.contains("'types'") == true)
        #expect(group.match("sessionize_30_minute") == .yes(.exactly(1)))
        #expect(group.match("sessionize_30_minutes") != .yes(.exactly(1)))
        #expect(group.match("sessionize_0_minute") != .yes(.exactly(1)))
        #expect(group.match("floor_1_day") == .no)
    }
}
