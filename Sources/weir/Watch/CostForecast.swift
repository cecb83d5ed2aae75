import Caching
import Events
import Monitor
import Plan
import Runtime

/// How long a run that has not begun may take, and how much data it may have in memory, by what earlier runs tell.
struct CostForecast {
    /// Nanoseconds.
    let duration: UInt64
    /// Bytes of data, at most.
    let peakBytes: Int
    /// Whether all of the run can be foreseen; else it is more, not less.
    let isWhole: Bool

    /// Nil where nothing has to be done, or nothing is known. The monitor's own forecast, of a run at its beginning.
    init?(_ request: RunRequest, _ selection: WorkSelection, _ expectations: RunExpectations?) {
        guard let expectations, selection.runCount > 0 else { return nil }
        var model = RunModel()
        func happens(_ kind: RunEvent.Kind) { model.receive(RunEvent(sequence: 0, time: 0, kind: kind)) }
        happens(.runStarted(RunStarted(request, runID: "", wallClock: 0)))
        happens(.runExpected(expectations))
        for (index, fate) in selection.fates.enumerated() where fate != .run { happens(.stepCached(StepID(index))) }
        guard let forecast = MemoryForecast(model, at: 0) else { return nil }
        duration = forecast.end
        peakBytes = forecast.peak.value
        isWhole = forecast.sightEnd == nil
    }

    /// `about 4.2s, 812MiB of data at the peak`
    var text: String {
        "\(isWhole ? "about" : "at least") \(Figures.duration(duration)), \(Figures.bytes(peakBytes)) of data at the peak"
    }
}
