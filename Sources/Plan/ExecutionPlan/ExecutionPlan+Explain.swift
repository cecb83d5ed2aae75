#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension ExecutionPlan {
    /// How a plan can be printed.
    package enum Format: String, Sendable, CaseIterable { case text, json, dot }

    /// The plan for people (`text`), programs (`json`) or Graphviz (`dot`). The same plan gives the same text, and no control
    /// character comes through from names. Linear in the size of the plan.
    package func explained(as format: Format) throws -> String {
        switch format {
        case .text: text
        case .json: try json()
        case .dot: dot
        }
    }

    // MARK: text

    private var text: String {
        let title =
            "plan \(name): \(steps.count.counted("step")), \(datasets.count.counted("dataset")), "
            + outputs.count.counted("output")
        let rows = steps.map { Row($0, in: self) }
        var widths = Array(repeating: 0, count: Row.limits.count)
        for row in rows {
            for (index, cell) in row.cells.enumerated() { widths[index] = max(widths[index], cell.count) }
        }
        for index in widths.indices { widths[index] = min(widths[index], Row.limits[index]) }
        var lines = [title, ""]
        lines.reserveCapacity(rows.count + 2)
        for row in rows {
            var line = ""
            for (cell, width) in zip(row.cells, widths) { line += cell.padded(width) + "  " }
            lines.append((line + row.details).printable)
        }
        if !choices.isEmpty {
            lines += ["", "frameworks"]
            for choice in choices {
                let step = self[choice.step]
                let others = choice.alternatives.map { "; else \($0)" }.joined()
                lines.append("  \(step.id)  \(step.framework)  \(step.label): \(choice.reason)\(others)".printable)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A step's line: cells that stand in columns, then the details.
    private struct Row {
        /// The widest that a column gets; a longer cell pushes its own line to the right.
        static let limits = [8, 9, 10, 36, 44]
        var cells: [String]
        var details: String

        init(_ step: Step, in plan: ExecutionPlan) {
            let dataset = plan.dataset(of: step).map { "\($0) \(plan[$0].name)" } ?? "-"
            cells = [step.id.description, step.work.kind.rawValue, step.framework.rawValue, dataset, step.label]
            details = plan.details(of: step)
            if !step.dependencies.isEmpty {
                details += "  ← " + step.dependencies.map(\.description).joined(separator: " ")
            }
        }
    }

    // MARK: JSON

    private struct Document: Encodable {
        struct Step: Encodable {
            var id: StepID
            var label: String
            var kind: StepWork.Kind
            var group: String
            var framework: FrameworkName
            var details: String
            var dataset: DatasetID?
            var inputs: [SlotID]
            var outputs: [SlotID]
            var dependencies: [StepID]
            var position: String?
        }
        struct Slot: Encodable {
            var name: String
            var dataset: DatasetID
            var type: String?
        }
        struct Dataset: Encodable {
            var name: String
            var framework: FrameworkName
        }
        struct Output: Encodable {
            var name: String
            var step: StepID
            var columns: [String]
            var target: String?
        }
        var version = 1
        var plan: String
        var file: String
        var steps: [Step]
        var slots: [Slot]
        var datasets: [Dataset]
        var outputs: [Output]
        var choices: [FrameworkChoice]
    }

    private func json() throws -> String {
        let document = Document(
            plan: name, file: file,
            steps: steps.map { step in
                Document.Step(
                    id: step.id, label: step.label, kind: step.work.kind, group: groupName(of: step),
                    framework: step.framework, details: details(of: step), dataset: dataset(of: step),
                    inputs: step.inputs,
                    outputs: step.outputs, dependencies: step.dependencies, position: step.position?.description)
            },
            slots: slots.map { Document.Slot(name: $0.name, dataset: $0.dataset, type: $0.type?.description) },
            datasets: datasets.map { Document.Dataset(name: $0.name, framework: $0.framework) },
            outputs: outputs.map {
                Document.Output(name: $0.name, step: $0.step, columns: $0.columns, target: $0.target?.description)
            }, choices: choices)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    }

    // MARK: Graphviz

    private var dot: String {
        var lines = ["digraph \(quoted(name)) {", "  rankdir=LR;", "  node [shape=box, fontname=\"Helvetica\"];"]
        for step in steps {
            lines.append("  \(step.id) [label=\(quoted("\(step.label)\n\(groupName(of: step)) · \(step.framework)"))];")
        }
        for step in steps {
            for dependency in step.dependencies { lines.append("  \(dependency) -> \(step.id);") }
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }

    private func quoted(_ text: String) -> String {
        let escaped = text.printable.map { character in
            switch character {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            default: String(character)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        let missing = width - count
        return missing > 0 ? self + String(repeating: " ", count: missing) : self
    }

    /// The first place where `text` stands.
    func firstRange(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
