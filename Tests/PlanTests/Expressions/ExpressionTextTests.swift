import SeededRandomness
import Testing

@testable import Plan

struct ExpressionTextTests {
    @Test(arguments: [
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("((a-b)-c)", "a - b - c"),
        ("a/(b*c)", "a / (b * c)"),
        ("-(-a)", "-(-a)"),
        ("-(5)", "-(5)"),
        ("- 5", "-5"),
        ("-(a+b)", "-(a + b)"),
        ("-a*b", "-a * b"),
        ("-(a*b)", "-(a * b)"),
        ("a - -5", "a - -5"),
        ("NOT (A AND B)", "not (A and B)"),
        ("not not a", "not not a"),
        ("not a and b", "not a and b"),
        ("not (a = b)", "not a = b"),
        ("(a or b) and c", "(a or b) and c"),
        ("(a and b) or c", "a and b or c"),
        ("not (a is null)", "a is not null"),
        ("not (a in (1,2))", "a not in (1, 2)"),
        ("(a is null) = b", "(a is null) = b"),
        ("(a = b) is null", "(a = b) is null"),
        ("not ((a is null) is null)", "(a is null) is not null"),
        ("a between (b or c) and 2", "a between (b or c) and 2"),
        ("a||b||c", "concat(a, b, c)"),
        ("a || (b || c)", "concat(a, concat(b, c))"),
        ("Pow(a,2)", "power(a, 2)"),
        ("CASE a WHEN 1 THEN 'x' ELSE null END", "case a when 1 then 'x' else null end"),
        ("case when a then 1 when b then 2 end", "case when a then 1 when b then 2 end"),
        ("Cast(a AS Decimal( 10 , 2 ))", "cast(a as decimal(10,2))"),
        ("try_cast(a + 1 as date)", "try_cast(a + 1 as date)"),
        ("'it''s'", "'it''s'"),
        ("'''\u{301}'", "'''\u{301}'"),
        ("1e3", "1000.0"),
        ("date '2024-02-29'", "date '2024-02-29'"),
        ("timestamp '2013-01-01 05:00+01:00'", "timestamp '2013-01-01T04:00:00Z'"),
        ("timestamp '1969-12-31T23:59:59.5Z'", "timestamp '1969-12-31T23:59:59.500000Z'"),
        ("`a b` + flights.`c.d`", "`a b` + flights.`c.d`"),
        ("a like '%x'", "a like '%x'"),
    ])
    func printsCanonicalText(_ text: String, as expected: String) throws {
        let parsed = try ParsedExpression(text)
        #expect(parsed.description == expected)
        #expect(try ParsedExpression(expected).root == parsed.root)
    }

    @Test func columnsWithoutNamesAreNumbered() throws {
        #expect(try ParsedExpression("a + b").root.description == "$0 + $1")
    }

    @Test func anExpressionOfNoTextHasItsCanonicalOne() {
        let parsed = ParsedExpression(
            .compare(.reference(0), .less, .literal(.double(.nan))), references: ["x"])
        #expect(parsed.text == "x < cast('nan' as float64)")
    }

    /// Random trees of every kind of node: printed and read again they are the same.
    @Test func readingThePrintedTextGivesTheSameTree() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let tree = Expression.random(depth: 5, using: &random)
            let text = tree.text(references: ["a", "`b c`", "d.e__f~g"])
            let parsed = try ParsedExpression(text)
            // References are numbered by first use: compare by name.
            let numbers = try parsed.references.map { name in
                try #require(["a", "`b c`", "d.e__f~g"].firstIndex(of: name))
            }
            #expect(parsed.root.mapReferences { numbers[$0] } == tree, "seed \(seed): \(text)")
        }
    }
}

extension Expression {
    fileprivate static func random(depth: Int, using random: inout SeededGenerator) -> Expression {
        func child() -> Expression { .random(depth: depth - 1, using: &random) }
        func children(_ counts: ClosedRange<Int>) -> [Expression] {
            (0..<Int.random(in: counts, using: &random)).map { _ in child() }
        }
        switch Int.random(in: depth == 0 ? 0...2 : 0...14, using: &random) {
        case 0: return .reference(Int.random(in: 0...2, using: &random))
        case 1: return .literal(.int(Int64.random(in: .min ... .max, using: &random)))
        case 2:
            let literals: [Literal] = [
                .null, .bool(true), .double(-0.0), .double(1e-300), .string("'\n`"), .date(-1), .timestamp(1),
                .int(.min),
            ]
            return .literal(literals.randomElement(using: &random) ?? .null)
        case 3: return .not(child())
        case 4: return Expression(.negate, [child()])
        case 5: return .isNull(child())
        case 6: return .and(children(2...3))
        case 7: return .or(children(2...3))
        case 8: return .compare(child(), Comparison.allCases.randomElement(using: &random) ?? .equal, child())
        case 9, 10: return .arithmetic(child(), Arithmetic.allCases.randomElement(using: &random) ?? .add, child())
        case 11: return .between(child(), child(), child())
        case 12: return .inList(child(), children(1...3))
        case 13: return .call(.coalesce, children(1...3))
        default:
            let hasOperand = Bool.random(using: &random)
            return Expression(
                .choose(hasOperand: hasOperand, hasOtherwise: true),
                (hasOperand ? [child()] : []) + [child(), .cast(child(), to: .int64), child()])
        }
    }
}
