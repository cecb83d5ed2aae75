import Plan

/// The rows of several columns that have a finite number in each: what models are fitted to.
struct RowSamples {
    /// The numbers of each of them, one a column.
    var values: [[Double]]
    /// Where each stands among all rows, ascending.
    var rows: [Int]
    /// Columns, also where there is no row.
    var width: Int

    init(values: [[Double]], rows: [Int], width: Int) {
        self.values = values
        self.rows = rows
        self.width = width
    }

    init(_ columns: [RowColumn], rows count: Int) {
        self.init(values: [], rows: [], width: columns.count)
        for row in 0..<count {
            let numbers = columns.compactMap { $0[row].number }
            guard numbers.count == width, numbers.allSatisfy(\.isFinite) else { continue }
            values.append(numbers)
            rows.append(row)
        }
    }

    var count: Int { values.count }

    func column(_ index: Int) -> [Double] { values.map { $0[index] } }

    /// Of each column.
    var means: [Double] { (0..<width).map { column($0).mean } }

    /// The columns less their means.
    var centred: [[Double]] { zip((0..<width).map(column), means).map { column, mean in column.map { $0 - mean } } }

    /// Each number in deviations from its column's mean; 0 where the column has no deviation.
    func standardised(mean: [Double], deviation: [Double]) -> [[Double]] {
        values.map { row in
            row.indices.map { deviation[$0] == 0 ? 0 : (row[$0] - mean[$0]) / deviation[$0] }
        }
    }

    /// One value for each row of the table; null for those that are not complete.
    func spread(_ values: [RowValue], over count: Int) -> [RowValue] {
        var result = [RowValue](repeating: .null, count: count)
        for (row, value) in zip(rows, values) { result[row] = value }
        return result
    }

    /// Refuses rows of another width than something was fitted to.
    func check(width fitted: Int, _ call: RowCall) throws(RowProblem) {
        guard width != fitted else { return }
        throw RowProblem(
            .mismatch,
            "'\(call.call.operation)' was fitted to \(fitted) columns, but there are \(width); fit it again to these")
    }
}

extension [Double] {
    /// 0 for no numbers.
    var mean: Double { reduce(0, +) / Double(Swift.max(count, 1)) }

    /// Of the population; 0 for numbers that are all the same, whatever their mean is rounded to.
    var deviation: Double {
        guard contains(where: { $0 != first }) else { return 0 }
        let mean = mean
        return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
    }

    /// The sum of the products with another's numbers.
    func dot(_ other: [Double]) -> Double { zip(self, other).reduce(0) { $0 + $1.0 * $1.1 } }

    func squaredDistance(to other: [Double]) -> Double {
        zip(self, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
}
