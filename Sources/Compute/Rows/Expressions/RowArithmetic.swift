import Plan

/// Arithmetic of two values that are not null: of integers checked, of floats as IEEE 754 has it, of decimals exact.
enum RowArithmetic {
    /// - Parameter areIntegers: whether the operands were integers before `/` made them floats.
    static func apply(
        _ operation: Expression.Arithmetic, _ left: RowValue, _ right: RowValue, areIntegers: Bool
    ) throws(RowProblem) -> RowValue {
        switch (left, right) {
        case (.int(let a), .int(let b)): return .int(try integer(operation, a, b))
        case (.double(let a), .double(let b)):
            if operation == .divide && areIntegers && b == 0 { throw zeroDivisor(number(a), "/") }
            return .double(float(operation, a, b))
        case (.decimal(let a, let aScale), .decimal(let b, let bScale)):
            return try decimal(operation, a, aScale, b, bScale)
        default: throw RowProblem(.internal, "\(operation.rawValue) of values of different types")
        }
    }

    private static func integer(
        _ operation: Expression.Arithmetic, _ a: Int64, _ b: Int64
    ) throws(RowProblem) -> Int64 {
        let (result, overflow): (Int64, Bool)
        switch operation {
        case .add: (result, overflow) = a.addingReportingOverflow(b)
        case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
        case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
        case .modulo:
            if b == 0 { throw zeroDivisor(String(a), "%") }
            // The least integer has no quotient by -1, but its remainder is 0 like any other's.
            (result, overflow) = (b == -1 ? 0 : a % b, false)
        case .divide: throw RowProblem(.internal, "/ of integers is of floats")
        }
        if overflow { throw tooLarge("\(a) \(operation.rawValue) \(b)") }
        return result
    }

    private static func float(_ operation: Expression.Arithmetic, _ a: Double, _ b: Double) -> Double {
        switch operation {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .modulo: a.truncatingRemainder(dividingBy: b)
        }
    }

    /// The scale is the greater one, of a product the sum of both; the types leave room for every digit.
    private static func decimal(
        _ operation: Expression.Arithmetic, _ a: Int128, _ aScale: Int, _ b: Int128, _ bScale: Int
    ) throws(RowProblem) -> RowValue {
        if operation == .multiply { return .decimal(a * b, scale: aScale + bScale) }
        let scale = max(aScale, bScale)
        guard let left = DecimalDigits.rescaled(a, from: aScale, to: scale),
            let right = DecimalDigits.rescaled(b, from: bScale, to: scale)
        else { throw RowProblem(.arithmetic, "a decimal of more than 38 digits") }
        return .decimal(operation == .add ? left + right : left - right, scale: scale)
    }

    static func negated(_ value: RowValue) throws(RowProblem) -> RowValue {
        switch value {
        case .int(.min): throw tooLarge("-(\(Int64.min))")
        case .int(let number): .int(-number)
        case .double(let number): .double(-number)
        case .decimal(let unscaled, let scale): .decimal(-unscaled, scale: scale)
        default: throw RowProblem(.internal, "\(value.messageText) has no negative")
        }
    }

    static func tooLarge(_ text: String) -> RowProblem {
        RowProblem(.arithmetic, "\(text) does not fit int64; cast to float64 first", value: text)
    }

    private static func zeroDivisor(_ dividend: String, _ sign: String) -> RowProblem {
        RowProblem(
            .arithmetic,
            "\(dividend) \(sign) 0 divides by the integer zero; write nullif(x, 0) as the divisor, or cast it to float64",
            value: "\(dividend) \(sign) 0")
    }

    private static func number(_ value: Double) -> String { Int64(exactly: value).map { String($0) } ?? String(value) }
}
