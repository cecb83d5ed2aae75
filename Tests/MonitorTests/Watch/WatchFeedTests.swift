import Events
import Monitor
import Plan
import Testing

/// The runs of one plan, one after another.
@Suite struct WatchFeedTests {
    private func count(_ update: FeedUpdate) -> Int? {
        if case .events(let events) = update { events.count } else { nil }
    }

    private func model(_ update: FeedUpdate) -> RunModel? {
        if case .restart(let model) = update { model } else { nil }
    }

    @Test func withoutARunThereIsNothing() {
        let feed = WatchFeed()
        #expect(count(feed.take(at: 5)) == 0)
        #expect(feed.control == nil && feed.runTime(at: 5) == 0 && feed.nextEvent(after: 5) == nil)
    }

    @Test func aNewRunTakesThePlaceOfTheOneBefore() {
        let feed = WatchFeed()
        let (first, second) = (FakeRun(), FakeRun())
        feed.show(LiveFeed(first.subscription, control: first.control))
        first.happens(DemoStory.finished())
        // With all that has happened: nothing may come after it.
        #expect(model(feed.take(at: 0))?.end?.outcome == .succeeded)
        #expect(count(feed.take(at: 0)) == 0)
        #expect(feed.control == nil, "a run that is over cannot be acted on")
        feed.show(LiveFeed(second.subscription, control: second.control))
        second.happens(DemoStory.begun())
        first.happens(DemoStory.midRun())
        let begun = model(feed.take(at: 0))
        #expect(begun?.plan?.plan == "delays" && begun?.end == nil && begun?.settledCount == 0)
        feed.control?.pause()
        #expect(second.control.calls == [.pause] && first.control.calls == [])
    }
}

/// What a watch tells its monitor.
@Suite struct WatchSourceTests {
    @Test func whatIsTheSameIsNoNews() {
        let driver = WatchDriver(DemoPlans.entries())
        driver.draw()
        driver.source.show(DemoPlans.entries())
        driver.update()
        #expect(!driver.monitor.needsDrawing)
        driver.source.show(notice: "something")
        driver.update()
        #expect(driver.monitor.needsDrawing)
    }

    @Test func aPlanHasOneFeed() {
        let source = WatchSource()
        #expect(source.feed(of: "a") === source.feed(of: "a"))
        #expect(source.feed(of: "a") !== source.feed(of: "b"))
    }
}
