import TestFolders
import Testing

/// The rules of a plan's `checks`, each on columns of sources, derived features and outputs.
@Suite struct RuleTests {
    private static let files = [
        "d.csv": """
        id,k,x,s
        1,a,10,foo
        2,b,,bar
        3,a,-5,baz
        4,,7,
        5,c,3,qux
        6,c,8,foo

        """,
        "e.csv": "k,w\na,1\nb,2\n",
    ]

    private static func plan(checks: [String], ofOutput: [String] = []) -> String {
        let list = { (checks: [String], indent: String) in checks.map { "\(indent)- {\($0)}\n" }.joined() }
        return """
            sources: {d: {csv: d.csv}, e: {csv: e.csv}}
            links:
              - {join: left, left: d, right: e, on: k}
            \(checks.isEmpty ? "" : "checks:\n" + list(checks, "  "))outputs:
              o:
                features: [id, x__mean_imputed, w]
                to: o.csv
            \(ofOutput.isEmpty ? "" : "    checks:\n" + list(ofOutput, "      "))
            """
    }

    /// A rule, the line of the log, and the rows that are shown.
    private static let found: [(rule: String, line: String, table: [String])] = [
        ("feature: x, not_null: true", "x is not null  VERDICT: 1 of 6 rows of d (csv d.csv)", ["2|null"]),
        ("feature: s, unique: true", "s is unique  VERDICT: 1 of 6 rows of d (csv d.csv)", ["6|foo|1"]),
        ("feature: x, min: 0", "x >= 0  VERDICT: 1 of 6 rows of d (csv d.csv)", ["3|-5"]),
        ("feature: x, max: 7", "x <= 7  VERDICT: 2 of 6 rows of d (csv d.csv)", ["1|10", "6|8"]),
        ("feature: d.k, in: [a, b]", "k in ('a', 'b')  VERDICT: 2 of 6 rows of d (csv d.csv)", ["5|c", "6|c"]),
        (
            "feature: s, regex: '^ba'", "regexp(s, '^ba')  VERDICT: 3 of 6 rows of d (csv d.csv)",
            ["1|foo", "5|qux", "6|foo"]
        ),
        ("feature: x, row_count: {min: 7}", "at least 7 rows  VERDICT: 6 rows of d (csv d.csv)", []),
        (
            "expression: 'x + id > 5'", "x + id > 5  VERDICT: 2 of 6 rows of d (csv d.csv)", ["2|null|2", "3|-5|3"]
        ),
        (
            "feature: x__mean_imputed, min: 5", "x__mean_imputed >= 5  VERDICT: 3 of 6 rows of d (csv d.csv)",
            ["2|4.6", "3|-5", "5|3"]
        ),
        (
            "feature: x__bin_2, unique: true", "x__bin_2 is unique  VERDICT: 3 of 6 rows of d (csv d.csv)",
            ["4|1|1", "5|1|1", "6|1|1"]
        ),
    ]

    /// The rows of the table that follows a line of the log, cells joined by `|`.
    private func table(after line: String, in lines: [String]) -> [String] {
        guard let start = lines.firstIndex(where: { $0.contains(line) }) else { return [] }
        let block = lines[(start + 1)...].prefix { $0.hasPrefix("    ") }
        guard let rule = block.firstIndex(where: { $0.contains("─") }) else { return [] }
        return block[(rule + 1)...].map { row in
            row.split(separator: "│").map { $0.trimmingPrefix(while: \.isWhitespace) }
                .map { String($0.reversed().drop { $0.isWhitespace }.reversed()) }.joined(separator: "|")
        }
    }

    @Test func everyRuleShowsHowManyRowsFailAndTheFirstOfThem() async throws {
        let folder = try TestFolder(Self.files)
        try folder.write(
            Self.plan(
                checks: Self.found.map { $0.rule + ", severity: warn" },
                ofOutput: ["row_count: {max: 3}, severity: warn", "feature: w, not_null: true, severity: warn"]),
            to: "p.yaml")
        let ended = try await WeirProcess.run(["run", "p.yaml"], in: folder.path)
        #expect(ended.status == 0, "\(ended.errors)")
        for (rule, line, rows) in Self.found {
            let said = line.replacing("VERDICT", with: "does not hold (a warning)")
            #expect(ended.output.contains("CHECK " + said), "\(rule)")
            #expect(table(after: said, in: ended.lines) == rows, "\(rule)")
        }
        #expect(ended.output.contains("CHECK at most 3 rows  does not hold (a warning): 6 rows of d⟕e"))
        let joined = "CHECK w is not null  does not hold (a warning): 3 of 6 rows of d⟕e"
        #expect(table(after: joined, in: ended.lines) == ["4|null", "5|null", "6|null"])
        #expect(ended.output.contains("12 checks warn"))
        #expect(folder.files.contains("o.csv"))
    }

    @Test(arguments: found.indices) func everyRuleFailsTheRunAndLeavesTheOutputsAsTheyWere(index: Int) async throws {
        let (rule, line, _) = Self.found[index]
        let folder = try TestFolder(Self.files)
        try folder.write(Self.plan(checks: [rule]), to: "p.yaml")
        try folder.write("before\n", to: "o.csv")
        let ended = try await WeirProcess.run(["run", "p.yaml", "--ui", "json"], in: folder.path)
        #expect(ended.status == 1)
        #expect(ended.errors.hasPrefix("p.yaml:5:5: error: step 'check "))
        #expect(ended.errors.contains(line.replacing("  VERDICT: ", with: ": ")))
        let event = try #require(ended.lines.first { $0.contains(#""event":"check_failed""#) })
        #expect(
            event.contains(#""is_error":true"#) && event.contains(#""rows_of":"d (csv d.csv)","position":"p.yaml:5:5""#)
        )
        #expect(try folder.text(of: "o.csv") == "before\n")
        #expect(folder.files == ["d.csv", "e.csv", "o.csv", "p.yaml"])
    }

    @Test func theMessageHasFiveRowsAtMost() async throws {
        let folder = try TestFolder(["d.csv": "x\n" + (1...9).map { "\(-$0)\n" }.joined()])
        try folder.write(
            "sources: {d: {csv: d.csv}}\nchecks:\n  - {feature: x, min: 0}\noutputs: {o: {features: [x]}}\n",
            to: "p.yaml")
        let ended = try await WeirProcess.run(["run", "p.yaml", "--ui", "none"], in: folder.path)
        #expect(
            ended.errors
                == "p.yaml:3:5: error: step 'check x >= 0' (group check, framework arrow, worker t1): check failed: x >= 0: "
                + "9 of 9 rows of d (csv d.csv): row 1: x -1; row 2: x -2; row 3: x -3; row 4: x -4; row 5: x -5; …\n")
    }

    @Test func aFilteredSourceSaysWhichOfItsRowsAreCounted() async throws {
        let folder = try TestFolder(Self.files)
        try folder.write(
            """
            sources: {d: {csv: d.csv}}
            filters: [{feature: id, min: 3}]
            checks: [{feature: x, min: 0, severity: warn}]
            outputs: {o: {features: [x], to: o.csv}}
            """, to: "p.yaml")
        let ended = try await WeirProcess.run(["run", "p.yaml"], in: folder.path)
        let line = "CHECK x >= 0  does not hold (a warning): 1 of 4 rows of d (csv d.csv, where id >= 3)"
        #expect(table(after: line, in: ended.lines) == ["1|-5"])
    }
}
