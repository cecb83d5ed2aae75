import Events
import Plan
import Testing

@Suite struct EventBusTests {
    @Test func withoutSubscribersNothingIsEvenBuilt() {
        let bus = EventBus()
        var built = 0
        func kind() -> RunEvent.Kind {
            built += 1
            return .runPaused
        }
        bus.publish(kind())
        #expect(built == 0)
        let subscription = bus.subscribe()
        bus.publish(kind())
        #expect(built == 1)
        subscription.cancel()
        bus.publish(kind())
        #expect(built == 1)
    }

    @Test func eventsAreNumberedFromOneAndTimedFromTheStart() {
        let time = Locked<UInt64>(100)
        let bus = EventBus(now: { time.withLock { $0 } })
        let subscription = bus.subscribe()
        time.withLock { $0 = 250 }
        bus.markStart()
        bus.publish(.runPaused)
        time.withLock { $0 = 300 }
        bus.publish(.runResumed)
        let events = subscription.drain()
        #expect(events.map(\.sequence) == [1, 2])
        #expect(events.map(\.time) == [0, 50])
    }

    @Test func everySubscriberGetsEverythingFromItsSubscriptionOn() {
        let bus = EventBus()
        let early = bus.subscribe()
        bus.publish(.runPaused)
        let late = bus.subscribe()
        bus.publish(.runResumed)
        #expect(early.drain().map(\.sequence) == [1, 2])
        #expect(late.drain().map(\.sequence) == [2])
    }

    @Test func readerIsWokenOnceForABatch() {
        let wakes = Locked(0)
        let bus = EventBus()
        let subscription = bus.subscribe(wake: { wakes.withLock { $0 += 1 } })
        for _ in 0..<10 { bus.publish(.runPaused) }
        #expect(wakes.withLock { $0 } == 1)
        #expect(subscription.drain().count == 10)
        bus.publish(.runPaused)
        #expect(wakes.withLock { $0 } == 2)
        bus.finish()
        #expect(wakes.withLock { $0 } == 3)
        #expect(!subscription.isAtEnd)
        #expect(subscription.drain().count == 1)
        #expect(subscription.isAtEnd)
    }

    @Test func sequenceOfBatchesEndsWithTheBus() async {
        let bus = EventBus()
        let subscription = bus.subscribe()
        bus.publish(.runPaused)
        bus.publish(.runResumed)
        bus.finish()
        var batches: [Int] = []
        for await batch in subscription { batches.append(batch.count) }
        #expect(batches == [2])
    }

    @Test func sequenceDeliversEverythingPublishedMeanwhile() async {
        let bus = EventBus()
        let subscription = bus.subscribe()
        let thread = PosixThread.start(name: "publisher") {
            for step in 0..<20_000 { bus.publish(.stepReady(StepID(step))) }
            bus.finish()
        }
        var sequences: [UInt64] = []
        for await batch in subscription { sequences += batch.map(\.sequence) }
        thread?.detach()
        #expect(sequences == Array(1...20_000))
    }

    @Test func blockingReaderGetsEverythingAndThenTheEnd() async {
        let bus = EventBus()
        let subscription = bus.subscribe()
        let sequences = await withCheckedContinuation { continuation in
            PosixThread.start(name: "reader") {
                var read: [UInt64] = []
                while let batch = subscription.nextBatch() { read += batch.map(\.sequence) }
                continuation.resume(returning: read)
            }?.detach()
            PosixThread.start(name: "publisher") {
                for step in 0..<20_000 { bus.publish(.stepReady(StepID(step))) }
                bus.finish()
            }?.detach()
        }
        #expect(sequences == Array(1...20_000))
    }

    @Test func numbersAreWithoutGapsWhenManyThreadsPublish() async {
        let bus = EventBus()
        let subscription = bus.subscribe()
        let running = Locked(4)
        for thread in 0..<4 {
            PosixThread.start(name: "publisher \(thread)") {
                for step in 0..<5_000 { bus.publish(.stepReady(StepID(step))) }
                let isLast = running.withLock { left in
                    left -= 1
                    return left == 0
                }
                if isLast { bus.finish() }
            }?.detach()
        }
        var events: [RunEvent] = []
        for await batch in subscription { events += batch }
        #expect(events.map(\.sequence) == Array(1...20_000))
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
    }

    @Test func subscribingAfterTheEndGivesAnEmptySequence() async {
        let bus = EventBus()
        bus.finish()
        for await _ in bus.subscribe() { Issue.record("nothing was published") }
    }

    @Test func cancelledTaskEndsItsSubscription() async {
        let bus = EventBus()
        let subscription = bus.subscribe()
        let task = Task { for await _ in subscription {} }
        task.cancel()
        await task.value
        #expect(!bus.isObserved)
    }

    @Test func nothingIsDeliveredAfterTheEnd() {
        let bus = EventBus()
        let subscription = bus.subscribe()
        bus.finish()
        bus.publish(.runPaused)
        #expect(subscription.drain().isEmpty)
    }
}
