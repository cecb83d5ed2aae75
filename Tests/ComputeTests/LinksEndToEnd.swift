import Columnar
import Compute
import Plan
import Testing

/// Links as whole plans: what each yields, and which plans are refused.
@Suite("Links from end to end")
struct LinksEndToEnd {
    private static let sources = [
        "f": """
        id,k,boss,t,x
        1,a,2,2024-01-01T00:00:00Z,10
        2,b,3,2024-01-01T01:00:00Z,20
        3,a,,2024-01-01T02:00:00Z,30
        4,c,1,2024-01-01T03:00:00Z,40
        5,,1,2024-01-01T04:00:00Z,50

        """,
        "g": """
        k,t,v
        a,2024-01-01T00:30:00Z,1
        b,2024-01-01T01:00:00Z,2
        a,2024-01-01T01:30:00Z,3
        ,2024-01-01T00:00:00Z,9
        d,2024-01-01T02:00:00Z,4

        """,
        "h": "v,label\n1,one\n2,two\n",
    ]

    /// The rows of the output `o`, cells joined by `,`.
    private func rows(_ plan: String) throws -> [String] {
        let folder = try TestFolder()
        for (name, text) in Self.sources { try folder.write(text, to: "\(name).csv") }
        var runner = try PlanRunner(
            "sources: {f: {csv: f.csv}, g: {csv: g.csv}, h: {csv: h.csv}}\n" + plan + "\n", in: folder.path)
        try withExtendedLifetime(folder) { try runner.run() }
        guard let table = runner.tables["o"] else { throw TestFailure("there is no output") }
        let columns = try table.columns.map { try $0.scalars().map { $0.text ?? "" } }
        return (0..<table.rowCount).map { row in columns.map { $0[row] }.joined(separator: ",") }
    }

    private func errors(_ plan: String) -> String {
        do {
            return "\(try rows(plan))"
        } catch {
            return "\(error)"
        }
    }

    private static let cases: [(plan: String, rows: [String])] = [
        (
            "links: [{join: semi, left: f, right: g, on: k}]\noutputs: {o: {features: [id, x__sum_aggr]}}",
            ["1,60", "2,60", "3,60"]
        ),
        ("links: [{join: anti, left: f, right: g, on: k}]\noutputs: {o: {features: [id]}}", ["4", "5"]),
        (
            "links: [{join: asof, left: f, right: g, on: k, time: t}]\noutputs: {o: {features: [id, g.v]}}",
            ["1,", "2,2", "3,3", "4,", "5,"]
        ),
        (
            "links: [{join: asof, left: f, right: g, on: k, time: t, direction: forward}]\noutputs: {o: {features: [id, g.v]}}",
            ["1,1", "2,2", "3,", "4,", "5,"]
        ),
        (
            "links: [{join: asof, left: f, right: g, on: k, time: t, direction: nearest, tolerance: 30m}]\noutputs: {o: {features: [id, g.v]}}",
            ["1,1", "2,2", "3,3", "4,", "5,"]
        ),
        (
            "links: [{join: asof, left: f, right: g, on: k, time: t, allow_exact_matches: false}]\noutputs: {o: {features: [id, g.v]}}",
            ["1,", "2,", "3,3", "4,", "5,"]
        ),
        // A table joined to itself, and one joined twice.
        (
            "groups: {bosses: {from: f}}\nlinks: [{join: left, left: f, right: bosses, on: {boss: id}}]\noutputs: {o: {features: [f.id, {name: bosses.x, as: boss_x}]}}",
            ["1,20", "2,30", "3,", "4,10", "5,10"]
        ),
        (
            """
            groups: {g2: {from: g}}
            links: [{join: left, left: f, right: g, on: k}, {join: left, left: f, right: g2, on: {id: v}}]
            outputs: {o: {features: [f.id, {name: g.v, as: gv}, {name: g2.k, as: gk}]}}
            """,
            ["1,1,a", "1,3,a", "2,2,b", "3,1,a", "3,3,a", "4,,d", "5,,"]
        ),
        // A chain, and of a chain a part.
        (
            """
            links: [{join: left, left: f, right: g, on: k}, {join: left, left: g, right: h, on: v}]
            outputs: {o: {features: [f.id, label]}}
            """,
            ["1,one", "1,", "2,two", "3,one", "3,", "4,", "5,"]
        ),
        (
            """
            links: [{join: left, left: f, right: g, on: k}, {join: inner, left: g, right: h, on: v}]
            outputs: {o: {features: [g.v, label]}}
            """,
            ["1,one", "2,two"]
        ),
        // Rows of several tables.
        (
            """
            groups: {a: {from: f, where: "id < 3"}, b: {from: f, where: "id > 1"}, ab: {from: [a, b], append: true}}
            outputs: {o: {features: [ab.id, ab.k]}}
            """,
            ["1,a", "2,b", "2,b", "3,a", "4,c", "5,"]
        ),
        (
            """
            groups: {a: {from: f, where: "id < 3"}, b: {from: f, where: "id > 1"}, ab: {from: [a, b], union: true}}
            outputs: {o: {features: [ab.id, ab.k]}}
            """,
            ["1,a", "2,b", "3,a", "4,c", "5,"]
        ),
        // A filter of the right side takes its rows first, and then what has none.
        (
            """
            links: [{join: left, left: f, right: g, on: k}]
            filters: [{feature: g.v, min: 2}]
            outputs: {o: {features: [id, g.v]}}
            """,
            ["1,3", "2,2", "3,3"]
        ),
    ]

    @Test("what links yield", arguments: cases.indices)
    func yields(index: Int) throws {
        #expect(try rows(Self.cases[index].plan) == Self.cases[index].rows)
    }

    @Test("plans that links do not decide are refused, with what there is to choose from")
    func refused() {
        #expect(
            errors(
                """
                links:
                  - {join: left, left: f, right: g, on: k}
                  - {join: inner, left: f, right: g, on: {id: v}}
                outputs: {o: {features: [f.id, g.v]}}
                """)
                == "plan.yaml:4:5: error: 'f' and 'g' are linked at line 3 already; keep one link, or give one side a second name "
                + "under 'groups'")
        #expect(
            errors(
                """
                links:
                  - {join: left, left: f, right: g, on: k}
                  - {join: left, left: g, right: h, on: v}
                  - {join: left, left: f, right: h, on: {id: v}}
                outputs: {o: {features: [f.id, g.t, label]}}
                """
            ).contains(
                "links connect 'f' and 'g' and 'h' in more than one way (f–g, g–h, f–h); remove a link, or give one "))
        #expect(
            errors("outputs: {o: {features: [f.id, label]}}")
                == "plan.yaml:2:32: error: no link connects 'f' with 'h'; add one to links:, such as {join: left, left: f, right: h, "
                + "on: COLUMN}")
        #expect(
            errors("groups: {fg: {from: [f, g], append: true}}\noutputs: {o: {features: [fg.k]}}").contains(
                "'g' has no column 'id'"))
    }
}
