import Plan
import Testing
import Watching

@Suite struct PlanQueueTests {
    private func inputs(_ plan: String, reads: [String] = [], writes: [String] = []) -> PlanInputs {
        var inputs = PlanInputs(planFile: plan)
        for path in reads { inputs.add(path: path) }
        for path in writes { inputs.add(.file(path: path, written: path, format: .csv)) }
        return inputs
    }

    @Test func plansRunAfterThoseWhoseOutputsTheyRead() {
        var queue = PlanQueue()
        queue.planned("/a", inputs("/a", reads: ["/two"], writes: ["/three"]))
        queue.planned("/b", inputs("/b", reads: ["/one"], writes: ["/two"]))
        queue.planned("/c", inputs("/c", writes: ["/one"]))
        var order: [String] = []
        while let next = queue.next {
            queue.started(next)
            // None that waits for it starts beside it.
            #expect(queue.state(of: next) == .running)
            order.append(next)
            queue.ended(next, isGood: true)
        }
        #expect(order == ["/c", "/b", "/a"])
        #expect(queue.readers(of: "/b") == ["/a"])
        #expect(queue.paths.allSatisfy { queue.state(of: $0) == .current })
    }

    @Test func aCircleRunsInTheOrderOfNames() {
        var queue = PlanQueue()
        queue.planned("/b", inputs("/b", reads: ["/1"], writes: ["/2"]))
        queue.planned("/a", inputs("/a", reads: ["/2"], writes: ["/1"]))
        #expect(queue.next == "/a")
    }

    @Test func aPlanThatChangesWhileItRunsRunsOnceMore() {
        var queue = PlanQueue()
        queue.planned("/a", inputs("/a"))
        queue.started("/a")
        for _ in 0..<5 { queue.planned("/a", inputs("/a")) }
        #expect(queue.isRunningStale && queue.running == "/a" && queue.next == nil)
        queue.ended("/a", isGood: true)
        #expect(queue.state(of: "/a") == .stale && queue.next == "/a")
        queue.started("/a")
        queue.ended("/a", isGood: false)
        #expect(queue.state(of: "/a") == .failed && queue.next == nil)
    }

    @Test func anInvalidPlanDoesNotRunAndIsLookedAtWhateverChanges() {
        var queue = PlanQueue()
        queue.planned("/a", inputs("/a"))
        queue.invalid("/a", inputs("/a"))
        #expect(queue.state(of: "/a") == .invalid && queue.next == nil)
        #expect(queue.affected(by: ["/elsewhere"]) == ["/a"])
        queue.planned("/a", inputs("/a"))
        #expect(queue.state(of: "/a") == .stale && queue.affected(by: ["/elsewhere"]) == [])
    }

    @Test func aRunGoesOnThoughItsPlanHasErrorsNow() {
        var queue = PlanQueue()
        queue.planned("/a", inputs("/a"))
        queue.started("/a")
        queue.invalid("/a", inputs("/a"))
        #expect(queue.state(of: "/a") == .running && !queue.isRunningStale)
        queue.ended("/a", isGood: true)
        #expect(queue.state(of: "/a") == .invalid)
    }

    @Test func whatIsAskedForRunsAgain() {
        var queue = PlanQueue()
        queue.planned("/a", inputs("/a"))
        queue.started("/a")
        queue.ended("/a", isGood: false)
        queue.asked("/a")
        #expect(queue.next == "/a")
        queue.removed("/a")
        #expect(queue.next == nil && queue.paths == [])
    }
}
