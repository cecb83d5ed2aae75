/// A quantity over time that keeps its shape in bounded memory: where there are too many points, neighbours are merged and the
/// greater value is kept, so that peaks stay.
package struct Series: Sendable {
    package struct Sample: Sendable, Hashable {
        /// Nanoseconds since the run started.
        package var time: UInt64
        package var value: Int
    }

    /// Ascending in time.
    package private(set) var points: [Sample] = []
    private let limit: Int
    /// Nanoseconds that points are at least apart.
    private var spacing: UInt64 = 0

    package init(limit: Int = 4_096) { self.limit = limit }

    /// A time before that of the newest value counts as the same time.
    package mutating func append(_ value: Int, at time: UInt64) {
        let time = max(time, latest?.time ?? points.last?.time ?? 0)
        if let last = points.last, time &- last.time < spacing, points.count > 1 {
            // The newest value must show, but not hide a peak: the peak stays, and the value follows once time has passed.
            if value > last.value { points[points.count - 1].value = value }
            latest = Sample(time: time, value: value)
            return
        }
        if let latest, let last = points.last, latest.time > last.time, latest.value != last.value {
            points.append(latest)
        }
        latest = nil
        points.append(Sample(time: time, value: value))
        if points.count > limit { thin() }
    }

    private var latest: Sample?

    /// The greatest value from `start` up to, but without, `end`; where the two are the same, at that instant. Nil before the first
    /// point.
    package func greatest(from start: UInt64, to end: UInt64) -> Int? {
        // The first point that is not before the start.
        var low = 0
        var high = points.count
        while low < high {
            let middle = (low + high) / 2
            if points[middle].time < start { low = middle + 1 } else { high = middle }
        }
        if low == points.count, let latest, latest.time <= start { return latest.value }
        // What held before counts, unless it is replaced at the very start.
        let isReplaced = low < points.count && points[low].time == start
        var result = low > 0 && !isReplaced ? points[low - 1].value : nil
        func isWithin(_ time: UInt64) -> Bool { time == start || (time > start && time < end) }
        while low < points.count, isWithin(points[low].time) {
            result = max(result ?? .min, points[low].value)
            low += 1
        }
        if let latest, isWithin(latest.time) { result = max(result ?? .min, latest.value) }
        return result
    }

    private mutating func thin() {
        guard let first = points.first, let last = points.last else { return }
        spacing = max(spacing * 2, (last.time - first.time) / UInt64(max(1, limit / 2)), 1)
        var kept: [Sample] = [first]
        for point in points.dropFirst() {
            if point.time - kept[kept.count - 1].time < spacing, kept.count > 1 {
                if point.value > kept[kept.count - 1].value { kept[kept.count - 1].value = point.value }
            } else {
                kept.append(point)
            }
        }
        if let merged = kept.last, merged.time < last.time, merged.value != last.value { latest = last }
        points = kept
    }
}
