import Events
import Plan
import Themes

/// All that is known of one step, as lines.
struct StepDetail {
    struct Line: Sendable, Hashable {
        var text: TextLine
        /// The step that it speaks of: where Enter leads.
        var step: StepID?
    }

    private let scene: Scene
    private let step: StepID
    private let record: StepRecord
    private let glyphs: Glyphs
    private let width: Int
    private let isBesideItsRow: Bool
    private var lines: [Line] = []

    /// At most so many of a list of steps or columns are named; the rest is counted.
    private static let listed = 12
    private static let logLines = 50

    /// - Parameter isBesideItsRow: the step's row is in sight and says how long it has been running; the lines then do not, so that
    ///   a tick of the clock changes no more of the screen than it must.
    static func lines(
        of step: StepID, in scene: Scene, glyphs: Glyphs, width: Int, isBesideItsRow: Bool = false
    ) -> [Line] {
        var detail = StepDetail(
            scene: scene, step: step, record: scene.model[step], glyphs: glyphs, width: width,
            isBesideItsRow: isBesideItsRow)
        detail.build()
        return detail.lines
    }

    private init(
        scene: Scene, step: StepID, record: StepRecord, glyphs: Glyphs, width: Int, isBesideItsRow: Bool
    ) {
        self.scene = scene
        self.step = step
        self.record = record
        self.glyphs = glyphs
        self.width = width
        self.isBesideItsRow = isBesideItsRow
    }

    private mutating func build() {
        guard let plan = scene.model.description(of: step) else { return }
        let look = StepLook(record.phase, glyphs, warns: scene.model.warns(step))
        add("\(look.glyph) \(plan.label)", look.key)
        add(TextLine("  \(look.word)", look.key).adding(summary(plan), .textMuted))
        addFailure()
        addFigures(plan)
        addColumns("inputs", plan.inputs)
        addColumns("outputs", plan.outputs)
        addSteps("needs", plan.dependencies)
        addSteps("needed by", scene.model.graph.dependents(of: Int(step.index)).map { StepID(index: $0) })
        addLog()
    }

    private func summary(_ plan: RunStarted.Step) -> String {
        var parts = [step.description, plan.kind.rawValue]
        if plan.group != plan.kind.rawValue { parts.append(plan.group) }
        parts.append(plan.framework.description)
        return glyphs.between + parts.joined(separator: glyphs.between)
    }

    private mutating func addFailure() {
        if let failure = scene.model.failures[step] {
            heading("error")
            add(failure.message, .error, indent: 2)
            if let position = failure.position { add("in the plan at \(position)", .textMuted, indent: 2) }
            if failure.attempts > 1 { add("after \(failure.attempts) attempts", .textMuted, indent: 2) }
        }
        if let check = scene.model.failedChecks[step] {
            heading("check")
            add(
                "\(check.description): \(check.extent) do not hold", check.isError ? .error : .warning, indent: 2)
            if let position = check.position, !check.isError {
                add("in the plan at \(position)", .textMuted, indent: 2)
            }
            if let sample = check.sample {
                for line in TableText.lines(of: sample, width: max(10, width - 4)) { add("  \(line)", .text) }
            }
        }
        if let cause = scene.model.causes[step] {
            heading("skipped")
            add(TextLine("  needs ", .textMuted).adding(scene.model.label(cause), .stepFailed), leadingTo: cause)
        }
        if let price = scene.model.retryPrice(of: step) {
            add(TextLine("  retry", .textStrong).adding(" (r) \(price.text)", .textMuted))
        }
    }

    private mutating func addFigures(_ plan: RunStarted.Step) {
        heading("figures")
        if record.attempt > 0 {
            let elapsed = record.elapsed(at: scene.now)
            var time = Figures.duration(elapsed)
            if record.phase == .finished, elapsed > 0 {
                let share = Double(record.processorTime) / Double(elapsed) * 100
                time += ", \(Figures.duration(record.processorTime)) processor (\(Int(share.rounded()))%)"
            }
            if record.phase.isSettled || !isBesideItsRow { figure("time", time) }
            figure("started", "\(Figures.duration(record.startedAt)) into the run")
            if let worker = record.worker { figure("worker", worker.description) }
            if record.attempt > 1 { figure("attempt", String(record.attempt)) }
        }
        if let expected = scene.model.pace.expectedDuration(of: Int(step.index)), !record.phase.isSettled {
            let basis =
                scene.model.expectation(of: step).map { "the median of \(Figures.count($0.finished, "run"))" }
                ?? "the mean of \(plan.group)"
            figure("expected", "about \(Figures.duration(expected)), \(basis)")
        }
        // What a tick of the clock changes has the row to show it.
        for remark in scene.model.remarks(on: step, at: scene.now)
        where record.phase.isSettled || !isBesideItsRow || !remark.isOfTheClock {
            add("  " + remark.text, .warning)
        }
        if record.rows > 0 || record.phase == .finished { figure("rows", String(record.rows)) }
        if record.phase == .finished { figure("made", Figures.bytes(record.bytes)) }
        if record.phase == .retrying {
            figure("again in", Figures.duration(record.endedAt &- min(record.endedAt, scene.now)))
        }
    }

    private mutating func addColumns(_ title: String, _ slots: [SlotID]) {
        guard !slots.isEmpty, let plan = scene.model.plan else { return }
        heading("\(title) (\(slots.count))")
        for slot in slots.prefix(Self.listed) where plan.slots.indices.contains(Int(slot.index)) {
            let column = plan.slots[Int(slot.index)]
            let look = ResidencyLook(scene.model.data.residency(of: slot), glyphs)
            var line = TextLine("  \(look.glyph) ", look.key).adding(column.name)
            if let type = column.type { line.add(" \(type)", .textMuted) }
            if plan.datasets.indices.contains(Int(column.dataset.index)) {
                line.add(" in \(plan.datasets[Int(column.dataset.index)].name)", .textMuted)
            }
            add(line.adding(" \(look.word)", look.key))
        }
        rest(slots.count)
    }

    private mutating func addSteps(_ title: String, _ steps: [StepID]) {
        guard !steps.isEmpty else { return }
        heading("\(title) (\(steps.count))")
        for other in steps.prefix(Self.listed) {
            let record = scene.model[other]
            let look = StepLook(record.phase, glyphs)
            var line = TextLine("  \(look.glyph) \(scene.model.label(other))", look.key)
            if record.attempt > 0 { line.add(" \(Figures.duration(record.elapsed(at: scene.now)))", .textMuted) }
            add(line, leadingTo: other)
        }
        rest(steps.count)
    }

    private mutating func addLog() {
        let log = scene.model.log
        var found: [TextLine] = []
        for place in stride(from: log.count - 1, through: 0, by: -1) where log[place].step == step {
            let line = log[place]
            found.append(
                TextLine("  \(Figures.duration(line.time)) ", .logTime).adding(line.text, line.level.key))
            if found.count == Self.logLines { break }
        }
        guard !found.isEmpty else { return }
        heading("log")
        for line in found.reversed() { add(line) }
    }

    private mutating func heading(_ text: String) { add(TextLine(text, .title)) }

    private mutating func rest(_ count: Int) {
        if count > Self.listed { add("  \(glyphs.ellipsis) \(count - Self.listed) more", .textMuted) }
    }

    private mutating func figure(_ name: String, _ value: String) {
        add(TextLine("  \(DisplayWidth.pad(name, to: 9))", .textMuted).adding(value))
    }

    private mutating func add(_ text: String, _ key: ThemeKey, indent: Int = 0) {
        let space = String(repeating: " ", count: indent)
        for line in DisplayWidth.wrap(text, to: max(1, width - indent)) { add(TextLine(space + line, key)) }
    }

    private mutating func add(_ text: TextLine, leadingTo step: StepID? = nil) {
        lines.append(Line(text: text, step: step))
    }
}

extension LogModel.Level {
    var key: ThemeKey {
        switch self {
        case .info: .log
        case .warning: .warning
        case .error: .error
        }
    }
}
