import Columnar
import Compute
import Plan
import Testing

/// What depends on tables of Unicode and on the syntax of patterns, in rows beside Arrow, whose tables and automata are others.
@Suite("Texts in rows and in Arrow")
struct RowTextsTests {
    /// The answers of both to a formula over the column `s`.
    private func answers(_ formula: String, _ texts: [String?]) throws -> (rows: [Scalar], arrow: [Scalar]) {
        let call = FeatureCall(
            group: "expression", operation: "", options: ["expression": .string(formula)], inputCount: 0)
        let column = try Column(strings: texts)
        func answer(_ framework: any ComputeFramework) throws -> [Scalar] {
            try StepRunner(framework: framework).perform(.compute(call), [column]).column(0).scalars()
        }
        return (try answer(RowsFramework()), try answer(ArrowFramework()))
    }

    /// Code points that both know: Unicode 14 and before, but for small letters whose capitals came later.
    private static let scalars = (1...0x1FFFF).compactMap { Unicode.Scalar($0 as UInt32) }.filter { scalar in
        guard let age = scalar.properties.age else { return false }
        return age.major <= 14 && ![0x19B, 0x264, 0x277, 0x27C, 0xAB4B, 0xAB4C].contains(scalar.value)
    }

    @Test("every code point has the same upper and lower case", arguments: ["upper", "lower"])
    func cases(function: String) throws {
        let scalars = Self.scalars
        let texts = stride(from: 0, to: scalars.count, by: 16).map { start in
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[start..<min(start + 16, scalars.count)])
            return String(text)
        }
        let (rows, arrow) = try answers("\(function)(s)", texts)
        for (index, (a, b)) in zip(rows, arrow).enumerated() {
            guard case .string(let a) = a, case .string(let b) = b else { throw TestFailure("no texts") }
            #expect(
                a.utf8.elementsEqual(b.utf8),
                "\(texts[index].unicodeScalars.map { String($0.value, radix: 16) }): \(a) \(b)")
        }
    }

    @Test func whiteSpaceIsTheSame() throws {
        let texts = Self.scalars.prefix { $0.value <= 0x3100 }.map { "\($0)x\($0)" }
        let (rows, arrow) = try answers("length(trim(s))", texts)
        for (index, (a, b)) in zip(rows, arrow).enumerated() {
            #expect(a == b, "\(texts[index].unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }

    private static let subjects = [
        "", "a", "b", "ab", "abc", "aab", "abab", "a b", "A1_", "é", "aé", "x-y", "]", "^a", "12", "1a2", "line\nend",
        "\t", "a.b", "{", "a{2}",
    ]

    @Test(
        "patterns match the same texts",
        arguments: [
            "a", "^a", "b$", "^$", "a*", "^a+b$", "(ab)+", "^(ab){2}$", "a|b|^$", "[abc]{2,}", "[^a]", "[]a]",
            "[a-c1-2]", "\\\\d",
            "^\\\\w+$", "\\\\s", "\\\\S\\\\s\\\\S", "\\\\D", "\\\\W", ".", "^.$", "a.c", "a\\\\.b", "\\\\bb", "\\\\Bb",
            "x?y", "(?:a|b)c", "(a(b)?)+$",
            "a{0}b", "^a{1,2}b", "a{", "a*?b", "\\\\Aa", "b\\\\z", "[\\\\d_]", "[^\\\\w]", "[a\\\\-x]", "é", "a{2}",
            "()", "a||b", "\\\\t", "[\\\\n]", "^\\\\^",
        ])
    func patterns(pattern: String) throws {
        let (rows, arrow) = try answers("regexp(s, '\(pattern.replacing("\\\\", with: "\\"))')", Self.subjects)
        #expect(rows == arrow, "\(Self.subjects)")
    }

    @Test(
        "patterns of other forms stay with Arrow",
        arguments: ["\\pL", "(?i)a", "[[:alpha:]]", "\\Qa.b\\E", "*", "a**", "(", "{2}"])
    func others(pattern: String) throws {
        let folder = try TestFolder()
        try folder.write("s\na\n", to: "t.csv")
        let runner = try PlanRunner(
            """
            sources: {t: {csv: t.csv}}
            outputs: {o: {features: [{name: f, options: {expression: 'regexp(s, ''\(pattern)'')'}}]}}
            run: {frameworks: [rows]}
            """, in: folder.path)
        #expect(runner.plan.steps.map(\.framework) == [.arrow, .arrow, .arrow])
    }
}
