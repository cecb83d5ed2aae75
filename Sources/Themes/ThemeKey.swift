/// What a theme gives a look to. Where a theme has no value for a key, the key's dots are taken off one by one
/// (`step.failed` → `step` → `text`), so a new key breaks no old theme.
package enum ThemeKey: String, Sendable, CaseIterable {
    case text
    case textMuted = "text.muted"
    case textStrong = "text.strong"
    case header
    case headerMuted = "header.muted"
    case footer
    case footerKey = "footer.key"
    case border
    case borderFocused = "border.focused"
    case title
    case tab
    case tabActive = "tab.active"
    /// The row or the cell under the cursor.
    case selection
    /// What a search has found.
    case match
    case error
    case warning
    case success
    case step
    case stepWaiting = "step.waiting"
    case stepReady = "step.ready"
    case stepRunning = "step.running"
    case stepDone = "step.done"
    case stepFailed = "step.failed"
    case stepSkipped = "step.skipped"
    case stepCancelled = "step.cancelled"
    case stepCached = "step.cached"
    /// On the longest way through the plan.
    case critical
    case data
    case dataAbsent = "data.absent"
    case dataLive = "data.live"
    case dataShared = "data.shared"
    case dataSpilled = "data.spilled"
    case dataDropped = "data.dropped"
    case memoryLow = "memory.low"
    case memoryMid = "memory.mid"
    case memoryHigh = "memory.high"
    case memoryForecast = "memory.forecast"
    case worker
    case workerIdle = "worker.idle"
    case workerBusy = "worker.busy"
    case workerDead = "worker.dead"
    case progress
    case progressRest = "progress.rest"
    case graphEdge = "graph.edge"
    case timelineCursor = "timeline.cursor"
    case log
    case logTime = "log.time"
    case tableHeader = "table.header"
    case tableNull = "table.null"
    case histogram
}
