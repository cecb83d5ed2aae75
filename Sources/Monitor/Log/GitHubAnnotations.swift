package import Events
import Plan

/// Workflow commands of GitHub Actions, which the runner reads at the start of a line of the output: an annotation for each
/// failure, failed check and warning; and a summary of the run in Markdown for the file that `GITHUB_STEP_SUMMARY` names.
///
/// Format: "Workflow commands for GitHub Actions" in GitHub's documentation.
package struct GitHubAnnotations: RunLog {
    /// Put before the path of an annotation, so that it counts from the root of the repository; empty or ends with `/`.
    private let folder: String
    private var tally = RunTally()
    /// Set once the run has ended.
    package private(set) var summary: String?

    package init(folder: String = "") { self.folder = folder }

    package mutating func receive(_ event: RunEvent, into page: inout LogPage) {
        tally.receive(event)
        switch event.kind {
        case .stepFailed(let step, let failure):
            page.output += command(
                "error", at: failure.position, title: "step \(tally.label(step)) failed", failure.message)
        case .checkFailed(_, let check) where !check.isError:
            page.output += command(
                "warning", at: check.position, title: "check",
                "\(check.description): \(check.extent) fail\(check.examples.map { ": \($0)" } ?? "")")
        case .warning(let text):
            page.output += command("warning", at: nil, title: "weir", text)
        case .runFinished(let end):
            if let message = end.message { page.output += command("error", at: nil, title: "weir", message) }
            summary = markdown(end)
        default:
            break
        }
    }

    /// One annotation, as a plan error has one.
    package func command(_ name: String, at position: String?, title: String, _ message: String) -> String {
        var properties = [String]()
        if let position, let place = Place(position) {
            properties = ["file=\(escaped(folder + place.file))", "line=\(place.line)", "col=\(place.column)"]
        }
        properties.append("title=\(escaped(title.singleLine))")
        return "::\(name) \(properties.joined(separator: ","))::\(escaped(message.printable, inProperty: false))\n"
    }

    private func escaped(_ text: String, inProperty: Bool = true) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where inProperty: result += "%3A"
            case "," where inProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private func markdown(_ end: RunFinished) -> String {
        var text = "### weir: \(cell(tally.started?.plan ?? "run")) \(end.outcome.rawValue)\n\n"
        text += "\(end.finished) of \(Figures.count(tally.stepCount, "step")) in \(Figures.duration(end.duration)), "
        text += "\(end.failed) failed, \(end.skipped) skipped, peak memory \(Figures.bytes(end.peakResidentBytes))\n"
        if !tally.results.isEmpty {
            text += "\n| output | rows | size | file |\n|---|---:|---:|---|\n"
            for result in tally.results {
                text +=
                    "| \(cell(result.output)) | \(result.rows) | \(Figures.bytes(result.bytes)) | \(cell(result.target ?? "–")) |\n"
            }
        }
        if !tally.failures.isEmpty {
            text += "\n| failed step | why |\n|---|---|\n"
            for failed in tally.failures {
                text += "| \(cell(tally.label(failed.step))) | \(cell(failed.failure.message)) |\n"
            }
        }
        return text
    }

    /// Text as the cell of a Markdown table, without markup of its own.
    private func cell(_ text: String) -> String {
        var result = ""
        for character in text.singleLine {
            if "\\`*_{}[]<>#|!~".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}

/// `file:line:column` taken apart; a file's name may hold colons.
private struct Place {
    var file: String
    var line: Int
    var column: Int

    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let line = Int(parts[parts.count - 2]), let column = Int(parts[parts.count - 1]) else {
            return nil
        }
        self.file = parts.dropLast(2).joined(separator: ":")
        self.line = line
        self.column = column
    }
}
