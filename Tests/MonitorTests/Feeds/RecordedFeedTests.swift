import Plan
import Testing

@testable import Events
@testable import Monitor

@Suite struct RecordedFeedTests {
    private let events = DemoStory.finished()
    private let start: UInt64 = 77_000
    private static let second: UInt64 = 1_000_000_000

    /// As a monitor keeps its model; it takes again and again.
    private func take(_ feed: RecordedFeed, _ model: inout RunModel, at now: UInt64) {
        for _ in 0..<2 {
            switch feed.take(at: now) {
            case .events(let events): for event in events { model.receive(event) }
            case .restart(let jump): model = jump
            }
        }
    }

    private func refold(_ time: UInt64) -> RunDigest { RunDigest(RunModel(events.filter { $0.time <= time })) }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func anInstantIsWhatTheEventsUpToItSayHoweverOneGetsThere(seed: UInt64) {
        var random = SeededGenerator(seed)
        let feed = RecordedFeed(events)
        var model = RunModel()
        take(feed, &model, at: start)
        for _ in 0..<25 {
            let time = UInt64.random(in: 0...feed.duration + Self.second, using: &random)
            feed.seek(to: time, at: start)
            take(feed, &model, at: start)
            #expect(RunDigest(model) == refold(min(time, feed.duration)))
            #expect(feed.runTime(at: start) == min(time, feed.duration))
        }
    }

    @Test func checkpointsChangeNothing() {
        var story = Story()
        for number in 0..<45_000 { story.happens(.logLine(nil, "\(number)"), after: 1) }
        let feed = RecordedFeed(story.events)
        for time in [45_000, 3, 20_001, 29_999, 30_000, 0, 44_999] as [UInt64] {
            feed.seek(to: time, at: start)
            guard case .restart(let model) = feed.take(at: start) else {
                Issue.record("no jump to \(time)")
                continue
            }
            #expect(model.time == time && model.eventCount == Int(time) + 1)
        }
    }

    @Test func itPlaysAtItsPace() {
        let feed = RecordedFeed(events, speed: 2)
        var model = RunModel()
        take(feed, &model, at: start)
        #expect(RunDigest(model) == refold(0))
        take(feed, &model, at: start + Self.second)
        #expect(feed.runTime(at: start + Self.second) == 2 * Self.second)
        #expect(RunDigest(model) == refold(2 * Self.second))
        // What comes next is due after half of the time that the run took to it.
        let next = events.first { $0.time > 2 * Self.second }?.time ?? 0
        #expect(feed.nextEvent(after: start + Self.second) == start + next / 2)
        take(feed, &model, at: start + 900 * Self.second)
        #expect(feed.isAtEnd && feed.nextEvent(after: start) == nil)
        #expect(feed.runTime(at: start + 900 * Self.second) == feed.duration)
    }

    @Test func speedsGoUpAndDownBetweenTheirEnds() {
        let feed = RecordedFeed(events)
        var texts: [String] = []
        for _ in 0..<7 {
            feed.changeSpeed(faster: true, at: start)
            texts.append(feed.speedText)
        }
        #expect(texts == ["2×", "5×", "10×", "50×", "100×", "100×", "100×"])
        for _ in 0..<20 { feed.changeSpeed(faster: false, at: start) }
        #expect(feed.speedText == "0.1×")
    }

    @Test func aChangeOfSpeedDoesNotMoveTheInstant() {
        let feed = RecordedFeed(events)
        _ = feed.take(at: start)
        feed.changeSpeed(faster: true, at: start + Self.second)
        #expect(feed.runTime(at: start + Self.second) == Self.second)
        #expect(feed.runTime(at: start + 2 * Self.second) == 3 * Self.second)
    }

    @Test func whilePausedTimeStands() {
        let feed = RecordedFeed(events)
        var model = RunModel()
        take(feed, &model, at: start)
        feed.togglePause(at: start + Self.second)
        #expect(feed.isPaused && feed.nextEvent(after: start + Self.second) == nil)
        #expect(feed.runTime(at: start + 50 * Self.second) == Self.second)
        feed.togglePause(at: start + 50 * Self.second)
        #expect(feed.runTime(at: start + 51 * Self.second) == 2 * Self.second)
        take(feed, &model, at: start + 51 * Self.second)
        #expect(RunDigest(model) == refold(2 * Self.second))
    }

    @Test func aStepIsOneEventThoughManyHaveTheSameTime() {
        let feed = RecordedFeed(events)
        var model = RunModel()
        feed.togglePause(at: start)
        for count in 1...events.count {
            feed.step(forwards: true, at: start)
            take(feed, &model, at: start)
            #expect(model.eventCount == count)
        }
        #expect(feed.isPaused && feed.isAtEnd)
        for count in (0..<events.count).reversed() {
            feed.step(forwards: false, at: start)
            take(feed, &model, at: start)
            #expect(model.eventCount == count)
        }
        feed.step(forwards: false, at: start)
        take(feed, &model, at: start)
        #expect(model.eventCount == 0 && feed.runTime(at: start) == 0)
        // Played on, nothing is told twice and nothing is left out.
        feed.togglePause(at: start)
        take(feed, &model, at: start + 900 * Self.second)
        #expect(RunDigest(model) == RunDigest(RunModel(events)))
    }

    @Test func atTheEndPlayBeginsAgain() {
        let feed = RecordedFeed(events, speed: .infinity)
        var model = RunModel()
        take(feed, &model, at: start)
        #expect(feed.isAtEnd && feed.speedText == "1×")
        #expect(RunDigest(model) == RunDigest(RunModel(events)))
        feed.togglePause(at: start + 5)
        take(feed, &model, at: start + 5)
        #expect(!feed.isAtEnd && !feed.isPaused && feed.runTime(at: start + 5) == 0)
        #expect(RunDigest(model) == refold(0))
    }

    @Test func aRecordingOfNothingIsAtItsEnd() {
        let feed = RecordedFeed([])
        var model = RunModel()
        take(feed, &model, at: start)
        #expect(model.eventCount == 0 && feed.isAtEnd && feed.duration == 0)
        feed.step(forwards: true, at: start)
        feed.seek(to: 9, at: start)
        feed.togglePause(at: start)
        #expect(feed.runTime(at: start + 9) == 0)
    }
}
