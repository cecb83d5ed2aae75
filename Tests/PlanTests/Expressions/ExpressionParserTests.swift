import Testing

@testable import Plan

/// How a text groups: the canonical text of a tree with every operation in parentheses is hard to read, so these
/// compare with a second text whose parentheses say the expected grouping.
struct ExpressionParserTests {
    @Test(arguments: [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b * c % d", "((a / b) * c) % d"),
        ("-a * b", "(-a) * b"),
        ("- -a", "-(-a)"),
        ("+a", "a"),
        ("a + b < c * d", "(a + b) < (c * d)"),
        ("not a = b", "not (a = b)"),
        ("not a and b", "(not a) and b"),
        ("a or b and c", "a or (b and c)"),
        ("a and b or c and d", "(a and b) or (c and d)"),
        ("a between 1 and 2 and b", "(a between 1 and 2) and b"),
        ("a || b = c", "(a || b) = c"),
        ("a || b + c", "a || (b + c)"),
        ("not a is null", "not (a is null)"),
        ("a not in (1, 2)", "not (a in (1, 2))"),
        ("a is not null", "not (a is null)"),
        ("a not like 'x%'", "not (a like 'x%')"),
        ("a not between 1 and 2", "not (a between 1 and 2)"),
        ("a and (b and c)", "a and b and c"),
        ("A IS NOT NULL AND tRuE", "A is not null and true"),
        ("a == b", "a = b"),
        ("a != b", "a <> b"),
        ("SUBSTRING(a, 1)", "substr(a, 1)"),
        ("a\n  +\tb", "a + b"),
    ])
    func groups(_ text: String, as expected: String) throws {
        #expect(try ParsedExpression(text).root == ParsedExpression(expected).root)
    }

    @Test(arguments: [
        ("1", Expression.Literal.int(1)),
        ("9223372036854775807", .int(.max)),
        ("-9223372036854775808", .int(.min)),
        ("-5", .int(-5)),
        ("1.5", .double(1.5)),
        (".5", .double(0.5)),
        ("2.", .double(2)),
        ("1e3", .double(1000)),
        ("25E-1", .double(2.5)),
        ("-0.0", .double(-0.0)),
        ("'it''s'", .string("it's")),
        ("''", .string("")),
        ("'é ` \" \\'", .string("é ` \" \\")),
        ("TRUE", .bool(true)),
        ("false", .bool(false)),
        ("null", .null),
        ("date '1970-01-02'", .date(1)),
        ("timestamp '1970-01-01T00:00:01Z'", .timestamp(1_000_000)),
        ("timestamp '1970-01-02'", .timestamp(86_400_000_000)),
    ])
    func readsLiteral(_ text: String, as expected: Expression.Literal) throws {
        #expect(try ParsedExpression(text).root == .literal(expected))
    }

    @Test(arguments: [
        "dep_delay", "flights.dep_delay", "dep_delay__mean_imputed", "color__onehot_encoded~red", "x__pca_2d~0",
        "by_route.arr_delay__avg", "größe", "年.月", "`a b`", "flights.`a.b`", "`a b`__mean_imputed", "`a``b`",
        "`end`", "a&b__add_point", "_x", "é\u{301}",
    ])
    func takesFeatureNameAsWritten(_ name: String) throws {
        let parsed = try ParsedExpression("1 + \(name)")
        #expect(parsed.references == [name])
        #expect(parsed.root == .arithmetic(.literal(.int(1)), .add, .reference(0)))
    }

    @Test func namesOfFunctionsAndTypesAreFreeForFeatures() throws {
        let parsed = try ParsedExpression("year + round - date * timestamp / if")
        #expect(parsed.references == ["year", "round", "date", "timestamp", "if"])
    }

    @Test func referencesAreDistinctInOrderOfFirstUse() throws {
        let parsed = try ParsedExpression("b + a * b + c.a + a")
        #expect(parsed.references == ["b", "a", "c.a"])
        #expect(parsed.root.referencedIndices == [0, 1, 2])
    }

    @Test func readsEveryForm() throws {
        let parsed = try ParsedExpression(
            "case when a > 1 then cast(b as decimal(10, 2)) when c in (1, null) then try_cast(d as INT64) else f end")
        #expect(parsed.references == ["a", "b", "c", "d", "f"])
        #expect(parsed.root.operation == .choose(hasOperand: false, hasOtherwise: true))
        #expect(parsed.root.operands.count == 5)
        #expect(parsed.root.operands[1] == .cast(.reference(1), to: .decimal(precision: 10, scale: 2)))
        #expect(parsed.root.operands[3] == .cast(.reference(3), to: .int64, isTry: true))
        let simple = try ParsedExpression("case a when 1 then 'x' end")
        #expect(simple.root.operation == .choose(hasOperand: true, hasOtherwise: false))
    }

    @Test func longListsAndConjunctionsAreFlat() throws {
        let list = (0..<20_000).map(String.init).joined(separator: ", ")
        #expect(try ParsedExpression("a in (\(list))").root.operands.count == 20_001)
        let terms = (0..<20_000).map { "a <> \($0)" }.joined(separator: " and ")
        #expect(try ParsedExpression(terms).root.conjuncts.count == 20_000)
    }

    /// The offset is that of the operation or parenthesis that goes too deep.
    @Test(arguments: [("(", 64), ("not ", 4 * 64), ("-", 64), ("abs(", 4 * 64), ("case when ", 10 * 64)])
    func deepNestingIsAnErrorAndNoCrash(_ opening: String, offset: Int) throws {
        let error = try #require(throws: ExpressionError.self) {
            try ParsedExpression(String(repeating: opening, count: 50_000) + "a")
        }
        #expect(error.message == "this nests deeper than 64 levels; make a part of it a feature of its own")
        #expect(error.offset == offset)
    }

    @Test func longChainOfOneOperatorIsAnErrorAndNoCrash() throws {
        #expect(throws: Never.self) { try ParsedExpression("a" + String(repeating: " + a", count: 200)) }
        let error = try #require(throws: ExpressionError.self) {
            try ParsedExpression("a" + String(repeating: " + a", count: 50_000))
        }
        #expect(error.offset == 2 + 4 * 200)
    }
}
