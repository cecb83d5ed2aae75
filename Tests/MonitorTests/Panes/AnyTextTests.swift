import Plan
import Testing
import Themes

@testable import Events
@testable import Monitor

/// Names and data may hold anything: on the screen they stay in their columns and control nothing.
@Suite struct AnyTextTests {
    private static let pieces: [String] = [
        "a", "name_", "東京", "한국", "ｶﾅ", "ＡＢ", "👩‍🚀", "❤️", "👍🏽", "🇨🇭", "e\u{301}", "\u{301}", "\u{200D}", "\u{FE0F}",
        "\u{1B}[31m", "\u{1B}]0;x\u{7}", "\u{0}", "\r\n", "\n", "\t", "\r", "\u{7F}", "\u{85}", "\u{9B}", "\u{AD}",
        "\u{200B}", "\u{61C}", "\u{200F}", "\u{202E}", "\u{2028}", "\u{2066}", "\u{FEFF}", "\u{1112}\u{1161}\u{11AB}",
        "ก็", "\u{E0041}", "\u{10FFFF}", "⟕", "…", " ",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...12, using: &random)
        var text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x2_FFFF, using: &random)) {
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// The story with all that a plan's author, a step or the data can say replaced by anything.
    private static func garbled(_ events: [RunEvent], _ random: inout SeededGenerator) -> [RunEvent] {
        events.map { event in
            var event = event
            switch event.kind {
            case .runStarted(var run):
                garble(&run, &random)
                event.kind = .runStarted(run)
            case .stepFailed(let step, var failure):
                failure.message = text(&random)
                failure.position = text(&random)
                event.kind = .stepFailed(step, failure)
            case .logLine(let step, _): event.kind = .logLine(step, text(&random))
            case .workerIdle(let worker) where Int.random(in: 0..<4, using: &random) == 0:
                event.kind = .workerExited(worker, reason: text(&random))
            case .resultCollected(var result):
                result.output = text(&random)
                result.target = text(&random)
                garble(&result.preview, &random)
                event.kind = .resultCollected(result)
            default: break
            }
            return event
        }
    }

    private static func garble(_ run: inout RunStarted, _ random: inout SeededGenerator) {
        run.plan = text(&random)
        for step in run.steps.indices {
            run.steps[step].label = text(&random)
            run.steps[step].group = text(&random)
        }
        for slot in run.slots.indices {
            run.slots[slot].name = text(&random)
            run.slots[slot].type = text(&random)
        }
        for dataset in run.datasets.indices { run.datasets[dataset].name = text(&random) }
    }

    private static func garble(_ preview: inout TablePreview, _ random: inout SeededGenerator) {
        for column in preview.columns.indices {
            preview.columns[column].name = text(&random)
            preview.columns[column].type = text(&random)
            preview.columns[column].statistics = ColumnStatistics(
                count: 9, min: text(&random), max: text(&random),
                histogram: Bool.random(using: &random) ? [1, 2, 3] : [],
                frequencies: [.init(value: text(&random), count: 4)])
        }
        for row in preview.rows.indices {
            for cell in preview.rows[row].indices { preview.rows[row][cell] = text(&random) }
        }
    }

    private static let keys = [
        "1", "v", "v/a\u{1B}", "j\n", "\u{1B}2", "jl", "3", "+,", "4j", "5", "dj", "6", "l", "o", "7", "lj]", "?",
        "\u{1B}:go\u{1B}",
    ]

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func noCharacterOfControlAndNoHalfOfAWideOneIsEverShown(seed: UInt64) {
        var random = SeededGenerator(seed)
        let stories = [DemoStory.midRun, DemoStory.failed, DemoStory.finished]
        let events = Self.garbled(stories[Int(seed % 3)](), &random)
        let driver = MonitorDriver(events, isUnicode: !seed.isMultiple(of: 4))
        for _ in 0..<2 {
            let (width, height) = (Int.random(in: 1...220, using: &random), Int.random(in: 1...70, using: &random))
            driver.screen.size = Size(width: width, height: height)
            for keys in Self.keys {
                driver.type(keys)
                let grid = driver.draw()
                #expect(grid.fault == nil, "\(keys) at \(width)×\(height)")
                if !driver.screen.isUnicode { #expect(grid.cells.allSatisfy { $0.scalar < 0x80 && $0.mark == 0 }) }
            }
        }
    }

    private static let labels = [
        "plain", "東京都", "👩‍🚀 crew", "❤️ love", "👍🏽 ok", "e\u{301}a\u{308}", "\u{1B}[31mred", "🇨🇭 flag", "한국", "x⟕y",
    ]

    private func run() -> DemoRun {
        var run = DemoRun(Self.labels.map { ($0, []) }, workers: 10)
        for step in Self.labels.indices {
            run.happens(.workerStarted(WorkerID(.thread, step + 1), processID: nil))
            run.starts(step, on: WorkerID(.thread, step + 1), at: 0)
        }
        run.happens(.logLine(nil, "start"), at: 90 * DemoRun.millisecond)
        return run
    }

    /// By row that has it, the column at which a word stands.
    private func places(of word: String, in grid: Grid) -> [Int] {
        let scalars = Array(word.unicodeScalars.map(\.value))
        return (0..<grid.size.height).compactMap { y in
            (0..<max(0, grid.size.width - scalars.count + 1)).first { x in
                scalars.indices.allSatisfy { grid[x + $0, y].scalar == scalars[$0] }
            }
        }
    }

    private func standsInOneColumn(_ word: String, _ grid: Grid, rows: Int) -> Bool {
        let places = places(of: word, in: grid)
        return places.count == rows && Set(places).count == 1
    }

    @Test func theColumnAfterANameIsTheSameInEveryRow() {
        let scene = run().scene()
        for glyphs in [Glyphs.unicode, .ascii] {
            for width in [60, 80, 110] {
                var steps = StepsPane()
                #expect(standsInOneColumn("90ms", steps.grid(scene, width, 20, glyphs), rows: 10))
                var workers = WorkersPane()
                #expect(standsInOneColumn("100%", workers.grid(scene, width, 40, glyphs), rows: 10))
            }
        }
    }

    @Test func inTheLogTheTextStandsInOneColumn() {
        var run = run()
        for step in Self.labels.indices { run.happens(.logLine(StepID(step), "said")) }
        var logs = LogsPane()
        #expect(standsInOneColumn("said", logs.grid(run.scene(), 80, 20), rows: 10))
    }

    @Test func datasetsStandInColumnsToo() {
        var events = DemoStory.midRun()
        guard case .runStarted(var started) = events[0].kind else { return }
        for dataset in started.datasets.indices { started.datasets[dataset].name = Self.labels[dataset] }
        events[0].kind = .runStarted(started)
        let model = RunModel(events)
        var data = DataPane()
        #expect(standsInOneColumn("arrow", data.grid(Scene(model: model, now: model.time), 110, 30), rows: 9))
    }
}
