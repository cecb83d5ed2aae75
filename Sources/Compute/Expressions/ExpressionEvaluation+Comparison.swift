import Columnar
import Plan

extension ExpressionEvaluation {
    /// Operand `index` as its comparison takes it: of the common type, except that an int64 among floats stays itself,
    /// to be compared by value.
    func comparable(_ value: ExpressionValue, _ node: ExpressionProgram.Node, _ index: Int) throws -> ExpressionValue {
        let target = node.signature.operands[index]
        return value.type == .int64 && target == .float64 ? value : try value.converted(to: target)
    }

    /// Both operands from `comparable`.
    func compare(
        _ left: ExpressionValue, _ comparison: Expression.Comparison, _ right: ExpressionValue
    ) throws -> ExpressionValue {
        if left.isNull || right.isNull { return .null(.bool) }
        if left.type == .int64 && right.type == .float64 {
            if let number = left.exactDouble { return try compare(number, comparison, right) }
            return try compareExactly(left, comparison, right)
        }
        if left.type == .float64 && right.type == .int64 {
            if let number = right.exactDouble { return try compare(left, comparison, number) }
            return try compareExactly(right, comparison.flipped, left)
        }
        let kernel =
            switch comparison {
            case .equal: "equal"
            case .notEqual: "not_equal"
            case .less: "less"
            case .lessOrEqual: "less_equal"
            case .greater: "greater"
            case .greaterOrEqual: "greater_equal"
            }
        return try call(kernel, [left, right], .bool)
    }

    /// int64 with float64 by value: above 2^53 not every integer has a double.
    private func compareExactly(
        _ integers: ExpressionValue, _ comparison: Expression.Comparison, _ floats: ExpressionValue
    ) throws -> ExpressionValue {
        try loop([integers, floats], .bool) { count in
            try integers.loopColumn().withInt64s { integers in
                try floats.loopColumn().withDoubles { floats in
                    let a = LoopIndex(integers.count, of: count)
                    let b = LoopIndex(floats.count, of: count)
                    let result = try BoolWriter(count: count)
                    for row in 0..<count {
                        guard integers.isValid(a[row]), floats.isValid(b[row]) else {
                            result.setNull(row)
                            continue
                        }
                        let order = integers[a[row]].order(floats[b[row]])
                        result[row] = comparison.holds(order)
                    }
                    return try result.finish()
                }
            }
        }
    }

    func between(_ node: ExpressionProgram.Node, _ operands: [ExpressionValue]) throws -> ExpressionValue {
        let values = try operands.enumerated().map { try comparable($1, node, $0) }
        let isAbove = try compare(values[0], .greaterOrEqual, values[1])
        let isBelow = try compare(values[0], .lessOrEqual, values[2])
        if isAbove.isNull && isBelow.isNull { return .null(.bool) }
        // Kleene: below the low bound it is false, whatever the other bound.
        if isAbove.isNull || isBelow.isNull {
            let known = isAbove.isNull ? isBelow : isAbove
            return try RowMask(where: known, is: false).choose(.bool(false), .null(.bool))
        }
        return try call("and_kleene", [isAbove, isBelow], .bool)
    }

    /// `in`: true where an item is equal; else null where the value or an item is.
    func membership(_ node: ExpressionProgram.Node) throws -> ExpressionValue {
        let value = try comparable(operand(node, 0), node, 0)
        if value.isNull { return .null(.bool) }
        if let constants = try constantItems(node) { return try membership(of: value, in: constants) }
        var result = ExpressionValue.bool(false)
        // Where the value is null nothing is looked at.
        let known: RowMask = isSelective ? try RowMask(whereNull: value).inverted() : .all
        for index in node.operands.indices.dropFirst() {
            let undecided =
                isSelective ? try RowMask(where: result, is: false, orNull: true).intersection(known) : .all
            let item = try comparable(operand(node, index, in: undecided), node, index)
            result = try either(result, compare(value, .equal, item))
        }
        return result
    }

    private func either(_ left: ExpressionValue, _ right: ExpressionValue) throws -> ExpressionValue {
        if left.scalar == .bool(false) { return right }
        if right.scalar == .bool(false) || left.scalar == .bool(true) { return left }
        if right.scalar == .bool(true) { return right }
        if left.isNull || right.isNull {
            let known = left.isNull ? right : left
            return try RowMask(where: known, is: true).choose(.bool(true), .null(.bool))
        }
        return try call("or_kleene", [left, right], .bool)
    }

    /// The items where all of them are constants.
    private func constantItems(_ node: ExpressionProgram.Node) throws -> [Scalar]? {
        var items: [Scalar] = []
        for index in node.operands.indices.dropFirst() {
            guard program.nodes[node.operands[index]].expression.literalValue != nil else { return nil }
            let item = try comparable(operand(node, index, in: .all), node, index)
            guard let scalar = item.scalar else { return nil }
            items.append(scalar)
        }
        return items
    }

    /// By one hash lookup a row.
    private func membership(of value: ExpressionValue, in items: [Scalar]) throws -> ExpressionValue {
        let hasNull = items.contains(.null)
        let known = items.filter { $0 != .null }
        var found = ExpressionValue.bool(false)
        if let set = try lookupSet(known, for: value) {
            found = try call("is_in", [ExpressionValue(value.loopColumn(), value.type)], .bool, .setLookup(set))
            if value.scalar != nil { found = ExpressionValue(try found.loopColumn().scalar(at: 0), .bool) }
        }
        if hasNull { found = try RowMask(where: found, is: true).choose(.bool(true), .null(.bool)) }
        return try RowMask(whereNull: value).choose(.null(.bool), found)
    }

    /// The items as a column of the value's type; nil where none can be equal to any value of it.
    private func lookupSet(_ items: [Scalar], for value: ExpressionValue) throws -> Column? {
        guard let type = value.type, !items.isEmpty else { return nil }
        switch type {
        case .int64:
            let integers = items.compactMap { item in
                switch item {
                case .int64(let number): number
                case .double(let number): Int64(exactly: number)
                default: Int64?.none
                }
            }
            return integers.isEmpty ? nil : try Column(int64s: integers)
        case .float64:
            let doubles = items.flatMap { item -> [Double] in
                switch item {
                case .int64(let number): Double(exactly: number).map { [$0, -$0] } ?? []
                // Zeros are equal, but hash by their sign; a NaN equals nothing.
                case .double(0): [0, -0.0]
                case .double(let number): number.isNaN ? [] : [number]
                default: []
                }
            }
            return doubles.isEmpty ? nil : try Column(doubles: doubles)
        case .string:
            return try Column(
                strings: items.compactMap { if case .string(let text) = $0 { text } else { String?.none } })
        default:
            let columns = try items.map { try ExpressionValue($0, type).column(rows: 1) }
            return try Column.concat(columns).combined()
        }
    }
}

extension ExpressionValue {
    /// A constant integer as the float64 of the same value; nil where there is none.
    fileprivate var exactDouble: ExpressionValue? {
        guard case .int64(let integer) = scalar, let number = Double(exactly: integer) else { return nil }
        return ExpressionValue(.double(number), .float64)
    }
}

extension Expression.Comparison {
    /// Whether it is true of operands in this order: negative, zero, positive; nil: a NaN, which only differs.
    fileprivate func holds(_ order: Int?) -> Bool {
        guard let order else { return self == .notEqual }
        return switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

extension Int64 {
    /// Negative where it is less than `number`, zero where equal, positive where greater; nil for a NaN. Exact.
    fileprivate func order(_ number: Double) -> Int? {
        if number.isNaN { return nil }
        // 2^63, which no int64 reaches, and which as a double is exact.
        if number >= 0x1p63 { return -1 }
        if number < -0x1p63 { return 1 }
        let whole = number.rounded(.down)
        let other = Int64(whole)
        if self != other { return self < other ? -1 : 1 }
        return number > whole ? -1 : 0
    }
}
