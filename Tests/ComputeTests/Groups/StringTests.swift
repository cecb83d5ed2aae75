import Columnar
import Compute
import Plan
import Testing

@Suite("String")
struct StringTests {
    @Test("operations count and turn code points, not bytes")
    func unicode() throws {
        // "e" and a combining acute accent are two code points.
        var table = TestTable(["s": try Column(strings: ["Grüße", "e\u{301}x", "🛫a", "", nil])])
        #expect(try table.texts("s__length") == ["5", "3", "2", "0", nil])
        #expect(try table.texts("s__lower") == ["grüße", "e\u{301}x", "🛫a", "", nil])
        let reversed = try table.texts("s__reverse")
        #expect(reversed[0] == "eßürG")
        #expect(reversed[1].map { Array($0.unicodeScalars) } == ["x", "\u{301}", "e"])
        #expect(reversed[2] == "a🛫")
        #expect(reversed[3...] == ["", nil])
        var plain = TestTable(["s": try Column(strings: ["straw Été", nil])])
        #expect(try plain.texts("s__upper") == ["STRAW ÉTÉ", nil])
    }

    @Test("trim takes white space off both ends and leaves the middle")
    func trim() throws {
        var table = TestTable(["s": try Column(strings: ["  a  b \t\n", "\u{2003}x\u{A0}", " ", nil])])
        #expect(try table.texts("s__trim") == ["a  b", "x", "", nil])
    }

    @Test("no rows, and nulls only", arguments: ["upper", "lower", "trim", "length", "reverse"])
    func degenerate(operation: String) throws {
        var none = TestTable(["s": try Column(strings: [])])
        #expect(try none.texts("s__\(operation)") == [])
        var nulls = TestTable(["s": try Column(strings: [nil])])
        #expect(try nulls.texts("s__\(operation)") == [nil])
    }
}
