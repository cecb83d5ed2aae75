import Columnar

/// The rows of several numeric columns that have a finite number in each: what models are fitted to.
struct CompleteRows {
    /// Numbers a row.
    let width: Int
    /// Row after row.
    let values: [Double]
    /// Where each stands among all rows, ascending.
    let rows: [Int]

    var count: Int { rows.count }

    subscript(place: Int) -> ArraySlice<Double> { values[place * width..<(place + 1) * width] }

    init(width: Int, values: [Double], rows: [Int]) {
        self.width = width
        self.values = values
        self.rows = rows
    }

    /// The columns of all inputs; families count with each of their members.
    init(_ inputs: ArraySlice<FeatureData>, rows count: Int) throws {
        let columns = inputs.flatMap(\.columns)
        var isComplete = [Bool](repeating: true, count: count)
        for column in columns {
            try column.withDoubles { values in
                for row in 0..<count where !values.isValid(row) || !values[row].isFinite { isComplete[row] = false }
            }
        }
        let rows = (0..<count).filter { isComplete[$0] }
        var all = [Double](repeating: 0, count: rows.count * columns.count)
        for (place, column) in columns.enumerated() {
            try column.withDoubles { values in
                for (index, row) in rows.enumerated() { all[index * columns.count + place] = values[row] }
            }
        }
        self.init(width: columns.count, values: all, rows: rows)
    }

    /// Of each column.
    var means: [Double] {
        var sums = [Double](repeating: 0, count: width)
        for place in 0..<count {
            for column in 0..<width { sums[column] += values[place * width + column] }
        }
        return sums.map { $0 / Double(max(count, 1)) }
    }

    /// Each number less its column's centre, over its column's scale; 0 where that is 0.
    func standardised(centre: [Double], scale: [Double]) -> CompleteRows {
        var result = values
        for place in 0..<count {
            for column in 0..<width {
                let index = place * width + column
                result[index] = scale[column] == 0 ? 0 : (result[index] - centre[column]) / scale[column]
            }
        }
        return CompleteRows(width: width, values: result, rows: rows)
    }

    /// Of each column, of the population; 0 for a column of one value.
    func deviations(from means: [Double]) -> [Double] {
        var squares = [Double](repeating: 0, count: width)
        var isConstant = [Bool](repeating: true, count: width)
        for place in 0..<count {
            for column in 0..<width {
                let value = values[place * width + column]
                let distance = value - means[column]
                squares[column] += distance * distance
                if value != values[column] { isConstant[column] = false }
            }
        }
        return (0..<width).map { isConstant[$0] ? 0 : (squares[$0] / Double(max(count, 1))).squareRoot() }
    }

    /// Refuses rows of another width than something was fitted to.
    func check(width fitted: Int, _ call: String) throws(ComputeError) {
        guard width != fitted else { return }
        throw ComputeError(
            .mismatch, "'\(call)' was fitted to \(fitted) columns, but there are \(width); fit it again to these")
    }
}
