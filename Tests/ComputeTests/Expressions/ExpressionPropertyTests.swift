import Columnar
import Compute
import SeededRandomness
import Testing

@testable import Plan

struct ExpressionPropertyTests {
    /// A column's rows do not know of each other: an expression over columns gives in each row what it gives for constants,
    /// and fails exactly when it fails for some row.
    @Test func columnsGiveWhatTheirRowsGive() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        let values: [Int64?] = [0, 1, -2, 7, nil, .max]
        let pairs = values.flatMap { a in values.map { b in (a, b) } }
        let a = try Column(int64s: pairs.map(\.0))
        let b = try Column(int64s: pairs.map(\.1))
        for _ in 0..<60 {
            let text = number(depth: 4, &random)
            let tree = try ParsedExpression("if(a is null and b is null, \(text), \(text))").root
            let result = try? ExpressionEvaluator.evaluate(tree, inputs: [a, b], rows: pairs.count)
            var failed = false
            for (row, pair) in pairs.enumerated() {
                let bound = tree.replacingReferences { index in
                    (index == 0 ? pair.0 : pair.1).map { .literal(.int($0)) } ?? .cast(.literal(.null), to: .int64)
                }
                guard let value = try? ExpressionEvaluator.evaluate(bound, inputs: [], rows: 1) else {
                    failed = true
                    continue
                }
                if let result {
                    #expect(try result.slice(offset: row, count: 1) == value, "seed \(seed): \(text), \(pair)")
                }
            }
            #expect((result == nil) == failed, "seed \(seed): \(text)")
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

extension Expression {
    /// The same tree with other expressions in the place of its columns.
    fileprivate func replacingReferences(_ replacement: (Int) -> Expression) -> Expression {
        if let index = referenceIndex { return replacement(index) }
        return Expression(operation, operands.map { $0.replacingReferences(replacement) })
    }
}
