package import Plan

/// A check that does not hold.
package struct CheckFailed: Sendable {
    /// The rule: `speed is not null`.
    package var description: String
    /// Whether it fails the run, or only warns.
    package var isError: Bool
    package var failedRows: Int
    package var totalRows: Int
    /// What the rows are, as far as the plan tells: `flights (csv data/flights.csv)`, `flights⟕planes`; nil: not known.
    package var place: String?
    /// Where the plan file asks for the check.
    package var position: String?
    /// The first rows that fail, at most five, their numbers in the first column; nil where the rule is not about single rows.
    package var sample: TablePreview?

    package init(
        description: String, isError: Bool, failedRows: Int, totalRows: Int, place: String? = nil,
        position: String? = nil, sample: TablePreview?
    ) {
        self.description = description
        self.isError = isError
        self.failedRows = failedRows
        self.totalRows = totalRows
        self.place = place
        self.position = position
        self.sample = sample
    }

    /// `3 of 336776 rows of flights`; for a rule about all rows at once how many there are.
    package var extent: String {
        let rows = "\(totalRows) \(totalRows == 1 ? "row" : "rows")" + (place.map { " of \($0)" } ?? "")
        return sample == nil && failedRows == totalRows ? rows : "\(failedRows) of \(rows)"
    }

    /// `row 2: speed null, seats 20; row 9: …`: the rows of the sample on one line; nil where there are none.
    package var examples: String? {
        guard let sample, !sample.rows.isEmpty, sample.columns.count > 1 else { return nil }
        let names = sample.columns.dropFirst().map(\.name)
        let rows = sample.rows.map { row in
            let cells = zip(names, row.dropFirst()).map { "\($0) \($1 ?? "null")" }
            return "row \((row.first ?? nil) ?? "?"): \(cells.joined(separator: ", "))"
        }
        let more = failedRows > rows.count ? "; …" : ""
        return rows.joined(separator: "; ") + more
    }
}
