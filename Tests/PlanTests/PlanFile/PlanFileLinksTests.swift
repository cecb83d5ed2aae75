import Testing

@testable import Plan

@Suite("Links of a plan file")
struct PlanFileLinksTests {
    private static let sources = "sources: {a: {csv: a.csv}, b: {csv: b.csv}, c: {csv: c.csv}}\nlinks:\n"

    @Test("Keys are one column, several, or pairs; the plain word 'on' is a key")
    func keys() throws {
        let plan = try PlanFileFixture.plan(
            Self.sources + """
                - {join: left, left: a, right: b, on: k}
                - {join: inner, left: b, right: c, on: [k, 2013]}
                - join: anti
                  left: a
                  right: c
                  on: {x: y, z: z}
                """)
        #expect(plan.links.map(\.join) == [.left, .inner, .anti])
        #expect(plan.links.map(\.left.value) == ["a", "b", "a"])
        #expect(plan.links.map(\.right.value) == ["b", "c", "c"])
        let keys = plan.links.map { $0.keys.map(\.value) }
        #expect(keys[0] == [.init(left: "k", right: "k")])
        #expect(keys[1] == [.init(left: "k", right: "k"), .init(left: "2013", right: "2013")])
        #expect(keys[2] == [.init(left: "x", right: "y"), .init(left: "z", right: "z")])
        #expect(plan.links[2].keys[1].position == PlanFileFixture.at(8, 14))
        #expect(plan.links[1].position == PlanFileFixture.at(4, 3))
        #expect(plan.links.allSatisfy { $0.asOf == nil })
    }

    @Test("Every kind of join is known", arguments: LinkDeclaration.Join.allCases)
    func joins(join: LinkDeclaration.Join) throws {
        let time = join == .asof ? ", time: t" : ""
        let plan = try PlanFileFixture.plan(
            Self.sources + "- {join: \(join.rawValue), left: a, right: b, on: k\(time)}")
        #expect(plan.links.first?.join == join)
    }

    @Test("An as-of link has a time, and defaults for the rest")
    func asOf() throws {
        let plan = try PlanFileFixture.plan(
            Self.sources + """
                - {join: asof, left: a, right: b, on: k, time: t}
                - {join: asof, left: a, right: c, on: k, time: {t: u}, direction: nearest, tolerance: 2h,
                   allow_exact_matches: false}
                """)
        #expect(
            plan.links[0].asOf
                == .init(
                    time: .init(left: "t", right: "t"), direction: .backward, tolerance: nil, allowExactMatches: true))
        #expect(
            plan.links[1].asOf
                == .init(
                    time: .init(left: "t", right: "u"), direction: .nearest, tolerance: .seconds(7_200),
                    allowExactMatches: false))
    }

    @Test(
        "A link that cannot be is explained",
        arguments: [
            BadPlan(
                "- {join: left, left: a, right: b}",
                "3:3: a link lacks 'on': the column, or columns, that are equal; '{LEFT: RIGHT}' where their names "
                    + "differ"
            ),
            BadPlan("- {join: lefft, left: a, right: b, on: k}", "3:10: 'join': unknown 'lefft'; did you mean 'left'?"),
            BadPlan(
                "- {join: cross, left: a, right: b, on: k}",
                "3:10: 'join': expected 'inner', 'left', 'right', 'outer', 'semi', 'anti' or 'asof', found 'cross'"),
            BadPlan(
                "- {join: left, lft: a, right: b, on: k}", "3:16: unknown key 'lft' in a link; did you mean 'left'?"),
            BadPlan(
                "- {join: left, left: a, right: b, on: []}", "3:35: 'on' is empty; name the columns that are equal"),
            BadPlan(
                "- {join: left, left: a, right: b, on: [k, k]}",
                "3:43: 'on': 'k' is listed twice; the first is at line 3"),
            BadPlan(
                "- {join: left, left: a, right: b, on: }",
                "3:39: 'on': expected a column, a list of columns, or {LEFT: RIGHT}, found nothing"),
            BadPlan(
                "- {join: left, left: a, right: b, on: k, tolerance: 2h}",
                "3:42: 'tolerance' is for links with 'join: asof'; this one has 'join: left'"),
            BadPlan(
                "- {join: asof, left: a, right: b, on: k}",
                "3:3: an as-of link lacks 'time': the column of times, or '{LEFT: RIGHT}'"),
            BadPlan(
                "- {join: asof, left: a, right: b, on: k, time: {x: y, z: z}}",
                "3:48: 'time': expected one pair {LEFT: RIGHT}, found 2"),
            BadPlan(
                "- {join: asof, left: a, right: b, on: k, time: t, direction: back}",
                "3:62: 'direction': unknown 'back'; did you mean 'backward'?"),
            BadPlan(
                "- {join: left, left: a, right: a, on: k}",
                "3:32: a link needs two different sides; to join 'a' to itself give it a second name under 'groups' "
                    + "('other: {from: a}')"
            ),
            BadPlan(
                "- {join: left, left: a, right: b, on: k}\n- {join: inner, left: b, right: a, on: j}",
                "4:3: 'b' and 'a' are linked at line 3 already; keep one link, or give one side a second name under "
                    + "'groups'"
            ),
            BadPlan("- a", "3:3: 'links': expected a link (a mapping), found 'a'"),
        ])
    func mistakes(plan: BadPlan) {
        #expect(PlanFileFixture.errors(Self.sources + plan.text) == [plan.message])
    }

    @Test("Links are a list")
    func notAList() {
        #expect(
            PlanFileFixture.errors("links: {join: left}") == ["1:8: 'links': expected a list of links, found a mapping"]
        )
    }
}
