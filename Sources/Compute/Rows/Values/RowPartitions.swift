/// The rows of a dataset, apart by keys and in an order.
enum RowPartitions {
    /// The numbers of the rows with equal keys, in the order in which the keys first appear; without keys all rows are one partition.
    /// Within one they are in the order of `orderBy` (nulls last, also where it descends), equals in that of the rows.
    static func of(
        _ rows: Int, by keys: [RowColumn], orderBy: [(column: RowColumn, descending: Bool)] = []
    ) -> [[Int]] {
        let partitions = keys.isEmpty ? [Array(0..<rows)] : apart(rows, by: keys)
        return orderBy.isEmpty ? partitions : partitions.map { sorted($0, by: orderBy) }
    }

    private static func apart(_ rows: Int, by keys: [RowColumn]) -> [[Int]] {
        var places: [[RowValue]: Int] = [:]
        var partitions: [[Int]] = []
        for row in 0..<rows {
            let key = keys.map { $0[row] }
            if let place = places[key] {
                partitions[place].append(row)
            } else {
                places[key] = partitions.count
                partitions.append([row])
            }
        }
        return partitions
    }

    static func sorted(_ rows: [Int], by keys: [(column: RowColumn, descending: Bool)]) -> [Int] {
        rows.sorted { a, b in
            for (column, descending) in keys {
                let order = column[a].order(column[b])
                if order == 0 { continue }
                let hasNull = column[a].isNull || column[b].isNull
                return descending && !hasNull ? order > 0 : order < 0
            }
            return a < b
        }
    }
}
