import Plan

/// What each framework does, as text: a line a case, a column a framework.
struct ConformanceMatrix {
    enum Cell {
        /// All of it, with the answer of rows.
        case same
        /// Some of it, with the answer of rows; the steps named are another framework's.
        case partly([String])
        /// Not offered: the steps named are another framework's.
        case moved([String])
        case differs(String)
    }

    let frameworks: [FrameworkName]
    /// With a cell for each framework, or only one that differs.
    let lines: [(line: ConformanceCase, cells: [Cell])]

    /// How many lines the framework does, at least in part.
    func count(of framework: FrameworkName) -> Int {
        guard let index = frameworks.firstIndex(of: framework) else { return 0 }
        return lines.count { _, cells in
            guard cells.indices.contains(index) else { return false }
            return switch cells[index] {
            case .same, .partly: true
            case .moved, .differs: false
            }
        }
    }

    var differences: [(line: ConformanceCase, text: String)] {
        lines.flatMap { line, cells in
            cells.compactMap { if case .differs(let text) = $0 { (line, text) } else { nil } }
        }
    }

    var text: String {
        let names = lines.reduce(0) { max($0, $1.line.name.count) } + 2
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        var text = padded("", 16 + names) + frameworks.map { padded($0.rawValue, 11) }.joined() + "not offered\n"
        var section = ""
        for (line, cells) in lines {
            text += padded(line.section == section ? "" : line.section, 16) + padded(line.name, names)
            section = line.section
            var reasons: [String] = []
            for (framework, cell) in zip(frameworks, cells) {
                switch cell {
                case .same: text += padded("same", 11)
                case .differs: text += padded("DIFFERS", 11)
                case .partly(let steps):
                    text += padded("partly", 11)
                    reasons.append(Self.reason(framework, steps))
                case .moved(let steps):
                    text += padded("–", 11)
                    reasons.append(Self.reason(framework, steps))
                }
            }
            text += reasons.joined(separator: "; ") + "\n"
        }
        return text
    }

    private static func reason(_ framework: FrameworkName, _ steps: [String]) -> String {
        "\(framework) leaves \(steps.prefix(2).joined(separator: ", "))\(steps.count > 2 ? ", …" : "")"
    }
}
