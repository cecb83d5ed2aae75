/// What the monitor costs: a run that is watched, one that waits, a flood of events, and a long recording that is scrolled.
enum MonitorBenchmark: Section {
    static let name = "monitor"

    struct Sizes {
        /// Of the long plan.
        var steps: Int
        /// Presses of a key that scrolls, a pane.
        var keys: Int
        /// Of the plan of steps of a millisecond.
        var shortSteps: Int
        /// That a run waits, in seconds.
        var wait: Int
        var repetitions: Int

        init(isQuick: Bool) {
            steps = 100_000
            keys = isQuick ? 60 : 200
            shortSteps = isQuick ? 2_000 : 10_000
            wait = isQuick ? 4 : 10
            repetitions = isQuick ? 3 : 7
        }
    }

    static func run(_ settings: Settings) throws {
        let sizes = Sizes(isQuick: settings.isQuick)
        for table in try WatchedRuns(settings, sizes).report() { table.print() }
        EventFolding.report(sizes).print()
        ReplayFrames.report(sizes).print()
    }

    static func probe(_ arguments: [String], _ settings: Settings) throws { try ProbedRun(arguments).run() }
}
