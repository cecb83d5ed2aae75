import Plan

extension EventDecoder {
    func preview(_ key: String) throws(Problem) -> TablePreview {
        let preview = EventDecoder(record: try member(key))
        return TablePreview(
            columns: try preview.list("columns") { item throws(Problem) in
                let column = EventDecoder(record: item)
                return TablePreview.Column(
                    name: try column.string("name"), type: try column.string("type"),
                    nullCount: try column.int("null_count"), statistics: try column.statistics())
            },
            rows: try preview.list("rows") { item throws(Problem) in
                guard case .array(let cells) = item else { throw Problem(message: "its “rows” do not fit") }
                var row: [String?] = []
                for cell in cells { row.append(cell == .null ? nil : try Self.string(cell, "rows")) }
                return row
            },
            rowCount: try preview.int("row_count"))
    }

    /// Nil where a column has none, as in what earlier versions recorded.
    private func statistics() throws(Problem) -> ColumnStatistics? {
        guard let object = record["statistics"] else { return nil }
        let statistics = EventDecoder(record: object)
        return ColumnStatistics(
            count: try statistics.int("count"), nonFinite: try statistics.optionalInt("non_finite") ?? 0,
            distinct: try statistics.optionalInt("distinct"), min: try statistics.optionalString("min"),
            max: try statistics.optionalString("max"), mean: try statistics.optionalDouble("mean"),
            deviation: try statistics.optionalDouble("deviation"),
            histogram: try statistics.optionalList("histogram") { item throws(Problem) in
                try Self.int(item, "histogram")
            },
            frequencies: try statistics.optionalList("frequencies") { item throws(Problem) in
                let frequency = EventDecoder(record: item)
                return ColumnStatistics.Frequency(
                    value: try frequency.string("value"), count: try frequency.int("count"))
            },
            sampledRows: try statistics.optionalInt("sampled_rows"))
    }

    private func optionalList<Element>(
        _ key: String, _ element: (JSONValue) throws(Problem) -> Element
    ) throws(Problem) -> [Element] {
        try record[key] == nil ? [] : list(key, element)
    }
}
