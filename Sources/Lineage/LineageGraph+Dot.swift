import Plan

extension LineageGraph {
    /// A graph for Graphviz, from the sources to the output's feature.
    package var dot: String {
        var lines = ["digraph \(Self.quoted("\(output).\(column)")) {", "  rankdir=LR;", "  node [shape=box];"]
        for node in nodes {
            let step = plan[node.step]
            var label = "\(node.feature)\n\(node.step) \(plan.groupName(of: step))"
            if let origin = node.origin {
                label += "\n" + (origin.files?.map { "\($0.name) \($0.rows)" }.joined(separator: "\n") ?? origin.place)
            } else if let rows = node.rows {
                label += "\n\(rows)"
            }
            let shape = node.origin == nil ? "" : ", shape=cylinder"
            lines.append("  \(node.slot) [label=\(Self.quoted(label))\(shape)];")
        }
        lines.append(
            "  output [label=\(Self.quoted("\(output).\(column)" + (row.map { "\nrow \($0 + 1)" } ?? ""))), shape=note];"
        )
        if let first = nodes.first { lines.append("  \(first.slot) -> output;") }
        for node in nodes {
            for edge in node.inputs {
                let style = edge.role == .value ? "" : " [style=dashed, label=\(edge.role.rawValue)]"
                lines.append("  \(edge.slot) -> \(node.slot)\(style);")
            }
        }
        return (lines + ["}"]).joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").description.printable
        }
        return "\"" + lines.joined(separator: "\\n") + "\""
    }
}
