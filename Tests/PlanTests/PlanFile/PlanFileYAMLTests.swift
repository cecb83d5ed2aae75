import Testing

@testable import Plan

@Suite("The YAML of plan files")
struct PlanFileYAMLTests {
    @Test("JSON is a plan file too")
    func json() throws {
        let plan = try PlanFileFixture.plan(
            #"{"sources": {"a": {"csv": "a.csv"}}, "outputs": {"o": {"features": ["x", 5], "to": "o.csv"}}, "run": {"workers": 2}}"#
        )
        #expect(plan.outputs.first?.features.map(\.name) == ["x", "5"])
        #expect(plan.run.workers == 2)
    }

    @Test(
        "The name defaults to the file's stem",
        arguments: [("a/b.plan.yaml", "b.plan"), ("x", "x"), (".yaml", ".yaml")])
    func name(path: String, name: String) throws {
        #expect(try PlanFileDecoder.decode(text: "run: {}", path: path, folder: "/").name == name)
        #expect(try PlanFileDecoder.decode(text: "name: own", path: path, folder: "/").name == "own")
    }

    @Test("Sections may be left empty")
    func emptySections() throws {
        let plan = try PlanFileFixture.plan("params:\nsources:\ngroups:\nlinks:\nfilters: ~\nchecks:\noutputs:\nrun:\n")
        #expect(plan.sources.isEmpty && plan.outputs.isEmpty)
    }

    @Test(
        "Plain scalars are typed by the core schema of YAML 1.2",
        arguments: [
            ("~", .null), ("null", .null), ("NULL", .null), ("nUll", .string("nUll")), ("\"\"", .string("")),
            ("true", .bool(true)), ("False", .bool(false)), ("tRUE", .string("tRUE")), ("yes", .string("yes")),
            ("on", .string("on")), ("No", .string("No")), ("off", .string("off")),
            ("012", .int(12)), ("-7", .int(-7)), ("+7", .int(7)), ("0x1F", .int(31)), ("0o17", .int(15)),
            ("0x", .string("0x")),
            ("1_000", .string("1_000")), ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
            (".5", .double(0.5)), ("5.", .double(5)), ("1e3", .double(1000)), ("-1.5E-2", .double(-0.015)),
            ("+.5", .double(0.5)),
            (".", .string(".")), ("-", .string("-")), ("1e", .string("1e")), ("1.2.3", .string("1.2.3")),
            ("e3", .string("e3")),
            (".inf", .double(.infinity)), ("-.INF", .double(-.infinity)), ("'5'", .string("5")),
            ("\"true\"", .string("true")),
            ("2013-01-01", .string("2013-01-01")), ("12:30", .string("12:30")), ("!!str 5", .string("5")),
            ("!!int \"5\"", .int(5)),
        ] as [(String, OptionValue)])
    func coreSchema(text: String, value: OptionValue) throws {
        // A bare "-" would start a list.
        let text = text == "-" ? "\"-\"" : text
        let plan = try PlanFileFixture.plan("outputs: {o: {features: [{name: x, options: {a: [\(text)]}}]}}")
        #expect(plan.outputs[0].features[0].details?.options["a"] == .list([value]))
    }

    @Test("Anchors, aliases and merge keys are followed; what a mapping says itself wins")
    func merge() throws {
        let plan = try PlanFileFixture.plan(
            """
            sources:
              a: &base {csv: a.csv, null_values: [NA], framework: x}
              b: {<<: *base, csv: b.csv}
              c: {csv: c.csv, <<: [{framework: y}, *base]}
              d: *base
            """)
        #expect(plan.sources.map(\.csv.nullValues) == [["NA"], ["NA"], ["NA"], ["NA"]])
        #expect(plan.sources.map { $0.framework?.value } == ["x", "x", "y", "x"])
        #expect(plan.sources[1].origin.value == .file(.csv, path: "/plans/b.csv", written: "b.csv"))
        #expect(
            PlanFileFixture.errors("sources: {a: {<<: 5, csv: a}}") == [
                "1:19: '<<': expected a mapping or a list of mappings to merge, found the number 5"
            ])
    }

    @Test("Aliases that expand without bound are refused")
    func bomb() {
        var text =
            "outputs:\n  o:\n    features:\n      - name: x\n        options:\n          a: &a [1, 1, 1, 1, 1, 1, 1, "
            + "1, 1, 1]\n"
        for (name, inner) in zip("bcdefghij", "abcdefghi") {
            let aliases = Array(repeating: "*\(inner)", count: 10).joined(separator: ", ")
            text += "          \(name): &\(name) [\(aliases)]\n"
        }
        let errors = PlanFileFixture.errors(text)
        #expect(errors.count == 1)
        #expect(errors[0].hasSuffix(": aliases expand to more than 1000000 values; write the plan with fewer of them"))
    }

    @Test("Every repeated key is reported at its second place, with true positions around it")
    func repeatedKeys() {
        let text = """
            sources:
              a: {csv: a.csv, bogus: 1}
              b: {csv: b.csv, csv: c.csv, bogus: 1}
              a: {csv: d.csv}
              a: {csv: e.csv, nope: 2}
            name: x
            "name": y
            """
        #expect(
            PlanFileFixture.errors(text).map { $0.prefix { $0 != ";" } } == [
                "2:19: unknown key 'bogus' in source 'a'",
                "3:19: 'csv' is given twice",
                "3:31: unknown key 'bogus' in source 'b'",
                "4:3: 'a' is given twice",
                "5:3: 'a' is given twice",
                "7:1: 'name' is given twice",
            ])
        #expect(
            PlanFileFixture.errors(#"{"sources": {"a": {"csv": "a", "csv": "b"}}}"#) == [
                "1:32: 'csv' is given twice; the first is at line 1"
            ])
    }

    @Test("Each of many repeated keys is reported")
    func manyRepeatedKeys() {
        let text = "sources:\n" + (0..<50).map { "  a\($0): {csv: a}\n  a\($0): {csv: b}\n" }.joined()
        #expect(
            PlanFileFixture.errors(text)
                == (0..<50).map { "\(2 * $0 + 3):3: 'a\($0)' is given twice; the first is at line \(2 * $0 + 2)" })
    }

    @Test("All errors of a file come at once, in its order")
    func allAtOnce() {
        let text = """
            outputs:
              o: {features: [], to: x.csv}
            sources:
              ä: {csv: ä.csv, bogus: 1}
              b: {}
            souces: 1
            """
        #expect(
            PlanFileFixture.errors(text).map { $0.prefix { $0 != ";" } } == [
                "2:7: 'features' is empty",
                "4:19: unknown key 'bogus' in source 'ä'",
                "5:6: source 'b' does not say where its data is",
                "6:1: unknown key 'souces' in the plan",
            ])
    }

    @Test(
        "A file that is no plan is explained",
        arguments: [
            BadPlan("", "1:1: the plan is empty; it takes 'sources' and 'outputs'"),
            BadPlan("# only a comment\n", "1:1: the plan is empty; it takes 'sources' and 'outputs'"),
            BadPlan("---\n...\n", "1:1: the plan is empty; it takes 'sources' and 'outputs'"),
            BadPlan("- a\n", "1:1: a plan is a mapping with keys such as 'sources' and 'outputs', found a list"),
            BadPlan("hello", "1:1: a plan is a mapping with keys such as 'sources' and 'outputs', found 'hello'"),
            BadPlan("name: a\n---\nname: b\n", "2:1: a second document starts here; a file holds one plan"),
            BadPlan("name: a\n? [x]\n: y\n", "2:3: a key must be one name, found a list"),
            BadPlan("? \n: y\n", "1:2: a key is missing before ':'"),
            BadPlan("name: !foo x", "1:7: unknown tag '!foo'; quote text that starts with '!'"),
        ])
    func noPlan(plan: BadPlan) {
        #expect(PlanFileFixture.errors(plan.text) == [plan.message])
    }

    @Test(
        "Broken YAML is explained in words of ours",
        arguments: [
            BadPlan("a: [b\n", "2:1: expected ',' or ']' here: the list that starts at 1:4 is not closed"),
            BadPlan("a: {b: c\n", "2:1: expected ',' or '}' here: the mapping that starts at 1:4 is not closed"),
            BadPlan("sources:\n\ta: b\n", "2:1: a tab cannot indent; use spaces"),
            BadPlan("a: `x`\n", "1:4: a value cannot start with '`'; put it in single quotes"),
            BadPlan("a: [b :c::]\n", "1:10: ':' cannot stand in unquoted text inside [ ] and { }; quote the text"),
            BadPlan("a: |x\n", "1:5: expected the end of the line after '|' or '>'; the text starts on the next one"),
            BadPlan("a: * x\n", "1:5: a name is missing after '&' or '*'; quote text that starts with either"),
            BadPlan("%x\na: 1\n", "1:3: a line cannot start with '%'; quote the text"),
            BadPlan("a: @x\n", "1:4: a value cannot start with '@'; put it in single quotes"),
            BadPlan(
                "a: *x\n",
                "1:4: this alias names no anchor above it; define it with '&name' first, or quote text that starts "
                    + "with '*'"
            ),
            BadPlan("a: \"abc\nb: c\n", "3:1: the quoted text that starts at 1:4 is not closed"),
            BadPlan(
                "a: b: c\n",
                "1:5: ':' cannot stand here; quote text with ': ' in it, or check the indentation of the key"),
            BadPlan(
                "a: \"\\q\"\n",
                "1:5: unknown escape in double quotes; write '\\\\' for a backslash, or put the text in single quotes"),
            BadPlan(
                "a:\n  b: 1\n c: 2\n",
                "3:2: expected a key here, in the mapping that starts at 1:1; check the indentation, and quote text "
                    + "that has ': ', '#' or quotes in it"
            ),
            BadPlan(
                "a: 'x' y\n",
                "1:8: expected a key here, in the mapping that starts at 1:1; check the indentation, and quote text "
                    + "that has ': ', '#' or quotes in it"
            ),
            BadPlan(
                "a\u{1}b: 1\n",
                "1:2: the character U+1 cannot stand in a plan (control characters are not allowed); remove it, or "
                    + "write it as an escape in double quotes"
            ),
        ])
    func brokenYAML(plan: BadPlan) {
        #expect(PlanFileFixture.errors(plan.text) == [plan.message])
    }

    @Test("An alias within what it names is an error")
    func aliasOfItself() {
        let errors = PlanFileFixture.errors("sources: &all\n  a: *all\n")
        #expect(errors.count == 1)
        #expect(errors[0].hasPrefix("2:6: this alias names no anchor above it"))
    }

    @Test("Nesting without end is an error")
    func nesting() {
        let errors = PlanFileFixture.errors("a: " + String(repeating: "[", count: 3_000))
        #expect(errors.count == 1)
        #expect(errors[0].hasSuffix(": the YAML is nested too deep; a plan needs a few levels only"))
    }

    @Test("A byte order mark changes no position")
    func byteOrderMark() {
        #expect(
            PlanFileFixture.errors("\u{FEFF}souces: 1") == [
                "1:1: unknown key 'souces' in the plan; did you mean 'sources'?"
            ])
    }

    @Test("Windows' line ends are line ends")
    func lineEnds() throws {
        #expect(
            PlanFileFixture.errors("name: a\r\nsouces: 1\r\n") == [
                "2:1: unknown key 'souces' in the plan; did you mean 'sources'?"
            ])
        #expect(try PlanFileFixture.plan("name: a\r\nrun: {}\r\n").name == "a")
    }

    @Test("Messages hold no control characters, and stay in one line")
    func controlCharacters() {
        let errors = PlanFileFixture.errors(#""so\e[31m\nuces": 1"#)
        #expect(errors.count == 1)
        #expect(errors[0].hasPrefix(#"1:1: unknown key 'so\u{1B}[31m\nuces' in the plan"#))
    }
}
