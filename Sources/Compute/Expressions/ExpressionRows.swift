import Columnar

/// The rows an evaluation works on: all of them, or those that a mask selects of others.
final class ExpressionRows {
    let count: Int
    private let parent: ExpressionRows?
    /// Bool without nulls; nil: all of the parent.
    private let mask: Column?
    private var inputs: [Int: Column]

    init(inputs: [Column], count: Int) {
        self.count = count
        parent = nil
        mask = nil
        self.inputs = Dictionary(uniqueKeysWithValues: inputs.enumerated().map { ($0, $1) })
    }

    /// The rows of `parent` where `mask`, bool without nulls, is true.
    init(of parent: ExpressionRows, where mask: Column) throws {
        self.parent = parent
        self.mask = mask
        count = try mask.filter(mask).count
        inputs = [:]
    }

    /// The input `index` on these rows; selected when first asked for.
    func input(_ index: Int) throws -> Column {
        if let known = inputs[index] { return known }
        guard let parent, let mask else { throw ComputeError(.internal, "there is no column for reference \(index)") }
        let selected = try parent.input(index).filter(mask)
        inputs[index] = selected
        return selected
    }

    /// Values of these rows as a column over the parent's rows. What the other rows hold is arbitrary.
    func spread(_ column: Column) throws -> Column {
        guard let parent, let mask, count > 0, count < parent.count else { return column }
        let places = try ColumnWriter<Int64>(count: parent.count)
        try mask.withBools { mask in
            var place: Int64 = 0
            for row in 0..<mask.count {
                places[row] = max(0, place - (mask[row] ? 0 : 1))
                if mask[row] { place += 1 }
            }
        }
        return try column.take(places.finish())
    }

    /// The number, among the rows of the outermost parent, of row `row`.
    func originalRow(_ row: Int) throws -> Int {
        guard let parent, let mask else { return row }
        let found: Int? = try mask.withBools { mask in
            var place = 0
            for candidate in 0..<mask.count where mask[candidate] {
                if place == row { return candidate }
                place += 1
            }
            return nil
        }
        return try parent.originalRow(found ?? row)
    }
}
