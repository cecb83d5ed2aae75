import Events
import Monitor

/// All that is said of a run while it goes on: the log of the chosen interface, annotations in GitHub Actions, and for every
/// interface the failures at the end.
struct RunReport: RunLog {
    private var plain: PlainLog?
    private var json: JSONLog?
    private var summary: RunSummary?
    private(set) var annotations: GitHubAnnotations?
    private var failures = FailureReport()

    /// - Parameters:
    ///   - width: of the output's terminal; nil where it is none.
    ///   - tellsCached: whether each step that is as before has a line.
    init(_ interface: Interface, isGitHubActions: Bool, hasColour: Bool, width: Int?, tellsCached: Bool = true) {
        switch interface {
        case .plain:
            plain = PlainLog(
                style: PlainLog.Style(
                    paint: Paint(isOn: hasColour), width: width ?? 120, foldsStepLogs: isGitHubActions,
                    tellsCached: tellsCached))
            if isGitHubActions { annotations = GitHubAnnotations(folder: GitHubEnvironment.folder) }
        case .inline:
            plain = PlainLog(
                style: PlainLog.Style(
                    paint: Paint(isOn: hasColour), width: width ?? 120, tellsStarts: false,
                    tellsCached: tellsCached))
        case .tui:
            summary = RunSummary(paint: Paint(isOn: hasColour), width: width ?? 120)
        case .json:
            json = JSONLog()
        case .none:
            break
        }
    }

    /// Whether there is something to say when nothing happens.
    var hasHeartbeat: Bool { plain != nil }

    mutating func receive(_ event: RunEvent, into page: inout LogPage) {
        plain?.receive(event, into: &page)
        json?.receive(event, into: &page)
        summary?.receive(event, into: &page)
        annotations?.receive(event, into: &page)
        failures.receive(event, into: &page)
    }

    mutating func tick(at time: UInt64, into page: inout LogPage) { plain?.tick(at: time, into: &page) }

    mutating func stopRequested(_ request: StopRequest, at time: UInt64, into page: inout LogPage) {
        plain?.stopRequested(request, at: time, into: &page)
    }

    /// What shows a run.
    enum Interface { case tui, inline, plain, json, none }
}
