package import Plan

/// What a worker did, for looking up by time: its spans, which do not overlap and ascend, and what it does now.
package struct WorkerTrack: Sendable {
    /// A stretch in a step that still goes on, or has ended.
    package struct Stretch: Sendable, Hashable {
        package var step: StepID
        package var start: UInt64
        package var end: UInt64
        /// Place among the worker's stretches.
        package var place: Int
        package var isCurrent: Bool
    }

    private let worker: WorkerModel.Worker
    private let now: UInt64

    package init(_ worker: WorkerModel.Worker, now: UInt64) {
        self.worker = worker
        self.now = now
    }

    package var count: Int { worker.spans.count + (worker.step == nil ? 0 : 1) }

    package subscript(place: Int) -> Stretch {
        if place < worker.spans.count {
            let span = worker.spans[place]
            return Stretch(step: span.step, start: span.start, end: span.end, place: place, isCurrent: false)
        }
        return Stretch(
            step: worker.step ?? StepID(0), start: worker.since, end: max(now, worker.since &+ 1), place: place,
            isCurrent: true)
    }

    /// The place of the first stretch, from `from` on, that ends after a time; `count` if there is none. O(log distance).
    package func first(endingAfter time: UInt64, from: Int = 0) -> Int { first(from: from) { $0.end > time } }

    /// By galloping.
    ///
    /// - Parameter holds: true of all stretches after one of which it is true.
    private func first(from: Int, where holds: (Stretch) -> Bool) -> Int {
        var low = max(0, from)
        var step = 1
        while low + step <= count, !holds(self[low + step - 1]) {
            low += step
            step *= 2
        }
        var high = min(count, low + step)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// What it does now.
    package var current: Stretch? { worker.step == nil ? nil : self[count - 1] }

    /// What ran at a time. O(log spans).
    package func stretch(at time: UInt64) -> Stretch? {
        let place = first(endingAfter: time)
        guard place < count, self[place].start <= time else { return nil }
        return self[place]
    }

    /// What a cell of time holds.
    package enum Cell: Sendable, Hashable {
        case idle
        /// One stretch alone.
        case single(Stretch)
        /// Several: how many, the share of the cell that they fill, from 0 to 1, and some of them.
        case several(count: Int, share: Double, samples: [Stretch])
    }

    /// What each cell of a window holds, from left to right. O(cells · log) whatever the number of spans: of cells with many, a few
    /// spans are looked at and the rest counted.
    package func cells(in window: TimeWindow) -> [Cell] {
        var place = 0
        return (0..<window.columns).map { column in
            let (start, end) = (window.time(at: column), window.time(at: column + 1))
            place = first(endingAfter: start, from: place)
            guard place < count, self[place].start < end else { return .idle }
            let last = first(from: place) { $0.start >= end } - 1
            guard last > place else { return .single(self[place]) }
            return summary(of: place...last, from: start, to: end)
        }
    }

    private func summary(of places: ClosedRange<Int>, from start: UInt64, to end: UInt64) -> Cell {
        let limit = 16
        let number = min(places.count, limit)
        let samples = (0..<number).map { self[places.lowerBound + $0 * places.count / number] }
        let filled = samples.reduce(0.0) { sum, sample in
            let (low, high) = (max(sample.start, start), min(sample.end, end))
            return sum + (high > low ? Double(high - low) : 0)
        }
        let share = filled / Double(number) * Double(places.count) / Double(end - start)
        return .several(count: places.count, share: min(1, share), samples: samples)
    }
}
