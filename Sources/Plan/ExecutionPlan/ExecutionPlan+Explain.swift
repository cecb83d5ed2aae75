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
        var lines = ["plan \(name): \(counted(steps.count, "step")), \(counted(datasets.count, "dataset")), \(counted(outputs.count, "output"))"]
        lines.reserveCapacity(steps.count + 2)
        lines.append("")
        let rows = steps.map { step in
            (
                id: step.id.description, kind: step.work.kind.rawValue, framework: step.framework.rawValue,
                dataset: dataset(of: step).map { "\($0) \(self[$0].name)" } ?? "-", label: step.label,
                details: details(of: step)
                    + (step.dependencies.isEmpty
                        ? "" : "  ← " + step.dependencies.map(\.description).joined(separator: " "))
            )
        }
        func width(_ text: (Int) -> String, limit: Int) -> Int {
            min(limit, rows.indices.reduce(0) { max($0, text($1).count) })
        }
        let id = width({ rows[$0].id }, limit: 8)
        let kind = width({ rows[$0].kind }, limit: 9)
        let framework = width({ rows[$0].framework }, limit: 10)
        let dataset = width({ rows[$0].dataset }, limit: 36)
        let label = width({ rows[$0].label }, limit: 44)
        for row in rows {
            lines.append(
                (row.id.padded(id) + "  " + row.kind.padded(kind) + "  " + row.framework.padded(framework) + "  "
                    + row.dataset.padded(dataset) + "  " + row.label.padded(label) + "  " + row.details).printable)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

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
    }

    private func json() throws -> String {
        let document = Document(
            plan: name, file: file,
            steps: steps.map { step in
                Document.Step(
                    id: step.id, label: step.label, kind: step.work.kind, group: groupName(of: step),
                    framework: step.framework, details: details(of: step), dataset: dataset(of: step), inputs: step.inputs,
                    outputs: step.outputs, dependencies: step.dependencies, position: step.position?.description)
            },
            slots: slots.map { Document.Slot(name: $0.name, dataset: $0.dataset, type: $0.type?.description) },
            datasets: datasets.map { Document.Dataset(name: $0.name, framework: $0.framework) },
            outputs: outputs.map {
                Document.Output(name: $0.name, step: $0.step, columns: $0.columns, target: $0.target?.description)
            })
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
