import Columnar
import Compute
import Plan
import SeededRandomness
import Testing

struct ExpressionPropertyTests {
    /// Columns at a time and rows one by one, by two evaluators that have nothing in common but the types of operations: the same values,
    /// or both fail.
    @Test func columnsGiveWhatTheirRowsGive() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        let values: [Int64?] = [0, 1, -2, 7, nil, .max]
        let pairs = values.flatMap { a in values.map { b in (a, b) } }
        let columns = [try Column(int64s: pairs.map(\.0)), try Column(int64s: pairs.map(\.1))]
        for _ in 0..<200 {
            let text = "if(a is null and b is null, \(number(depth: 4, &random)), \(number(depth: 4, &random)))"
            let call = FeatureCall(
                group: "expression", operation: "", options: ["expression": .string(text)], inputCount: 0)
            let inputs = try ParsedExpression(text).references.map { FeatureData.column(columns[$0 == "a" ? 0 : 1]) }
            let found = try? StepRunner().perform(.compute(call), inputs).column(0)
            let expected = try? StepRunner(framework: RowsFramework()).perform(.compute(call), inputs).column(0)
            #expect(found == expected, "seed \(seed): \(text)")
        }
    }

    private func number(depth: Int, _ random: inout SeededGenerator) -> String {
        func next() -> String { number(depth: depth - 1, &random) }
        switch Int.random(in: depth == 0 ? 0...3 : 0...13, using: &random) {
        case 0, 1: return "a"
        case 2: return "b"
        case 3: return "\(Int.random(in: -2...2, using: &random))"
        case 4: return "(\(next()) + \(next()))"
        case 5: return "(\(next()) * \(next()))"
        case 6: return "(\(next()) % \(next()))"
        case 7: return "coalesce(\(next()), \(next()))"
        case 8: return "case when \(test(depth: depth - 1, &random)) then \(next()) else \(next()) end"
        case 9: return "case \(next()) when \(next()) then \(next()) when \(next()) then \(next()) end"
        case 10: return "nullif(\(next()), \(next()))"
        case 11: return "least(\(next()), \(next()))"
        case 12: return "if(\(test(depth: depth - 1, &random)), \(next()), \(next()))"
        default: return "try_cast(\(next()) / \(next()) as int64)"
        }
    }

    private func test(depth: Int, _ random: inout SeededGenerator) -> String {
        func value() -> String { number(depth: max(0, depth - 1), &random) }
        func next() -> String { test(depth: depth - 1, &random) }
        switch Int.random(in: depth <= 0 ? 0...1 : 0...8, using: &random) {
        case 0: return "\(value()) = \(value())"
        case 1: return "\(value()) < \(value())"
        case 2: return "(\(next()) and \(next()))"
        case 3: return "(\(next()) or \(next()))"
        case 4: return "not (\(next()))"
        case 5: return "\(value()) is null"
        case 6: return "\(value()) in (\(value()), 1, \(value()))"
        case 7: return "\(value()) in (0, 7, null)"
        default: return "\(value()) between \(value()) and \(value())"
        }
    }
}
