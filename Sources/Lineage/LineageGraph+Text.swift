import Plan

extension LineageGraph {
    /// A tree for people, from the output's feature back to the sources; what comes up again is not said again. Then the sources with
    /// their rows. Free of control characters. Rows count from 1.
    package var text: String {
        var lines: [String] = ["\(title)"]
        var seen: Set<SlotID> = []
        if let first = nodes.first {
            // A stack and no recursion: plans may be deep.
            var stack: [(slot: SlotID, prefix: String, isLast: Bool, role: Role)] = [(first.slot, "", true, .value)]
            while let (slot, prefix, isLast, role) = stack.popLast() {
                guard let node = self[slot] else { continue }
                let isNew = seen.insert(slot).inserted
                lines.append(prefix + (isLast ? "└─ " : "├─ ") + line(node, role, isNew: isNew))
                guard isNew else { continue }
                let inner = prefix + (isLast ? "   " : "│  ")
                for (index, edge) in node.inputs.enumerated().reversed() {
                    stack.append((edge.slot, inner, index == node.inputs.count - 1, edge.role))
                }
            }
        }
        lines += ["", "sources"] + sourceLines
        return lines.map { $0.printable + "\n" }.joined()
    }

    private var title: String {
        "\(output).\(column)" + (row.map { " row \($0 + 1)" } ?? "")
    }

    private func line(_ node: Node, _ role: Role, isNew: Bool) -> String {
        let step = plan[node.step]
        var text = role == .value ? "" : "\(role.rawValue) "
        text += "\(node.feature)"
        if let files = node.origin?.files {
            text += "  " + files.map { "\($0.name) \($0.rows)" }.joined(separator: ", ")
        } else if let rows = node.rows {
            text += "  \(rows)"
        }
        guard isNew else { return text + "  (above)" }
        return text + "  \(step.id) \(plan.groupName(of: step)): \(plan.details(of: step))"
    }

    private var sourceLines: [String] {
        sources.map { source in
            let columns = source.columns.joined(separator: ", ")
            guard let files = source.files else { return "  \(source.name) (\(source.place)): \(columns)" }
            return files.map { "  \($0.name) (\(source.name)) \($0.rows): \(columns)" }.joined(separator: "\n")
        }
    }

    /// A source with the columns and rows of it that count.
    struct Source {
        var name: String
        var place: String
        var columns: [String]
        /// Nil where only features were asked for.
        var files: [(name: String, rows: RowSet)]?
    }

    /// In the order of the plan. Columns that different rows are wanted of come apart.
    var sources: [Source] {
        var sources: [Source] = []
        for node in nodes.sorted(by: { $0.slot < $1.slot }) {
            guard let origin = node.origin else { continue }
            let index = sources.firstIndex { source in
                source.name == origin.source && source.files?.map(\.name) == origin.files?.map(\.name)
                    && source.files?.map(\.rows) == origin.files?.map(\.rows)
            }
            if let index {
                if !sources[index].columns.contains(origin.column) { sources[index].columns.append(origin.column) }
            } else {
                sources.append(
                    Source(name: origin.source, place: origin.place, columns: [origin.column], files: origin.files))
            }
        }
        return sources
    }
}
