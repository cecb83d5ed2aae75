package import Plan

/// How much of the data memory the rest of the run will need, and when what is resident goes: the plan's steps that are left, carried
/// out on paper.
///
/// Each step takes as long as its like has taken (`PaceModel.expectedDuration`); ready steps start on free workers by critical path,
/// then plan order, as in the engine. At its end a step adds its outputs (`ForecastSizes`), and the slots of which it was the last
/// consumer go. Where the size of an output is unknown, sight ends. O((steps + edges) · log steps).
package struct MemoryForecast: Sendable {
    /// When a dataset is gone, and after which step.
    package struct Release: Sendable, Hashable {
        /// Nanoseconds since the run started.
        package var time: UInt64
        package var step: StepID
    }

    /// Bytes over time from now on.
    package internal(set) var course = Series()
    /// The most bytes, now included, and when.
    package internal(set) var peak: Series.Sample
    /// The step at whose end the peak is reached; nil: it is now.
    package internal(set) var peakStep: StepID?
    /// When the last step that can be foreseen ends.
    package internal(set) var end: UInt64
    /// The first step whose outputs are of unknown size; nil: sight reaches to the end of the plan.
    package internal(set) var sightEnd: StepID?
    /// By dataset; nil: not foreseen, or gone already.
    package internal(set) var releases: ContiguousArray<Release?>
    /// By dataset: whether some of it is resident at the peak. What makes the peak lower is to be found among these.
    package internal(set) var isAtPeak: ContiguousArray<Bool>
    /// By step: whether something that it made is resident at the peak.
    package internal(set) var isStepAtPeak: ContiguousArray<Bool>

    /// nil where there is nothing to foresee, or nothing to go by: before the first step has finished, and after the run.
    package init?(_ model: RunModel, at now: UInt64) {
        guard model.end == nil, let plan = model.plan, model.settledCount < model.steps.count,
            var simulation = ForecastSimulation(model, plan, at: max(now, model.time)), simulation.run()
        else { return nil }
        self = simulation.forecast
    }

    init(now: UInt64, bytes: Int, datasets: Int, steps: Int) {
        peak = Series.Sample(time: now, value: bytes)
        end = now
        releases = ContiguousArray(repeating: nil, count: datasets)
        isAtPeak = ContiguousArray(repeating: false, count: datasets)
        isStepAtPeak = ContiguousArray(repeating: false, count: steps)
        course.append(bytes, at: now)
    }

    package subscript(dataset: DatasetID) -> Release? {
        releases.indices.contains(Int(dataset.index)) ? releases[Int(dataset.index)] : nil
    }
}
