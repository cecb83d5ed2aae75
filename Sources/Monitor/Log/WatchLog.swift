import Plan

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The text of what a watch says, as lines for people or as JSON lines, which stand between those of its runs:
///
///     2026-01-02T03:04:05.678Z WATCH delays.yaml  1 changed: f17; 12 follow
///
/// Errors of plans go to the errors' stream, as `file:line:column: error: …`.
package struct WatchLog: Sendable {
    package enum Form: Sendable { case plain, json, none }

    private let form: Form
    private let paint: Paint

    package init(_ form: Form, paint: Paint = Paint(isOn: false)) {
        self.form = form
        self.paint = paint
    }

    /// - Parameter milliseconds: since 1970.
    package func page(_ note: WatchNote, at milliseconds: Int64) -> LogPage {
        var page = LogPage()
        if case .invalid(_, let diagnostics, _) = note {
            for diagnostic in diagnostics { page.errors += diagnostic.description + "\n" }
        }
        switch form {
        case .plain:
            page.output += paint(Figures.timestamp(milliseconds: milliseconds), .dim)
            page.output += " \(paint("WATCH", note.tint)) \(note.text)\n"
        case .json: page.output += json(note, milliseconds)
        case .none: break
        }
        return page
    }

    private func json(_ note: WatchNote, _ milliseconds: Int64) -> String {
        var line = "{\"event\":\"watch_\(note.name)\",\"wall_clock\":\(Double(milliseconds) / 1000)"
        for (key, value) in note.fields { line += ",\"\(key)\":\(Self.quoted(value))" }
        if case .watching(_, let plans, _) = note { line += ",\"plans\":\(plans)" }
        if case .invalid(_, let diagnostics, let keeps) = note {
            line += ",\"keeps_last\":\(keeps)"
            line += ",\"errors\":[\(diagnostics.map { Self.quoted($0.description) }.joined(separator: ","))]"
        }
        return line + "}\n"
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}

extension WatchNote {
    /// In JSON, after `watch_`.
    fileprivate var name: String {
        switch self {
        case .watching: "started"
        case .changed: "plan_changed"
        case .begins: "plan_begins"
        case .invalid: "plan_invalid"
        case .current: "plan_current"
        case .removed: "plan_removed"
        case .waits: "plan_waits"
        case .restarts: "plan_restarts"
        case .notice: "notice"
        case .ended: "ended"
        }
    }

    fileprivate var fields: [(String, String)] {
        switch self {
        case .watching(let folder, _, let means): [("folder", folder), ("means", means)]
        case .changed(let plan, let difference): [("plan", plan), ("difference", difference)]
        case .begins(let plan, let forecast): [("plan", plan), ("forecast", forecast)]
        case .invalid(let plan, _, _), .current(let plan), .removed(let plan), .restarts(let plan): [("plan", plan)]
        case .waits(let plan, let other): [("plan", plan), ("for", other)]
        case .notice(let text): [("text", text)]
        case .ended(let reason): [("reason", reason)]
        }
    }

    /// One line.
    package var text: String {
        switch self {
        case .watching(let folder, let plans, let means):
            "\(Figures.count(plans, "plan")) in \(folder.singleLine), by \(means)"
        case .changed(let plan, let text), .begins(let plan, let text): "\(plan.singleLine)  \(text.singleLine)"
        case .invalid(let plan, let diagnostics, let keeps):
            "\(plan.singleLine)  has \(Figures.count(diagnostics.count { $0.severity == .error }, "error"))"
                + (keeps ? "; the plan before it stands" : "")
        case .current(let plan): "\(plan.singleLine)  is current"
        case .removed(let plan): "\(plan.singleLine)  is gone"
        case .waits(let plan, let other): "\(plan.singleLine)  waits for the run of \(other.singleLine)"
        case .restarts(let plan): "\(plan.singleLine)  changed while it ran: its run is given up"
        case .notice(let text): text.singleLine
        case .ended(let reason): "ends: \(reason)"
        }
    }

    fileprivate var tint: Paint.Tint? {
        switch self {
        case .invalid: .red
        case .notice, .restarts: .yellow
        case .current: .green
        case .watching, .changed, .begins, .removed, .waits, .ended: .cyan
        }
    }
}
