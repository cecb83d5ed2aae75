import Monitor
import Watching

extension RunForecast {
    /// One line for people: `runs 3 of 9 steps, with 24.1MiB of 2 from the cache; again, for their data is gone: read sales, join
    /// sales⟕towns (41.2MiB, about 1.2s)`.
    var text: String {
        var text = "runs \(runs) of \(Figures.count(steps, "step"))"
        if loads > 0 { text += ", with \(Figures.bytes(loadedBytes)) of \(loads) from the cache" }
        guard !recomputed.isEmpty else { return text }
        let named = recomputed.prefix(3).joined(separator: ", ")
        let more = recomputed.count > 3 ? " and \(recomputed.count - 3) more" : ""
        let price = "\(Figures.bytes(recomputedBytes)), about \(Figures.duration(recomputedTime))"
        return text + "; again, for the data is gone: \(named)\(more) (\(price))"
    }
}
