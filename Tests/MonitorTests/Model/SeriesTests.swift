import Testing

@testable import Monitor

@Suite struct SeriesTests {
    private struct Oracle {
        var points: [(time: UInt64, value: Int)] = []

        func greatest(from start: UInt64, to end: UInt64) -> Int? {
            var values = points.filter { $0.time >= start && ($0.time < end || $0.time == start) }.map(\.value)
            if !points.contains(where: { $0.time == start }), let held = points.last(where: { $0.time < start }) {
                values.append(held.value)
            }
            return values.max()
        }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func theGreatestIsThatOfALookAtAllPoints(seed: UInt64) {
        var random = SeededGenerator(seed)
        var series = Series()
        var oracle = Oracle()
        var time: UInt64 = 0
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            time += UInt64.random(in: 0...3, using: &random)
            let value = Int.random(in: -9...9, using: &random)
            series.append(value, at: time)
            oracle.points.append((time, value))
        }
        var differences: [UInt64] = []
        for start in 0...time + 2 {
            for end in start...time + 3
            where series.greatest(from: start, to: end) != oracle.greatest(from: start, to: end) {
                differences.append(start)
            }
        }
        #expect(differences.isEmpty)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func howeverManyPointsItStaysSmallInOrderAndKeepsItsPeak(seed: UInt64) {
        var random = SeededGenerator(seed)
        let limit = Int.random(in: 4...64, using: &random)
        var series = Series(limit: limit)
        var time: UInt64 = 0
        var peak = Int.min
        var faults = 0
        for _ in 0..<5_000 {
            time += UInt64.random(in: 0...1_000, using: &random)
            let value = Int.random(in: 0...1_000_000, using: &random)
            peak = max(peak, value)
            series.append(value, at: time)
            if series.points.count > limit { faults += 1 }
            if series.greatest(from: 0, to: .max) != peak { faults += 1 }
            if series.greatest(from: time + 1, to: .max) != value { faults += 1 }
        }
        #expect(faults == 0)
        let times = series.points.map(\.time)
        #expect(times == times.sorted())
    }

    @Test func whatIsThereAndGoneAtTheSameInstantIsNotLost() {
        var series = Series()
        series.append(1, at: 10)
        series.append(90, at: 20)
        series.append(2, at: 20)
        #expect(series.greatest(from: 20, to: 30) == 90)
        #expect(series.greatest(from: 10, to: 20) == 1)
        #expect(series.greatest(from: 21, to: 30) == 2)
        #expect(series.greatest(from: 20, to: 20) == 90)
    }

    @Test func aTimeThatGoesBackCountsAsNow() {
        var series = Series()
        series.append(3, at: 50)
        series.append(7, at: 10)
        #expect(series.points == [.init(time: 50, value: 3), .init(time: 50, value: 7)])
        #expect(series.greatest(from: 0, to: 40) == nil)
    }
}
