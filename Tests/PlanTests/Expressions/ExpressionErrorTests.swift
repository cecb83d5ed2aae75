import Foundation
import Testing

@testable import Plan

/// What a text that is no expression says, and where it points.
struct ExpressionErrorTests {
    @Test(arguments: [
        ("", 0, "the expression is empty"),
        ("  \n", 0, "the expression is empty"),
        ("a +", 3, "expected a value, found the end"),
        ("a b", 2, "expected an operator before 'b'; a name with spaces is written in backticks"),
        ("a = 'x", 4, "this text has no closing quote; write ' at its end (a quote inside is written twice)"),
        ("a = `x", 4, "this name has no closing backtick"),
        ("``", 0, "a name in backticks cannot be empty"),
        (
            "a = \"x\"", 4,
            "double quotes mean nothing here: write text in single quotes ('abc') and names in backticks (`a b`)"
        ),
        (
            "é = \"x\"", 4,
            "double quotes mean nothing here: write text in single quotes ('abc') and names in backticks (`a b`)"
        ),
        ("(a + b", 6, "expected ')' to close '(', found the end"),
        ("a + b)", 5, "this ')' closes nothing"),
        ("a < b < c", 6, "comparisons do not chain; join them with 'and', or write parentheses"),
        ("a = b is null", 6, "comparisons do not chain; join them with 'and', or write parentheses"),
        ("a && b", 2, "'&&' is not an operator here; write 'and'"),
        ("!a", 0, "'!' is not an operator here; write 'not'"),
        ("a | b", 2, "'|' is not an operator here; write 'or', or '||' to join texts"),
        ("a ^ 2", 2, "'^' is not an operator here; write power(x, y)"),
        ("a ** 2", 2, "'**' is not an operator here; write power(x, y)"),
        ("a::int64", 1, "'::' is not an operator here; write cast(x as TYPE)"),
        ("a # b", 2, "'#' has no meaning here; a name that holds it is written in backticks"),
        ("a is 3", 5, "expected 'null' or 'not null' after 'is' (to compare, write '='), found '3'"),
        ("a between 1 or 2", 12, "expected 'and' between the two bounds of 'between', found 'or'"),
        ("a in 1", 5, "expected '(' after 'in', found '1'"),
        ("a in ()", 2, "'in ()' holds no value to compare with"),
        ("case a end", 7, "expected 'when' in case … end, found 'end'"),
        ("case when a else 1 end", 12, "expected 'then' after the condition of 'when', found 'else'"),
        ("case when a then 1", 18, "expected 'end' to close 'case', found the end"),
        ("1 + end", 4, "expected a value, found the word 'end'; a feature of that name is written `end`"),
        ("1 + not a", 4, "expected a value, found 'not'"),
        ("roud(a)", 0, "there is no function 'roud'; did you mean 'round'?"),
        ("qwertyuiop(a)", 0, "there is no function 'qwertyuiop'"),
        ("1 + power(2)", 4, "power got 1 argument; write power(base, exponent)"),
        ("substr('a')", 0, "substr got 1 argument; write substr(text, start[, length])"),
        ("coalesce()", 0, "coalesce got 0 arguments; write coalesce(value, …)"),
        ("cast(a, int64)", 6, "expected 'as TYPE' in cast(x as TYPE), found ','"),
        ("cast(a as int46)", 10, "there is no type 'int46'; did you mean 'int64'?"),
        (
            "cast(a as number)", 10,
            "there is no type 'number'; types are bool, int32, int64, float32, float64, decimal(p,s), string, binary, "
                + "date, timestamp"
        ),
        ("cast(a as decimal(50,2))", 10, "there is no type 'decimal(50,2)'; did you mean 'decimal(p,s)'?"),
        (
            "9223372036854775808", 0,
            "the number 9223372036854775808 does not fit int64; write 9223372036854775808.0 for a float64"
        ),
        ("1e999", 0, "the number 1e999 does not fit float64"),
        ("2nd", 0, "a name cannot start with a digit, nor stand right after a number; write the name in backticks"),
        ("1.2.3", 0, "a name cannot start with a digit, nor stand right after a number; write the name in backticks"),
        ("date '2013-02-29'", 5, "'2013-02-29' is not a date; write 'YYYY-MM-DD'"),
        (
            "timestamp 'noon'", 10,
            "'noon' is not a timestamp; write 'YYYY-MM-DD' or RFC 3339, such as '2013-01-31T05:00:00Z'"
        ),
        ("a, b", 1, "a ',' stands only between arguments; an expression is one value"),
    ])
    func saysWhatIsWrong(_ text: String, offset: Int, message: String) throws {
        let error = try #require(throws: ExpressionError.self) { try ParsedExpression(text) }
        #expect(error.message == message)
        #expect(error.offset == offset)
    }

    @Test func controlCharactersOfThePlanDoNotReachTheTerminal() throws {
        let error = try #require(throws: ExpressionError.self) { try ParsedExpression("cast(a as `\u{1B}[31m`)") }
        #expect(!error.description.unicodeScalars.contains("\u{1B}"))
    }

    /// Threads of worker pools have stacks of 512 KiB on some systems.
    @Test func deepestExpressionsFitASmallStack() async {
        let nested = String(repeating: "case when (", count: 31) + "a" + String(repeating: ") then 1 end", count: 31)
        let chain = "a" + String(repeating: " + a", count: 200)
        let lengths = await withCheckedContinuation { continuation in
            let thread = Thread {
                let parsed = [nested, chain].compactMap { try? ParsedExpression($0) }
                continuation.resume(
                    returning: parsed.map { parsed in
                        _ = try? parsed.resultType([.int64])
                        return parsed.description.utf8.count
                    })
            }
            thread.stackSize = 512 * 1024
            thread.start()
        }
        #expect(lengths == [nested.utf8.count - 2 * 31, chain.utf8.count])
    }
}
