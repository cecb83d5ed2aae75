import Plan
import Testing

private let schemas = [
    "flights": "carrier string,tailnum string,distance int64,dep_delay int64,year int64",
    "planes": "tailnum string,seats int64,year int64",
    "airlines": "carrier string,name string",
]

private let sources = """
    sources:
      flights: {csv: flights.csv}
      planes: {csv: planes.csv}
      airlines: {csv: airlines.csv}
    links:
      - {join: left, left: flights, right: airlines, on: carrier}
      - {join: left, left: flights, right: planes, on: tailnum}

    """

@Suite("Row spaces")
struct RowSpaceTests {
    @Test("a feature is computed in the row space of its input and joined onward")
    func computedAtHome() throws {
        let text = try explained(
            sources + """
                outputs:
                  out: {features: [distance, planes.seats__mean_imputed]}
                """, schemas)
        #expect(
            text == """
                s0 compute arrow d0 flights read flights csv flights.csv; 2 columns: tailnum, distance
                s1 compute arrow d1 planes read planes csv planes.csv; 2 columns: tailnum, seats
                s2 compute arrow d1 planes seats__mean_imputed missing_value(seats) ← s1
                s3 join arrow d2 flights⟕planes join flights⟕planes left on tailnum; 2 columns ← s0 s1 s2
                s4 write arrow - collect out preview: distance, seats__mean_imputed ← s3
                """)
    }

    @Test("links are applied in the order of the file, each join on top of the one before")
    func linkOrder() throws {
        let plan = try plan(
            sources + "outputs:\n  out: {features: [distance, planes.seats, airlines.name]}\n", schemas)
        let joins = plan.steps.filter { $0.work.kind == .join }.map(\.label)
        #expect(joins == ["join flights⟕airlines", "join flights⟕airlines⟕planes"])
        #expect(plan.outputs[0].columns == ["distance", "seats", "name"])
    }

    @Test("a key that both sides name alike needs no scope and is the left side's in a left join")
    func sharedKey() throws {
        let text = try explained(sources + "outputs:\n  out: {features: [carrier, airlines.name]}\n", schemas)
        #expect(
            text == """
                s0 compute arrow d0 flights read flights csv flights.csv; 1 column: carrier
                s1 compute arrow d1 airlines read airlines csv airlines.csv; 2 columns: carrier, name
                s2 join arrow d2 flights⟕airlines join flights⟕airlines left on carrier; 2 columns ← s0 s1
                s3 write arrow - collect out preview: carrier, name ← s2
                """)
    }

    @Test("an outer join's key is coalesced")
    func coalescedKey() throws {
        let plan = try plan(
            sources.replacing(
                "join: left, left: flights, right: airlines", with: "join: outer, left: flights, right: airlines")
                + "outputs:\n  out: {features: [carrier, airlines.name]}\n", schemas)
        guard case .join(let work) = plan.steps[2].work else {
            Issue.record("expected a join")
            return
        }
        #expect(work.join == .outer)
        #expect(work.coalesced == [0])
        #expect(plan.steps[2].outputs.map { plan[$0].name } == ["name", "carrier"])
    }

    @Test("a feature of a joined row space is computed in the join")
    func computedInJoin() throws {
        let plan = try plan(
            sources + "outputs:\n  out: {features: [flights.distance&planes.seats__add_point]}\n", schemas)
        #expect(
            plan.steps.map(\.label) == [
                "read flights", "read planes", "join flights⟕planes", "distance&seats__add_point", "collect out",
            ])
        #expect(plan.outputs[0].columns == ["distance&seats__add_point"])
    }

    @Test("what lives in a join that is not on the way is aligned by row numbers")
    func alignment() throws {
        let plan = try plan(
            sources + """
                outputs:
                  both: {features: [airlines.name, "flights.distance&planes.seats__add_point"]}
                """, schemas)
        #expect(
            plan.steps.map(\.label) == [
                "read flights", "row of flights", "read planes", "row of planes", "read airlines",
                "join flights⟕planes", "distance&seats__add_point", "join flights⟕airlines",
                "join flights⟕airlines⟕planes", "align flights⟕airlines⟕planes with flights⟕planes", "collect both",
            ])
    }

    @Test("scopes go from output names only where they are not needed to tell columns apart")
    func outputNames() throws {
        let plan = try plan(
            sources
                + "outputs:\n  out: {features: [flights.year, planes.year, planes.seats, {name: distance, as: miles}]}\n",
            schemas)
        #expect(plan.outputs[0].columns == ["flights.year", "planes.year", "seats", "miles"])
    }

    @Test("spaces that no link connects, or two ways, are an error that names them")
    func badJoins() {
        #expect(
            errors(
                """
                sources:
                  flights: {csv: f.csv}
                  airlines: {csv: a.csv}
                outputs:
                  out:
                    features: [distance, name]
                """, schemas)
                == "plan.yaml:6:26: error: no link connects 'flights' with 'airlines'; add one to links:, such as {join: left, left: flights, right: airlines, on: COLUMN}"
        )
        let ring = [
            "a": "k int64,j int64,x int64", "b": "k int64,l int64,y int64", "c": "j int64,l int64,z int64",
        ]
        let yaml = """
            sources: {a: {csv: a.csv}, b: {csv: b.csv}, c: {csv: c.csv}}
            links:
              - {join: left, left: a, right: b, on: k}
              - {join: left, left: a, right: c, on: j}
              - {join: left, left: b, right: c, on: l}
            outputs:
              out: {features: [x, y, z]}
            """
        #expect(errors(yaml, ring).contains("in more than one way (a–b, a–c, b–c)"))
        #expect(errors(yaml.replacing("[x, y, z]", with: "[x, z]"), ring) == "no error")
    }
}
