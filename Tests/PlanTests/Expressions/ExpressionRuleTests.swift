import Testing

@testable import Plan

/// Filters and checks as expressions.
struct ExpressionRuleTests {
    static let position = SourcePosition(file: "plan.yaml", line: 7, column: 3)

    static func located(_ value: OptionValue) -> Located<OptionValue> { Located(value, at: position) }

    static func text(_ type: DataType?, _ change: (inout ValueRule) -> Void) throws -> String {
        var rule = ValueRule()
        change(&rule)
        return try Expression.rule(on: 0, type: type, rule: rule).text(references: ["x"])
    }

    @Test func allThatIsSetHolds() throws {
        let text = try ExpressionRuleTests.text(.int64) {
            $0.min = ExpressionRuleTests.located(.int(500))
            $0.max = ExpressionRuleTests.located(.double(2.5))
            $0.maxExclusive = true
            $0.equal = ExpressionRuleTests.located(.int(7))
            $0.oneOf = [.int(1), .int(2)].map(ExpressionRuleTests.located)
        }
        #expect(text == "x >= 500 and x < 2.5 and x = 7 and x in (1, 2)")
    }

    @Test func emptyRuleIsTrue() throws {
        #expect(try ExpressionRuleTests.text(.int64) { _ in } == "true")
        #expect(try ExpressionRuleTests.text(.string) { $0.oneOf = [] } == "false")
    }

    @Test func regexMatchesText() throws {
        let pattern = Located("^a'", at: ExpressionRuleTests.position)
        #expect(try ExpressionRuleTests.text(.string) { $0.regex = pattern } == "regexp(x, '^a''')")
        #expect(try ExpressionRuleTests.text(nil) { $0.regex = pattern } == "regexp(x, '^a''')")
    }

    @Test(arguments: [
        (DataType.timestamp, OptionValue.string("2013-01-01"), "x >= timestamp '2013-01-01T00:00:00Z'"),
        (.timestamp, .string("2013-01-01T05:00:00+01:00"), "x >= timestamp '2013-01-01T04:00:00Z'"),
        (.date, .string("2013-01-01"), "x >= date '2013-01-01'"),
        (.date, .string("2013-01-01T05:00:00Z"), "x >= timestamp '2013-01-01T05:00:00Z'"),
        (.string, .string("2013"), "x >= '2013'"),
        (.bool, .bool(true), "x >= true"),
        (.decimal(precision: 5, scale: 2), .double(1.5), "x >= 1.5"),
        (.float32, .int(1), "x >= 1"),
    ])
    func boundIsReadByTheColumnsType(_ type: DataType, _ bound: OptionValue, _ expected: String) throws {
        #expect(try ExpressionRuleTests.text(type) { $0.min = ExpressionRuleTests.located(bound) } == expected)
    }

    @Test func boundOfAnUnknownTypeStaysAsWritten() throws {
        let bound = ExpressionRuleTests.located(.string("2013-01-01"))
        #expect(try ExpressionRuleTests.text(nil) { $0.min = bound } == "x >= '2013-01-01'")
    }

    @Test(arguments: [
        (DataType.string, OptionValue.int(5), "min is 5, a number, but the feature is string; write '5'"),
        (.int64, .string("5"), "min is '5', a text, but the feature is int64; write 5 without quotes"),
        (.int64, .string("five"), "min is 'five', a text, but the feature is int64; write a number"),
        (
            .timestamp, .int(2013),
            "min is 2013, a number, but the feature is timestamp; write '2013-01-31' or '2013-01-31T05:00:00Z'"
        ),
        (
            .timestamp, .string("noon"),
            "min: 'noon' is not a timestamp; write 'YYYY-MM-DD' or RFC 3339, such as '2013-01-31T05:00:00Z'"
        ),
        (.bool, .string("true"), "min is 'true', a text, but the feature is bool; write true without quotes"),
        (.float64, .bool(true), "min is true, a bool, but the feature is float64; write a number"),
        (.int64, .null, "min is null, which nothing equals; leave it out (a check has not_null)"),
        (.int64, .list([.int(1)]), "min is [1]; expected one value"),
    ])
    func boundOfAnotherTypeIsAnErrorWhereItStands(_ type: DataType, _ bound: OptionValue, _ message: String) throws {
        let error = try #require(throws: ExpressionError.self) {
            try ExpressionRuleTests.text(type) { $0.min = ExpressionRuleTests.located(bound) }
        }
        #expect(error.message == message)
        #expect(error.position == ExpressionRuleTests.position)
    }

    @Test(arguments: [
        ("x > 5", SimplePredicate(reference: 0, test: .compare(.greater, .int(5)))),
        ("5 > x", SimplePredicate(reference: 0, test: .compare(.less, .int(5)))),
        ("'a' = x", SimplePredicate(reference: 0, test: .compare(.equal, .string("a")))),
        ("x in (1, 2)", SimplePredicate(reference: 0, test: .oneOf([.int(1), .int(2)]))),
        ("x is null", SimplePredicate(reference: 0, test: .isNull)),
        ("x is not null", SimplePredicate(reference: 0, test: .isNotNull)),
    ])
    func comparisonOfAColumnWithConstantsIsSimple(_ text: String, _ expected: SimplePredicate) throws {
        #expect(SimplePredicate(try ParsedExpression(text).root) == expected)
    }

    @Test(arguments: [
        "x > y", "x + 1 > 5", "x > null", "x in (1, y)", "x in (1, null)", "not x > 5", "x", "x > 1 or x < 0",
    ])
    func otherPredicatesAreNot(_ text: String) throws {
        #expect(SimplePredicate(try ParsedExpression(text).root) == nil)
    }

    @Test func conjunctionSplitsIntoTerms() throws {
        let parsed = try ParsedExpression("a > 1 and (b between 2 and 3 and (c or d)) and e + 1 between 4 and 5")
        #expect(
            parsed.root.conjuncts.map { $0.text(references: parsed.references) } == [
                "a > 1", "b >= 2", "b <= 3", "c or d", "e + 1 between 4 and 5",
            ])
    }
}
