import Testing

@testable import Plan

@Suite("Groups of a plan file")
struct PlanFileGroupsTests {
    private func group(_ text: String) throws -> GroupDeclaration {
        let plan = try PlanFileFixture.plan("sources: {a: {csv: a.csv}, b: {csv: b.csv}}\ngroups:\n  g: \(text)")
        return try #require(plan.groups.first)
    }

    @Test("A group-by has keys, and aggregates whose last part is the operation")
    func groupBy() throws {
        let group = try group(
            "{features: [x__avg, y__mean_imputed__p90, '`a__b.c`__sum', count], group_by: [k, 2013], from: a, "
                + "framework: duckdb}"
        )
        guard case .groupBy(let from, let keys, let aggregates) = group.definition else {
            Issue.record("\(group.definition)")
            return
        }
        #expect(from == Located("a", at: PlanFileFixture.at(3, 100)))
        #expect(keys.map(\.value) == ["k", "2013"])
        #expect(aggregates.map(\.name.value) == ["x__avg", "y__mean_imputed__p90", "`a__b.c`__sum", "count"])
        #expect(aggregates.map(\.column) == ["x", "y__mean_imputed", "`a__b.c`", nil])
        #expect(aggregates.map(\.operation) == ["avg", "p90", "sum", "count"])
        #expect(group.framework?.value == "duckdb")
    }

    @Test("A resample has a time column and a length")
    func resample() throws {
        let group = try group("{from: a, time: at, every: 24h, partition_by: origin, features: count}")
        guard case .resample(let from, let time, let every, let partition, let aggregates) = group.definition else {
            Issue.record("\(group.definition)")
            return
        }
        #expect(from.value == "a")
        #expect(time.value == "at")
        #expect(every.value == .seconds(86_400))
        #expect(partition.map(\.value) == ["origin"])
        #expect(aggregates.map(\.operation) == ["count"])
    }

    @Test("A selection has any of where, distinct, sort_by and limit; with none it is an alias")
    func select() throws {
        let full = try group("{from: a, where: x > 5, distinct: true, sort_by: [u, -v, {column: -w}], limit: 10}")
        guard case .select(let from, let predicate, let isDistinct, let order, let limit) = full.definition else {
            Issue.record("\(full.definition)")
            return
        }
        #expect(from.value == "a")
        #expect(predicate?.value == "x > 5")
        #expect(isDistinct)
        #expect(order.map(\.feature.value) == ["u", "v", "-w"])
        #expect(order.map(\.descending) == [false, true, false])
        #expect(limit?.value == 10)

        guard case .select(_, nil, false, let none, nil) = try group("{from: a}").definition else {
            Issue.record("not an alias")
            return
        }
        #expect(none.isEmpty)
    }

    @Test("Append keeps and union drops repeated rows", arguments: [("append", false), ("union", true)])
    func append(key: String, isDistinct: Bool) throws {
        let group = try group("{from: [a, b, a], \(key): true}")
        guard case .append(let from, let distinct) = group.definition else {
            Issue.record("\(group.definition)")
            return
        }
        #expect(from.map(\.value) == ["a", "b", "a"])
        #expect(distinct == isDistinct)
        #expect(group.namedInputs.map(\.value) == ["a", "b", "a"])
    }

    @Test("An SQL group keeps its text, and inputs if it says them")
    func sql() throws {
        guard case .sql(let query) = try group("\n    sql: >\n      select *\n      from a").definition else {
            Issue.record("not SQL")
            return
        }
        #expect(query.text.value == "select * from a")
        #expect(query.inputs == nil)
        guard case .sql(let query) = try group("{sql: select 1, inputs: [b]}").definition else {
            Issue.record("not SQL with inputs")
            return
        }
        #expect(query.inputs?.map(\.value) == ["b"])
    }

    @Test(
        "Words of an SQL text are found in the file, however it writes the text",
        arguments: [
            ("{sql: select y from a}", 3, 19), (#"{sql: "select \"x\", y from a"}"#, 3, 27),
            ("{sql: 'select ''x'', y from a'}", 3, 27), ("\n    sql: |\n      select\n        y\n      from a", 6, 9),
            ("\n    sql: >-\n      select\n\n      y from a", 7, 7),
            ("\n    sql: select\n         y\n      from a", 5, 10),
            (#"{sql: "select\n y\tfrom a"}"#, 3, 22),
        ])
    func sqlPlaces(text: String, line: Int, column: Int) throws {
        guard case .sql(let query) = try group(text).definition else {
            Issue.record("not SQL")
            return
        }
        let offset = try #require(query.text.value.firstIndex(of: "y")).utf16Offset(in: query.text.value)
        #expect(query.places.position(at: offset) == PlanFileFixture.at(line, column))
    }

    @Test("Where a parameter has changed the text, every word is at its beginning")
    func sqlPlacesWithParameters() throws {
        let plan = try PlanFileFixture.plan(
            "params: {t: a}\nsources: {a: {csv: a.csv}}\ngroups:\n  g: {sql: 'select y from ${t}'}")
        guard case .sql(let query) = plan.groups[0].definition else {
            Issue.record("not SQL")
            return
        }
        #expect(query.text.value == "select y from a")
        #expect(query.places.position(at: 14) == PlanFileFixture.at(4, 12))
    }

    @Test("A command keeps its arguments, columns and environment as text")
    func command() throws {
        let group = try group(
            """
            {from: a, command: [python3, risk.py, -5, ""], inputs: [x], outputs: [risk], rows: same, timeout: 90s,
                 env: {LEVEL: 3, EMPTY: , MODE: "on"}}
            """)
        guard case .command(let command) = group.definition else {
            Issue.record("\(group.definition)")
            return
        }
        #expect(command.from.value == "a")
        #expect(command.arguments == ["python3", "risk.py", "-5", ""])
        #expect(command.inputs.map(\.value) == ["x"])
        #expect(command.outputs.map(\.name.value) == ["risk"])
        #expect(command.outputs.map(\.type) == [nil])
        #expect(command.keepsRows)
        #expect(command.timeout == .seconds(90))
        #expect(command.environment == ["LEVEL": "3", "EMPTY": "", "MODE": "on"])
    }

    @Test("A command's outputs may have types")
    func commandOutputTypes() throws {
        let group = try group("{from: a, command: [x], inputs: [], outputs: {risk: float64, when: timestamp}}")
        guard case .command(let command) = group.definition else {
            Issue.record("\(group.definition)")
            return
        }
        #expect(command.outputs.map(\.name.value) == ["risk", "when"])
        #expect(command.outputs.map(\.type?.value) == [.float64, .timestamp])
        #expect(!command.keepsRows)
    }

    @Test(
        "A group that cannot be is explained",
        arguments: [
            BadPlan("{}", "3:6: group 'g' has no rows; give it 'from', 'sql' or 'command'"),
            BadPlan(
                "{from: a, features: [x__avg]}",
                "3:16: group 'g' has 'features' but no 'group_by' (or 'time' and 'every'), so they have no groups to "
                    + "be computed of"
            ),
            BadPlan(
                "{group_by: [k], features: [count]}",
                "3:6: group 'g' lacks 'from': the source or group whose rows it takes; several with 'append' or 'union'"
            ),
            BadPlan(
                "{from: a, time: t, features: [count]}",
                "3:6: group 'g' lacks 'every': resample: the length of a bucket"),
            BadPlan(
                "{from: a, group_by: [k], features: [count], limit: 5}",
                "3:50: 'limit' does not fit a group with 'group_by'; a group with 'group_by' takes 'from', 'group_by', "
                    + "'features' and 'framework'"),
            BadPlan(
                "{from: a, group_by: [k], features: [x__averge]}",
                "3:42: unknown operation 'averge' in 'x__averge'; did you mean 'avg'?"),
            BadPlan(
                "{from: a, group_by: [k], features: [x__p101]}",
                "3:42: unknown operation 'p101' in 'x__p101'; known are sum, min, max, avg, mean, count, std, var, "
                    + "median, "
                    + "first, last, mode, nunique and p0 to p100"),
            BadPlan(
                "{from: a, group_by: [k], features: [x]}", "3:42: expected 'column__operation' or 'count', found 'x'"),
            BadPlan(
                "{from: a, group_by: [k], features: [count, count]}",
                "3:49: 'features': 'count' is listed twice; the first is at line 3"),
            BadPlan(
                "{from: [a, b]}",
                "3:13: 'from': expected one source or group, found a list; to join several as rows, make a group of "
                    + "its own with "
                    + "'append: true' or 'union: true'"),
            BadPlan(
                "{from: [a], union: true}",
                "3:13: 'from': expected two or more sources and groups with 'union', found 1"),
            BadPlan("{from: a, append: true}", "3:13: 'from': expected a list of sources and groups, found 'a'"),
            BadPlan("{from: [a, b], append: false}", "3:21: 'append' can only be true; leave it out otherwise"),
            BadPlan(
                "{from: [a, b], append: true, union: true}",
                "3:35: group 'g' has 'append' and 'union', which exclude each other; keep one"),
            BadPlan(
                "{from: a, limit: -1}", "3:23: 'limit': expected a whole number of at least 0, found the number -1"),
            BadPlan("{from: a, limit: many}", "3:23: 'limit': expected a whole number of at least 0, found 'many'"),
            BadPlan("{from: a, distinct: yes}", "3:26: 'distinct': expected true or false, found 'yes'"),
            BadPlan(
                "{from: a, time: t, every: 5, features: [count]}",
                "3:32: 'every': expected a duration such as 90s, 15m, 2h or 1d, found the number 5"),
            BadPlan(
                "{from: a, command: python3 risk.py, inputs: [x], outputs: [y]}",
                "3:25: 'command': expected a list of a program and its arguments, found 'python3 risk.py'"),
            BadPlan(
                "{from: a, command: [x], inputs: [x], outputs: [y], rows: more}",
                "3:63: 'rows': expected 'same', found 'more'"),
            BadPlan(
                "{from: a, command: [x], inputs: [x], outputs: {y: flaot64}}",
                "3:56: unknown type 'flaot64' of column 'y'; did you mean 'float64'?"),
            BadPlan(
                "{from: a, inputs: [x], outputs: [y]}",
                "3:16: group 'g' has 'inputs' but no 'command': the program and its arguments"),
            BadPlan("{sql: ''}", "3:12: 'sql': expected an SQL query, found an empty text"),
            BadPlan("{from: a, wher: x > 1}", "3:16: unknown key 'wher' in group 'g'; did you mean 'where'?"),
        ])
    func mistakes(plan: BadPlan) {
        let text = "sources: {a: {csv: a.csv}, b: {csv: b.csv}}\ngroups:\n  g: \(plan.text)"
        // The group starts in column 6 of line 3.
        #expect(PlanFileFixture.errors(text) == [plan.message])
    }
}
