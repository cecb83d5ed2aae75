import Columnar
import Plan

/// Where a loop finds the value of a row: in the row's place, or in the one place of a constant.
struct LoopIndex {
    private let stride: Int

    init(_ values: Int, of rows: Int) { stride = values == rows ? 1 : 0 }

    subscript(row: Int) -> Int { row &* stride }
}

extension ExpressionEvaluation {
    /// Runs a loop over rows written in Swift: `body` makes a column of as many values as it is told, which is one
    /// where all operands are constants. Operands of fewer values are constants (`ExpressionValue.loopColumn`,
    /// `LoopIndex`).
    func loop(
        _ operands: [ExpressionValue], _ type: DataType?, _ body: (Int) throws -> Column
    ) throws -> ExpressionValue {
        if operands.contains(where: { $0.column != nil }) { return ExpressionValue(try body(rows.count), type) }
        return ExpressionValue(try body(1).scalar(at: 0), type)
    }

    /// A loop over numbers; what `body` does with nulls it never sees. Several threads call it.
    func doubles(
        _ operands: [ExpressionValue], _ body: (Double, Double) throws -> Double
    ) throws -> ExpressionValue {
        let left = operands[0]
        let right = operands[operands.count - 1]
        return try loop(operands, .float64) { count in
            try left.loopColumn().withDoubles { left in
                try right.loopColumn().withDoubles { right in
                    let a = LoopIndex(left.count, of: count)
                    let b = LoopIndex(right.count, of: count)
                    let result = try ColumnWriter<Double>(count: count)
                    try ParallelLoop.rows(count) { rows in
                        for row in rows {
                            if left.isValid(a[row]) && right.isValid(b[row]) {
                                result[row] = try body(left[a[row]], right[b[row]])
                            } else {
                                result.setNull(row)
                            }
                        }
                    }
                    return try result.finish()
                }
            }
        }
    }

    /// The same for integers; `body` also gets the row, nil where both operands are constants, for its errors.
    func integers(
        _ operands: [ExpressionValue], _ body: (Int64, Int64, _ row: Int?) throws -> Int64
    ) throws -> ExpressionValue {
        let isConstant = operands.allSatisfy { $0.scalar != nil }
        return try loop(operands, .int64) { count in
            try operands[0].loopColumn().withInt64s { left in
                try operands[1].loopColumn().withInt64s { right in
                    let a = LoopIndex(left.count, of: count)
                    let b = LoopIndex(right.count, of: count)
                    let result = try ColumnWriter<Int64>(count: count)
                    try ParallelLoop.rows(count) { rows in
                        for row in rows {
                            if left.isValid(a[row]) && right.isValid(b[row]) {
                                result[row] = try body(left[a[row]], right[b[row]], isConstant ? nil : row)
                            } else {
                                result.setNull(row)
                            }
                        }
                    }
                    return try result.finish()
                }
            }
        }
    }

    /// A loop over texts and integers, which makes a text, or null, a row. `body` gets the texts' bytes and the
    /// integers of each row where none is null, and appends one value.
    func texts(
        _ texts: [ExpressionValue], _ integers: [ExpressionValue] = [],
        _ body: (TextRow, StringWriter) throws -> Void
    ) throws -> ExpressionValue {
        try loop(texts + integers, .string) { count in
            let writer = try StringWriter(count: count)
            try eachText(texts, integers, count: count) { row in
                if let row { try body(row, writer) } else { try writer.append(nil) }
            }
            return try writer.finish()
        }
    }

    /// The same where each row gives a bool.
    func textTest(_ texts: [ExpressionValue], _ body: (TextRow) throws -> Bool) throws -> ExpressionValue {
        try loop(texts, .bool) { count in
            let result = try BoolWriter(count: count)
            var place = 0
            try eachText(texts, [], count: count) { row in
                if let row { result[place] = try body(row) } else { result.setNull(place) }
                place += 1
            }
            return try result.finish()
        }
    }

    /// One row's operands of a loop over texts, valid only in the loop's body.
    struct TextRow {
        let texts: [UnsafeRawBufferPointer]
        let integers: [Int64]
        /// Nil where all operands are constants.
        let number: Int?
    }

    /// Calls `body` for every row in order, with nil where an operand is null.
    private func eachText(
        _ texts: [ExpressionValue], _ integers: [ExpressionValue], count: Int, _ body: (TextRow?) throws -> Void
    ) throws {
        let isConstant = (texts + integers).allSatisfy { $0.scalar != nil }
        var textValues: [StringValues] = []
        var integerValues: [FixedValues<Int64>] = []
        // The memory of each operand is open only within a closure of its own: one within the other.
        func open(_ next: Int) throws {
            if next < texts.count {
                try texts[next].loopColumn().withStrings { values in
                    textValues.append(values)
                    try open(next + 1)
                }
            } else if next < texts.count + integers.count {
                try integers[next - texts.count].loopColumn().withInt64s { values in
                    integerValues.append(values)
                    try open(next + 1)
                }
            } else {
                try run()
            }
        }
        func run() throws {
            let textPlaces = textValues.map { LoopIndex($0.count, of: count) }
            let integerPlaces = integerValues.map { LoopIndex($0.count, of: count) }
            for row in 0..<count {
                let isValid =
                    zip(textValues, textPlaces).allSatisfy { $0.isValid($1[row]) }
                    && zip(integerValues, integerPlaces).allSatisfy { $0.isValid($1[row]) }
                guard isValid else {
                    try body(nil)
                    continue
                }
                try body(
                    TextRow(
                        texts: zip(textValues, textPlaces).map { $0.bytes($1[row]) },
                        integers: zip(integerValues, integerPlaces).map { $0[$1[row]] }, number: isConstant ? nil : row)
                )
            }
        }
        try open(0)
    }
}
