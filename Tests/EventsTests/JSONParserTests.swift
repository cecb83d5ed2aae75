import Testing

@testable import Events

@Suite struct JSONParserTests {
    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), (" false ", .bool(false)), ("0", .integer(0)),
        ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)), ("18446744073709551615", .unsigned(.max)),
        ("1.5", .double(1.5)), ("-2e3", .double(-2000)), ("\"\"", .string("")), ("\"a\\u00e9\\n\"", .string("aé\n")),
        (#""\ud83d\udc4b""#, .string("👋")), (#""\"\\\/""#, .string("\"\\/")), ("[]", .array([])),
        ("[1, [2]]", .array([.integer(1), .array([.integer(2)])])), ("{}", .object([])),
        (#"{"a":1,"b":{"c":null}}"#, .object([("a", .integer(1)), ("b", .object([("c", .null)]))])),
    ]) func readsWhatJSONIs(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONParser.parse(text.utf8) == value)
    }

    @Test(arguments: [
        ("", 0), ("{", 1), ("[1", 2), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{a:1}", 1), ("\"abc", 4), ("tru", 0),
        ("1 2", 2),
        ("\"\\x\"", 2), ("\"\\ud800\"", 6), ("+1", 0), ("\"a\nb\"", 2),
    ]) func saysWhereATextIsBroken(_ text: String, _ offset: Int) {
        let problem = #expect(throws: JSONProblem.self) { try JSONParser.parse(text.utf8) }
        #expect(problem?.offset == offset)
    }

    @Test func deepNestingIsRefusedBeforeTheStackEnds() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: JSONProblem(message: "it is nested too deeply", offset: 64)) { try JSONParser.parse(text.utf8) }
    }
}
