/// Which types the operations of one node take; see `Expression.signature(of:isFinal:)`.
struct TypeRules {
    let expression: Expression
    let types: [DataType?]
    let isFinal: Bool

    private func literal(_ index: Int) -> Expression.Literal? { expression.operands[index].literalValue }

    private func error(_ message: String, at index: Int? = nil) -> ExpressionError {
        ExpressionError(message, at: index.map { expression.operands[$0].offset } ?? expression.offset)
    }

    func asIs(_ result: DataType?) -> Expression.Signature {
        Expression.Signature(operands: types.map { _ in nil }, result: result)
    }

    // MARK: Requirements

    func requireBool(_ index: Int, of name: String) throws(ExpressionError) {
        guard let type = types[index], type != .bool else { return }
        let remedy = type.isNumeric ? "write a comparison, such as x <> 0" : "write a comparison"
        throw error("'\(name)' takes true or false, not \(type); \(remedy)", at: index)
    }

    func requireText(_ indices: some Sequence<Int>, of name: String) throws(ExpressionError) {
        for index in indices {
            guard let type = types[index], type != .string else { continue }
            throw error("'\(name)' takes text, not \(type); write \(castSuggestion(index, to: .string))", at: index)
        }
    }

    func requireLiteral(_ index: Int, what: String) throws(ExpressionError) {
        switch literal(index) {
        case .string, .null: return
        default: throw error("\(what) must be a text in single quotes", at: index)
        }
    }

    private func requireIntegerLiteral(_ index: Int, what: String) throws(ExpressionError) {
        guard case .int = literal(index) else { throw error("\(what) must be a whole number, written out", at: index) }
    }

    private func requireNumber(_ index: Int, of name: String) throws(ExpressionError) {
        guard let type = types[index], !type.isNumeric else { return }
        let remedy: String
        switch type {
        case .string:
            if case .string(let text) = literal(index), Double(text) != nil {
                remedy = "write \(text) without quotes"
            } else {
                remedy = name == "+" ? "write || to join texts, or cast(x as float64)" : "write cast(x as float64)"
            }
        case .timestamp: remedy = "cast(x as int64) counts microseconds since 1970"
        case .date: remedy = "cast(x as int64) counts days since 1970"
        case .bool: remedy = "write cast(x as int64) to count true as 1"
        default: remedy = "it has no numeric value"
        }
        throw error("'\(name)' takes numbers, not \(listed); \(remedy)", at: index)
    }

    private func requireInteger(_ index: Int, of name: String) throws(ExpressionError) {
        guard let type = types[index], !type.isInteger else { return }
        throw error(
            "'\(name)' takes a whole number here, not \(type); write \(castSuggestion(index, to: .int64))", at: index)
    }

    /// `string and int64`, for messages.
    private var listed: String { types.map { $0?.description ?? "unknown" }.joined(separator: " and ") }

    private func castSuggestion(_ index: Int, to type: DataType) -> String {
        switch (literal(index), type) {
        case (.int(let number), .string): "'\(number)'"
        case (.double(let number), .string): "'\(number)'"
        default: "cast(x as \(type))"
        }
    }

    // MARK: Numbers

    /// One number; the result has its type, in 64 bits.
    func number(_ name: String, keepsDecimal: Bool, extraDigits: Int = 0) throws(ExpressionError)
        -> Expression.Signature
    {
        try requireNumber(0, of: name)
        var result = types[0]?.widened
        if case .decimal(let precision, let scale) = types[0] {
            result = keepsDecimal ? .decimal(precision: min(38, precision + extraDigits), scale: scale) : .float64
        }
        return Expression.Signature(operands: [result] + types.dropFirst().map { _ in nil }, result: result)
    }

    private func floats(_ name: String) throws(ExpressionError) -> Expression.Signature {
        for index in types.indices { try requireNumber(index, of: name) }
        return Expression.Signature(operands: types.map { _ in .float64 }, result: .float64)
    }

    func arithmetic(_ operation: Expression.Arithmetic) throws(ExpressionError) -> Expression.Signature {
        if operation == .divide { return try floats("/") }
        for index in types.indices { try requireNumber(index, of: operation.rawValue) }
        if types.contains(where: { $0?.isFloat == true }) {
            return Expression.Signature(operands: [.float64, .float64], result: .float64)
        }
        guard let left = types[0], let right = types[1] else { return asIs(nil) }
        if left.isInteger && right.isInteger {
            return Expression.Signature(operands: [.int64, .int64], result: .int64)
        }
        if operation == .modulo { return Expression.Signature(operands: [.float64, .float64], result: .float64) }
        guard let a = digits(0, left), let b = digits(1, right) else { return asIs(nil) }
        let scale = operation == .multiply ? a.scale + b.scale : max(a.scale, b.scale)
        let precision =
            operation == .multiply
            ? a.precision + b.precision + 1 : max(a.precision - a.scale, b.precision - b.scale) + 1 + scale
        guard precision <= 38 else {
            throw error(
                "'\(operation.rawValue)' of \(left) and \(right) needs more than 38 digits; cast one to float64")
        }
        return Expression.Signature(
            operands: [
                .decimal(precision: a.precision, scale: a.scale), .decimal(precision: b.precision, scale: b.scale),
            ],
            result: .decimal(precision: precision, scale: scale))
    }

    /// The digits that the operand `index` needs as a decimal; a constant needs only those it has.
    private func digits(_ index: Int, _ type: DataType) -> (precision: Int, scale: Int)? {
        if case .int(let number) = literal(index) { return (String(number.magnitude).count, 0) }
        return type.asDecimal
    }

    // MARK: Values that meet

    /// All operands are of one type.
    func uniform(_ name: String, result: DataType) throws(ExpressionError) -> Expression.Signature {
        let common = try common(Array(types.indices), of: name)
        return Expression.Signature(operands: types.map { _ in common }, result: result)
    }

    /// The type that holds the operands `indices`. A text literal among dates or timestamps is one of them.
    func common(_ indices: [Int], of name: String) throws(ExpressionError) -> DataType? {
        var common: DataType?
        var texts: [Int] = []
        for index in indices {
            if case .string = literal(index) {
                texts.append(index)
            } else if let type = types[index] {
                guard let unified = common.map({ $0.unified(with: type) }) ?? type else {
                    throw mismatch(name, common, index)
                }
                common = unified
            } else if !isFinal, literal(index)?.isNull != true {
                // Unknown: what is known so far says nothing about it.
                continue
            }
        }
        guard !texts.isEmpty else { return hasUnknown(indices) ? nil : common }
        guard let others = common else { return hasUnknown(indices) ? nil : .string }
        if others == .string { return hasUnknown(indices) ? nil : .string }
        guard others.isTemporal else { throw mismatch(name, common, texts[0]) }
        for index in texts {
            guard case .string(let text) = literal(index) else { continue }
            if common == .date && TemporalText.date(text) == nil { common = .timestamp }
            if TemporalText.timestamp(text) == nil {
                throw error("'\(name)' with a \(others): \(Expression.Literal.temporalRemedy(text, others))", at: index)
            }
        }
        return hasUnknown(indices) ? nil : common
    }

    private func hasUnknown(_ indices: [Int]) -> Bool {
        !isFinal && indices.contains { types[$0] == nil && literal($0)?.isNull != true }
    }

    private func mismatch(_ name: String, _ common: DataType?, _ index: Int) -> ExpressionError {
        let found = types[index] ?? .string
        let other = common ?? .string
        let remedy: String
        switch (literal(index), other) {
        case (.string(let text), _) where other.isNumeric && Double(text) != nil:
            remedy = "write \(text) without quotes"
        case (.string(let text), .bool) where ["true", "false"].contains(text): remedy = "write \(text) without quotes"
        case (.int(let number), .string): remedy = "write '\(number)'"
        case (.double(let number), .string): remedy = "write '\(number)'"
        case (.bool(let flag), .string): remedy = "write '\(flag)'"
        case (.int(let number), .bool) where number == 0 || number == 1: remedy = "write \(number == 1)"
        case (.int, .timestamp), (.int, .date), (.double, .timestamp), (.double, .date):
            remedy = "write the time as text, such as '2013-01-31'"
        default: remedy = "cast one to the other's type"
        }
        return error("'\(name)' cannot take \(other) with \(found); \(remedy)", at: index)
    }

    /// See `Expression.Operation.choose` for the order of the operands.
    func choice(hasOperand: Bool, hasOtherwise: Bool) throws(ExpressionError) -> Expression.Signature {
        let first = hasOperand ? 1 : 0
        let branches = (types.count - first) / 2
        let tests = (0..<branches).map { first + 2 * $0 }
        let results = tests.map { $0 + 1 } + (hasOtherwise ? [types.count - 1] : [])
        var operands = [DataType?](repeating: nil, count: types.count)
        if hasOperand {
            let compared = try common([0] + tests, of: "case")
            for index in [0] + tests { operands[index] = compared }
        } else {
            for index in tests { try requireBool(index, of: "when") }
        }
        let result = try common(results, of: "case")
        for index in results { operands[index] = result }
        return Expression.Signature(operands: operands, result: result)
    }

    // MARK: Functions

    func function(_ function: Expression.Function) throws(ExpressionError) -> Expression.Signature {
        let name = function.rawValue
        switch function {
        case .abs: return try number(name, keepsDecimal: true)
        case .round, .floor, .ceil:
            if types.count == 2 { try requireIntegerLiteral(1, what: "the decimal places of round") }
            // 9.9 rounds to 10: one digit more before the point.
            return try number(name, keepsDecimal: true, extraDigits: 1)
        case .log, .log10, .log2, .exp, .sqrt, .power: return try floats(name)
        case .lower, .upper, .trim, .concat, .replace:
            try requireText(types.indices, of: name)
            return asIs(.string)
        case .length:
            try requireText(types.indices, of: name)
            return asIs(.int64)
        case .substr:
            try requireText([0], of: name)
            for index in types.indices.dropFirst() { try requireInteger(index, of: name) }
            return Expression.Signature(operands: [nil] + types.dropFirst().map { _ in .int64 }, result: .string)
        case .startsWith, .endsWith:
            try requireText(types.indices, of: name)
            return asIs(.bool)
        case .regexp:
            try requireText(types.indices, of: name)
            try requireLiteral(1, what: "the pattern of regexp")
            return asIs(.bool)
        case .least, .greatest, .coalesce, .nullif:
            let common = try common(Array(types.indices), of: name)
            return Expression.Signature(operands: types.map { _ in common }, result: common)
        case .if:
            try requireBool(0, of: name)
            let common = try common([1, 2], of: name)
            return Expression.Signature(operands: [nil, common, common], result: common)
        case .year, .month, .day, .hour, .minute, .second, .dayOfWeek, .isWeekend, .quarter, .dayOfYear, .week:
            if let type = types[0], !type.isTemporal {
                let remedy = type == .string && literal(0) != nil ? "timestamp '…'" : "cast(x as timestamp)"
                throw error("'\(name)' takes a date or timestamp, not \(type); write \(remedy)", at: 0)
            }
            return asIs(function == .isWeekend ? .bool : .int64)
        }
    }
}

extension DataType {
    /// The type arithmetic happens in.
    fileprivate var widened: DataType {
        switch self {
        case .int32: .int64
        case .float32: .float64
        default: self
        }
    }

    /// The digits that hold every value of an integer or decimal type.
    fileprivate var asDecimal: (precision: Int, scale: Int)? {
        switch self {
        case .int32: (10, 0)
        case .int64: (19, 0)
        case .decimal(let precision, let scale): (precision, scale)
        default: nil
        }
    }

    /// The smallest type that holds the values of both; nil where they have nothing in common. An integer or decimal
    /// that meets a float becomes one.
    package func unified(with other: DataType) -> DataType? {
        if self == other { return self }
        if isTemporal && other.isTemporal { return .timestamp }
        guard isNumeric && other.isNumeric else { return nil }
        if isFloat || other.isFloat { return .float64 }
        if isInteger && other.isInteger { return .int64 }
        guard let a = asDecimal, let b = other.asDecimal else { return nil }
        let scale = max(a.scale, b.scale)
        return .decimal(precision: min(38, max(a.precision - a.scale, b.precision - b.scale) + scale), scale: scale)
    }

    /// Whether `cast` is defined. Of what it is not: between dates or timestamps and floats, between binary and
    /// numbers. Numbers, bool, dates and timestamps go to and from string; bool, date (days) and timestamp
    /// (microseconds) go to and from integers; a float becomes an integer only where it is whole.
    package func canCast(to target: DataType) -> Bool {
        if self == target || target == .string { return true }
        switch self {
        case .string: return true
        case .binary: return false
        case .bool: return target.isInteger || target.isFloat
        case .int32, .int64: return target.isNumeric || target == .bool || target.isTemporal
        case .float32, .float64, .decimal: return target.isNumeric
        case .date, .timestamp: return target.isInteger || target.isTemporal
        }
    }
}
