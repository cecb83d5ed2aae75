/// A table of figures, in Markdown.
struct ReportTable {
    private let title: String
    private let header: [String]
    private var rows: [[String]] = []

    init(_ title: String, _ header: [String]) {
        self.title = title
        self.header = header
    }

    mutating func add(_ cells: [String]) { rows.append(cells) }

    func print() {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).enumerated().map { index, pair in
                let padding = String(repeating: " ", count: pair.1 - pair.0.count)
                return index == 0 ? pair.0 + padding : padding + pair.0
            }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        let rule = widths.enumerated().map {
            $0 == 0 ? String(repeating: "-", count: $1) : String(repeating: "-", count: $1 - 1) + ":"
        }
        Swift.print("## \(title)\n\n\(line(header))\n\(line(rule))")
        for row in rows { Swift.print(line(row)) }
        Swift.print("")
    }
}

extension Double {
    /// With as many digits after the point as asked for.
    func fixed(_ digits: Int) -> String {
        guard isFinite else { return "–" }
        let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
        let scaled = (abs(self) * scale).rounded()
        let (whole, fraction) = (Int(scaled / scale), Int(scaled) % Int(scale))
        let sign = self < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let text = "\(fraction)"
        return "\(sign)\(whole).\(String(repeating: "0", count: digits - text.count))\(text)"
    }

    var microseconds: String { (self * 1e6).fixed(2) }
    var milliseconds: String { (self * 1e3).fixed(1) }
    var seconds: String { fixed(3) }
    var megabytes: String { (self / 1e6).fixed(0) }
}
