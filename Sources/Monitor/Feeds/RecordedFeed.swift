package import Events

/// A recording played back: at its own pace or another, paused, or walked to any instant. A value of its owner's thread.
package final class RecordedFeed: RunFeed {
    /// Ascending in time.
    private let events: [RunEvent]
    private var next = 0
    /// Nanoseconds into the run at `anchor`.
    private var position: UInt64 = 0
    /// The monotonic time at which `position` held; nil: before the first call.
    private var anchor: UInt64?
    private(set) var speed: Double
    package private(set) var isPaused = false
    /// Models at some places of the recording, so that walking back need not begin at the start: ascending in `next`.
    private var checkpoints: [(next: Int, model: RunModel)] = [(0, RunModel())]
    private var jump: RunModel?

    /// Nanoseconds, of the last event.
    package let duration: UInt64
    package static let speeds: [Double] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 50, 100]
    private static let checkpointCount = 12

    /// - Parameter speed: seconds of the run in a second; infinite shows its end at once.
    package init(_ events: [RunEvent], speed: Double = 1) {
        self.events = events
        self.speed = speed
        duration = events.last?.time ?? 0
        if speed.isInfinite {
            position = duration
            self.speed = 1
        }
    }

    package var control: (any RunControl)? { nil }
    package var recording: RecordedFeed? { self }
    package var isAtEnd: Bool { next == events.count }

    package func runTime(at now: UInt64) -> UInt64 {
        guard let anchor, !isPaused, !isAtEnd else { return min(position, duration) }
        let elapsed = Double(now - min(now, anchor)) * speed
        return elapsed >= Double(duration - position) ? duration : position + UInt64(elapsed)
    }

    package func take(at now: UInt64) -> FeedUpdate {
        if anchor == nil { anchor = now }
        if let jump {
            self.jump = nil
            return .restart(jump)
        }
        // Several events may have the same time: where one stepped to the first of them, the others wait.
        if isPaused { return .events([]) }
        let time = runTime(at: now)
        let start = next
        while next < events.count, events[next].time <= time { next += 1 }
        if isAtEnd {
            position = time
            anchor = now
        }
        return .events(Array(events[start..<next]))
    }

    package func nextEvent(after now: UInt64) -> UInt64? {
        guard !isPaused, next < events.count else { return nil }
        let wait = Double(events[next].time - min(events[next].time, runTime(at: now))) / speed
        return now + UInt64(min(wait, 1e12).rounded(.up))
    }

    // MARK: The player

    package func togglePause(at now: UInt64) {
        if isAtEnd && !isPaused { return seek(to: 0, at: now) }
        settle(at: now)
        isPaused.toggle()
    }

    /// The next faster or slower of `speeds`.
    package func changeSpeed(faster: Bool, at now: UInt64) {
        settle(at: now)
        speed =
            faster
            ? Self.speeds.first { $0 > speed } ?? speed : Self.speeds.last { $0 < speed } ?? speed
    }

    package var speedText: String { speed == speed.rounded() ? "\(Int(speed))×" : "\(speed)×" }

    /// Goes to an instant, forwards or back; what was resident then is what the model then says.
    package func seek(to time: UInt64, at now: UInt64) {
        settle(at: now)
        position = min(time, duration)
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].time <= position { low = middle + 1 } else { high = middle }
        }
        jump = model(after: low)
        next = low
    }

    /// By an event back or forth, and pauses there: how one looks at an instant closely.
    package func step(forwards: Bool, at now: UInt64) {
        settle(at: now)
        isPaused = true
        let target = forwards ? min(next + 1, events.count) : max(next - 1, 0)
        position = target > 0 ? events[target - 1].time : 0
        jump = model(after: target)
        next = target
    }

    private func settle(at now: UInt64) {
        position = runTime(at: now)
        anchor = now
    }

    /// The model after so many events; keeps some on the way for the next time.
    private func model(after count: Int) -> RunModel {
        var (place, model) = checkpoints.last { $0.next <= count } ?? (0, RunModel())
        let spacing = max(10_000, events.count / Self.checkpointCount)
        while place < count {
            model.receive(events[place])
            place += 1
            if place % spacing == 0, checkpoints.allSatisfy({ $0.next < place }) { checkpoints.append((place, model)) }
        }
        return model
    }
}
