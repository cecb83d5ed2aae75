import Events
import Plan
import Testing
import Tracing

/// From the events of a run to spans.
@Suite("Spans of a run")
struct SpanFoldTests {
    @Test("a span for the run, and one for each step that was started")
    func spans() throws {
        var run = TracedRun(steps: ["read", "clean", "join"], dependencies: [[], [0], [1]])
        run.starts(0)
        run.finishes(0, after: 10)
        run.starts(1, after: 5)
        run.finishes(1, after: 10)
        run.happens(.stepSkipped(StepID(2), cause: nil))
        run.ends(.cancelled)
        let spans = run.spans
        #expect(spans.map(\.name) == ["read", "clean", "run traced"])
        let root = try #require(spans.last)
        #expect(Set(spans.map(\.trace)).count == 1)
        #expect(Set(spans.map(\.id)).count == 3)
        #expect(root.parent == nil)
        #expect(root.start == 1_767_323_045_000_000_000)
        #expect(spans[0].start == root.start)
        #expect(spans[0].end == root.start + 10)
        #expect(spans[1].start == root.start + 15)
        #expect(root.end == root.start + 25)
        #expect(root.status == .error("cancelled: 0 steps failed"))
    }

    @Test("the parent is the dependency that ended last, the others are links")
    func parents() throws {
        var run = TracedRun(steps: ["a", "b", "c", "d"], dependencies: [[], [], [], [0, 1, 2]])
        for step in 0..<3 { run.starts(step) }
        run.finishes(1, after: 5)
        run.finishes(2, after: 5)
        run.finishes(0, after: 5)
        run.starts(3)
        run.finishes(3, after: 5)
        run.ends()
        let spans = run.spans
        let byName = Dictionary(uniqueKeysWithValues: spans.map { ($0.name, $0) })
        let (a, b, c, d) = try (
            #require(byName["a"]), #require(byName["b"]), #require(byName["c"]), #require(byName["d"])
        )
        let root = try #require(spans.last)
        #expect([a, b, c].allSatisfy { $0.parent == root.id && $0.links.isEmpty })
        #expect(d.parent == a.id)
        #expect(Set(d.links) == [b.id, c.id])
        #expect(d.droppedLinks == 0)
    }

    @Test("links beyond the limit of OpenTelemetry's SDKs are counted")
    func manyLinks() throws {
        var run = TracedRun(
            steps: (0..<200).map { "s\($0)" } + ["last"],
            dependencies: Array(repeating: [], count: 200) + [Array(0..<200)])
        for step in 0..<200 {
            run.starts(step)
            run.finishes(step, after: 1)
        }
        run.starts(200)
        run.finishes(200, after: 1)
        let last = try #require(run.spans.last)
        #expect(last.links.count == 128)
        #expect(last.droppedLinks == 71)
    }

    @Test("a failure is the span's status and an exception")
    func failure() throws {
        var run = TracedRun(steps: ["a"], dependencies: [[]])
        run.starts(0)
        run.happens(.stepRetried(StepID(0), attempt: 2, delay: 3))
        run.happens(.stepStarted(StepID(0), worker: WorkerID(.process, 2), attempt: 2), after: 3)
        run.happens(.stepFailed(StepID(0), StepFailure(message: "no such column", position: "p.yaml:3:4")), after: 7)
        run.happens(.warning("be careful"))
        run.ends(.failed, failed: 1)
        let spans = run.spans
        let span = try #require(spans.first)
        #expect(span.status == .error("no such column"))
        #expect(span.start + 10 == span.end)
        #expect(span.events.map(\.name) == ["retry", "exception"])
        #expect(span.value("weir.attempts") == .int(2))
        #expect(span.value("weir.worker") == .text("p2"))
        #expect(span.value("weir.position") == .text("p.yaml:3:4"))
        #expect(span.value("weir.outcome") == .text("failed"))
        #expect(spans.last?.events.map(\.name) == ["warning"])
        #expect(spans.last?.value("weir.steps.failed") == .int(1))
    }

    @Test("a step says what it is and what it made")
    func attributes() throws {
        var run = TracedRun(steps: ["a"], dependencies: [[]])
        run.starts(0)
        run.finishes(0, rows: 12, bytes: 96, after: 10)
        let span = try #require(run.spans.first)
        #expect(span.value("weir.step") == .text("s0"))
        #expect(span.value("weir.feature") == .texts(["a"]))
        #expect(span.value("weir.dataset") == .text("flights"))
        #expect(span.value("weir.group") == .text("aggregated"))
        #expect(span.value("weir.framework") == .text("arrow"))
        #expect(span.value("weir.worker") == .text("t1"))
        #expect(span.value("weir.rows") == .int(12))
        #expect(span.value("weir.bytes") == .int(96))
        #expect(span.status == .ok)
    }

    @Test("a step that was retried by hand has a span for each time; one that the run's end cut is ended")
    func retriedAndCut() {
        var run = TracedRun(steps: ["a"], dependencies: [[]])
        run.starts(0)
        run.happens(.stepFailed(StepID(0), StepFailure(message: "no")), after: 1)
        run.starts(0, after: 5)
        run.ends(.cancelled, after: 2)
        #expect(run.spans.map(\.name) == ["a", "a", "run traced"])
        #expect(run.spans[1].status == .error("cancelled"))
        #expect(run.spans[1].end - run.spans[1].start == 2)
    }

    @Test("steps that were as before are counted")
    func cached() {
        var run = TracedRun(steps: ["a", "b"], dependencies: [[], [0]])
        run.happens(.stepCached(StepID(0)))
        run.starts(1)
        run.finishes(1, after: 1)
        run.ends()
        let spans = run.spans
        #expect(spans[0].parent == spans[1].id)
        #expect(spans[1].value("weir.steps.cached") == .int(1))
    }

    @Test("a run within another program's span is its child, in its trace")
    func withinAnotherTrace() throws {
        let parent = try #require(TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
        var run = TracedRun(steps: [], dependencies: [])
        run.ends()
        let root = try #require(run.spans(parent: parent).last)
        #expect(root.trace.description == "0af7651916cd43dd8448eb211c80319c")
        #expect(root.parent?.description == "b7ad6b7169203331")
    }

    @Test(
        "what is no parent is none",
        arguments: [
            "", "00-0-1-01", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ])
    func badParents(text: String) { #expect(TraceParent(text) == nil) }
}

extension Span {
    func value(_ key: String) -> Value? { attributes.first { $0.key == key }?.value }
}
