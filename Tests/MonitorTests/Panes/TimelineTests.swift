import Events
import Plan
import Testing

@testable import Monitor

@Suite struct TimelineTests {
    private let size = Size(width: 80, height: 24)
    private static let ms: UInt64 = 1_000_000

    @Test func ticksAreRound() {
        let cases: [(UInt64, UInt64, UInt64, String)] = [
            (30, 900_000, 50, "0.05µs"), (3 * Self.ms, 800 * Self.ms, 5 * Self.ms, "5ms"),
            (150 * Self.ms, 3_000 * Self.ms, 200 * Self.ms, "0.2s"),
            (1_000 * Self.ms, 30_000 * Self.ms, 1_000 * Self.ms, "1s"),
            (21_000 * Self.ms, 600_000 * Self.ms, 50_000 * Self.ms, "0m50s"),
            (51_000 * Self.ms, 900_000 * Self.ms, 60_000 * Self.ms, "1m"),
            (61_000 * Self.ms, 900_000 * Self.ms, 120_000 * Self.ms, "2m"),
            (3_000_000 * Self.ms, 90_000_000 * Self.ms, 3_000_000 * Self.ms, "50m"),
            (3_001_000 * Self.ms, 90_000_000 * Self.ms, 3_600_000 * Self.ms, "1h00m"),
        ]
        for (atLeast, end, step, label) in cases {
            let axis = TimeAxis(atLeast: atLeast, upTo: end)
            #expect(axis.step == step)
            #expect(axis.label(step) == label)
        }
        #expect(TimeAxis(atLeast: 2 * Self.ms, upTo: 100_000 * Self.ms).label(62_002 * Self.ms) == "1m02.002s")
        #expect(Array(TimeAxis(atLeast: 5, upTo: 100).ticks(from: 11, to: 26)) == [15, 20, 25])
        #expect(Array(TimeAxis(atLeast: 5, upTo: 100).ticks(from: 9, to: 9)) == [])
        #expect(TimeAxis(atLeast: .max, upTo: .max).step > 0)
    }

    @Test func aWindowMapsTimesToCellsAndBack() {
        let window = TimeWindow(start: 100, scale: 10, columns: 8)
        #expect((0...8).map(window.time(at:)) == [100, 110, 120, 130, 140, 150, 160, 170, 180])
        #expect([99, 100, 109, 110, 179, 180, 90, 89].map(window.column(of:)) == [-1, 0, 0, 1, 7, 8, -1, -2])
        for end in [0, 1, 79, 80, 81, 1_000_003, .max] as [UInt64] {
            let whole = TimeWindow(fitting: end, columns: 80)
            #expect(whole.column(of: min(end, TimeWindow.latest)) < 80)
        }
    }

    /// Spans of random lengths and gaps, some of them of no length.
    private func worker(seed: UInt64, count: Int) -> WorkerModel.Worker {
        var random = SeededGenerator(seed)
        var worker = WorkerModel.Worker(id: .main, since: 0, startedAt: 0)
        var time: UInt64 = 0
        for step in 0..<count {
            time += UInt64.random(in: 0...3, using: &random)
            let end = time + UInt64.random(in: 0...6, using: &random)
            worker.spans.append(.init(step: StepID(step), start: time, end: end))
            time = end
        }
        if Bool.random(using: &random) {
            worker.step = StepID(count)
            worker.since = time + 1
        }
        return worker
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func whatRanIsFoundAsALookAtAllFindsIt(seed: UInt64) {
        let worker = worker(seed: seed, count: Int(seed) * 3)
        let now = (worker.spans.last?.end ?? 0) + 9
        let track = WorkerTrack(worker, now: now)
        let all = (0..<track.count).map { track[$0] }
        for time in 0...now {
            let first = all.firstIndex { $0.end > time } ?? all.count
            #expect(track.first(endingAfter: time) == first)
            for from in stride(from: 0, through: first, by: 5) {
                #expect(track.first(endingAfter: time, from: from) == first)
            }
            #expect(track.stretch(at: time) == all.first { $0.start <= time && $0.end > time })
        }
        for scale in [1, 3, 10, 50] as [UInt64] {
            let window = TimeWindow(start: 2, scale: scale, columns: 30)
            for (column, cell) in track.cells(in: window).enumerated() {
                let (start, end) = (window.time(at: column), window.time(at: column + 1))
                let within = all.filter { $0.end > start && $0.start < end }
                switch cell {
                case .idle: #expect(within.isEmpty)
                case .single(let stretch): #expect(within == [stretch])
                case .several(let count, let share, let samples):
                    #expect(count == within.count)
                    #expect(Set(samples).isSubset(of: Set(within)))
                    if count <= 16 {
                        let busy = within.reduce(0) { $0 + (min($1.end, end) - max($1.start, start)) }
                        #expect(abs(share - min(1, Double(busy) / Double(end - start))) < 1e-9)
                    }
                }
            }
        }
    }

    @Test func theCursorTellsWhatRan() {
        let scene = DemoRun.demo().scene(now: 800 * Self.ms)
        var pane = TimelinePane()
        #expect(pane.lines(scene, 80, 24).contains { $0.contains("at 800ms (now) · 2 of 4 busy · 48.6MiB resident") })
        _ = pane.press(.home, scene)
        for _ in 0..<20 { _ = pane.press(.character("."), scene) }
        let lines = pane.lines(scene, 80, 24)
        #expect(lines.contains { $0.contains("3 of 4 busy · 20MiB resident") })
        #expect(lines.contains { $0.hasPrefix(" t2   ✔ read weather") })
        #expect(lines.contains { $0.contains("▼") })
    }

    @Test func enterFocusesWhatRanOnTheChosenWorkerAndThenOpensIt() {
        let run = DemoRun.demo()
        var pane = TimelinePane()
        _ = pane.lines(run.scene(now: 800 * Self.ms), 80, 24)
        #expect(pane.press(.enter, run.scene(now: 800 * Self.ms)) == [.say("nothing ran there at 800ms")])
        _ = pane.press(.character("j"), run.scene(now: 800 * Self.ms))
        #expect(pane.press(.enter, run.scene(now: 800 * Self.ms)) == [.focus(StepID(11))])
        #expect(pane.press(.enter, run.scene(now: 800 * Self.ms, focus: 11)) == [.openDetail])
    }

    @Test func stepsOfARowAreWalkedThrough() {
        let scene = DemoRun.demo().scene(now: 800 * Self.ms)
        var pane = TimelinePane()
        _ = pane.lines(scene, 80, 24)
        _ = pane.press(.character("j"), scene)
        _ = pane.press(.home, scene)
        var starts: [UInt64] = []
        for _ in 0..<7 {
            _ = pane.press(.character("n"), scene)
            starts.append((pane.cursor ?? 0) / Self.ms)
        }
        #expect(starts == [1, 280, 420, 560, 702, 705, 705])
        _ = pane.press(.character("p"), scene)
        #expect(pane.cursor == 702 * Self.ms)
    }

    @Test func zoomKeepsTheCursorInItsColumnAndEndsAtTheWhole() throws {
        let scene = DemoRun.demo().scene(now: 800 * Self.ms)
        var pane = TimelinePane()
        _ = pane.press(.home, scene)
        for _ in 0..<30 { _ = pane.press(.character("."), scene) }
        let frame = pane.frame(size, scene)
        let column = pane.window(frame, scene).column(of: try #require(pane.cursor))
        for _ in 0..<5 { _ = pane.press(.character("+"), scene) }
        #expect(pane.window(frame, scene).column(of: try #require(pane.cursor)) == column)
        for _ in 0..<6 { _ = pane.press(.character("-"), scene) }
        #expect(pane.scale == nil)
        for _ in 0..<80 { _ = pane.press(.character("+"), scene) }
        #expect(pane.scale == 1)
        _ = pane.press(.character("0"), scene)
        #expect(pane.window(frame, scene) == TimeWindow(fitting: 800 * Self.ms, columns: frame.columns))
    }

    @Test func panningKeepsTheCursorInSightAndWithinTheRun() throws {
        let scene = DemoRun.demo().scene(now: 800 * Self.ms)
        var pane = TimelinePane()
        for _ in 0..<3 { _ = pane.press(.character("+"), scene) }
        #expect(pane.follows)
        let frame = pane.frame(size, scene)
        for key in [
            Key.character("["), .left, .character("h"), .character("["), .character("]"), .right, .character("]"),
        ] {
            _ = pane.press(key, scene)
            let window = pane.window(frame, scene)
            let cursor = try #require(pane.cursor)
            #expect((0..<frame.columns).contains(window.column(of: cursor)))
            #expect(cursor <= 800 * Self.ms)
        }
        _ = pane.press(.character("f"), scene)
        #expect(pane.follows)
        #expect(pane.window(frame, scene).column(of: 800 * Self.ms) < frame.columns)
    }

    @Test func aPressChoosesWorkerAndTime() {
        let scene = DemoRun.demo().scene(now: 800 * Self.ms)
        var pane = TimelinePane()
        _ = pane.lines(scene, 80, 24)
        let frame = pane.frame(size, scene)
        let place = Point(x: frame.labelWidth + 5, y: frame.headerRows + frame.pitch * 2)
        #expect(pane.press(.mouse(.init(.doubleClick, at: place)), scene) == [.focus(StepID(1))])
        #expect(pane.rows.selected == 2)
    }

    @Test func barsAreToldApartWithoutColourAndFailuresAreMarked() {
        let scene = DemoRun.demo().scene(now: 800 * Self.ms)
        var pane = TimelinePane()
        let lines = pane.lines(scene, 200, 60)
        #expect(lines.contains { $0.contains("█ read airlines █") && $0.contains("█▓ read weather ▓") })
        #expect(lines.contains { $0.contains("✖█") && $0.contains("↻▓") })
        #expect(lines.contains { $0.contains("▶ join flights⟕airlines ▓") })
    }

    @Test func manySpansInACellAreShownByTheirDensityAndFailuresAmongThemAreNotLost() {
        var run = DemoRun((0..<5_000).map { ("step \($0)", []) })
        for step in 0..<5_000 {
            let start = UInt64(step) * 10
            run.starts(step, on: WorkerID(.thread, 1), at: start)
            if step == 3_333 {
                run.fails(step, "no", at: start + 3)
            } else {
                run.finishes(step, at: start + (step < 2_500 ? 2 : 10))
            }
        }
        var pane = TimelinePane()
        let line = pane.lines(run.scene(), 90, 5)[1]
        #expect(line.contains("░░░░") && line.contains("████"))
        #expect(line.filter { $0 == "✖" }.count == 1)
    }

    @Test func nothingIsDrawnOfNothing() {
        let run = DemoRun.demo()
        for scene in [Scene(model: RunModel(), now: 0), DemoRun([]).scene(), run.scene(now: .max), run.scene(now: 0)] {
            for (width, height) in [(0, 0), (1, 1), (20, 5), (3, 2), (200, 1), (1, 60)] {
                var pane = TimelinePane()
                #expect(pane.lines(scene, width, height).count == height)
                let keys: [Key] = [
                    .character("+"), .left, .character("]"), .character(","), .character("n"), .character("j"), .enter,
                    .end,
                    .character("-"), .character(">"), .character("f"), .pageDown,
                    .mouse(.init(.press, at: Point(x: 0, y: 1))),
                ]
                for key in keys {
                    _ = pane.press(key, scene, Size(width: width, height: height))
                    #expect(pane.lines(scene, width, height, .ascii).allSatisfy { DisplayWidth.of($0) <= width })
                }
            }
        }
    }
}
