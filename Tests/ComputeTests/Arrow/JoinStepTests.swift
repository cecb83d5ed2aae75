import Columnar
import Compute
import Plan
import Testing

@Suite("Joins")
struct JoinStepTests {
    // Left a:1 b:2 c:2 d:null e:4, right p:2 q:2 r:3 s:null t:1.
    private func join(
        _ kind: LinkDeclaration.Join, coalesced: [Int] = [], matchesNulls: Bool = false
    ) throws -> [[String?]] {
        let hasRight = kind != .semi && kind != .anti
        let work = JoinWork(
            join: kind, keys: 1, leftCarried: 1, rightCarried: hasRight ? 1 : 0, coalesced: coalesced,
            matchesNulls: matchesNulls)
        let inputs = try [
            Column(int64s: [1, 2, 2, nil, 4]), Column(int64s: [2, 2, 3, nil, 1]),
            Column(strings: ["a", "b", "c", "d", "e"]), Column(strings: ["p", "q", "r", "s", "t"]),
        ]
        return try StepRunner().perform(.join(work), hasRight ? inputs : Array(inputs.prefix(3))).texts
    }

    @Test("inner: the left order, matches in the right's order; nulls match nothing")
    func inner() throws {
        #expect(try join(.inner) == [["a", "b", "b", "c", "c"], ["t", "p", "q", "p", "q"]])
    }

    @Test("left keeps every left row")
    func left() throws {
        #expect(
            try join(.left, coalesced: [0]) == [
                ["a", "b", "b", "c", "c", "d", "e"], ["t", "p", "q", "p", "q", nil, nil],
                ["1", "2", "2", "2", "2", nil, "4"],
            ])
    }

    @Test("right has the unmatched right rows last, and the key of either side")
    func right() throws {
        #expect(
            try join(.right, coalesced: [0]) == [
                ["a", "b", "b", "c", "c", nil, nil], ["t", "p", "q", "p", "q", "r", "s"],
                ["1", "2", "2", "2", "2", "3", nil],
            ])
    }

    @Test("outer has both")
    func outer() throws {
        #expect(
            try join(.outer, coalesced: [0]) == [
                ["a", "b", "b", "c", "c", "d", "e", nil, nil], ["t", "p", "q", "p", "q", nil, nil, "r", "s"],
                ["1", "2", "2", "2", "2", nil, "4", "3", nil],
            ])
    }

    @Test("semi and anti split the left rows")
    func semiAnti() throws {
        #expect(try join(.semi, coalesced: [0]) == [["a", "b", "c"], ["1", "2", "2"]])
        #expect(try join(.anti) == [["d", "e"]])
    }

    @Test("where nulls match, they match each other only")
    func nulls() throws {
        #expect(
            try join(.left, matchesNulls: true) == [
                ["a", "b", "b", "c", "c", "d", "e"], ["t", "p", "q", "p", "q", "s", nil],
            ])
        let work = JoinWork(join: .inner, keys: 1, leftCarried: 0, rightCarried: 1, matchesNulls: true)
        // 0 is what a careless filler would be.
        let zero = try StepRunner().perform(
            .join(work), [Column(int64s: [nil, 0]), Column(int64s: [0, nil]), Column(strings: ["zero", "null"])])
        #expect(try zero.texts == [["null", "zero"]])
        let all = try StepRunner().perform(
            .join(work), [Column(int64s: [nil]), Column(int64s: [nil]), Column(strings: ["x"])])
        #expect(try all.texts == [["x"]])
        let none = try StepRunner().perform(
            .join(work), [Column(int64s: []), Column(int64s: [nil]), Column(strings: ["x"])])
        #expect(try none.texts == [[]])
    }

    @Test("keys of different widths compare by value")
    func widths() throws {
        let work = JoinWork(join: .outer, keys: 1, leftCarried: 0, rightCarried: 0, coalesced: [0])
        let integers = try StepRunner().perform(
            .join(work), [Column(int32s: [1, 2]), Column(int64s: [2, 5_000_000_000])])
        #expect(try integers.texts == [["1", "2", "5000000000"]])
        let mixed = try StepRunner().perform(.join(work), [Column(int64s: [1, 2]), Column(doubles: [2, 2.5])])
        #expect(try mixed.texts == [["1", "2", "2.5"]])
    }

    @Test("keys that cannot be compared are refused")
    func misfit() throws {
        let work = JoinWork(join: .inner, keys: 1, leftCarried: 0, rightCarried: 0)
        #expect(
            message { _ = try StepRunner().perform(.join(work), [Column(int64s: [1]), Column(strings: ["1"])]) }
                == "the join compares int64 with string keys; give both the same type under their sources' 'types'")
    }

    @Test("several keys all have to agree, and a null in one matches nothing")
    func severalKeys() throws {
        let work = JoinWork(join: .inner, keys: 2, leftCarried: 1, rightCarried: 1)
        let product = try StepRunner().perform(
            .join(work),
            [
                Column(strings: ["EWR", "EWR", "JFK", "LGA"]), Column(timestamps: [0, 1, 0, nil]),
                Column(strings: ["JFK", "EWR", "LGA"]), Column(timestamps: [0, 1, nil]),
                Column(int64s: [1, 2, 3, 4]), Column(int64s: [10, 20, 30]),
            ])
        #expect(try product.texts == [["2", "3"], ["20", "10"]])
    }

    @Test("a side that comes through whole and in order is not copied")
    func sharing() throws {
        let carried = try Column(strings: ["a", "b", "c"])
        let work = JoinWork(join: .left, keys: 1, leftCarried: 1, rightCarried: 1)
        let product = try StepRunner().perform(
            .join(work),
            [Column(int64s: [3, 1, 9]), Column(int64s: [1, 3]), carried, Column(strings: ["one", "three"])])
        #expect(try product.texts == [["a", "b", "c"], ["three", "one", nil]])
        #expect(try product.column(0).buffers == carried.buffers)
    }

    @Test("a family is joined with all its columns")
    func family() throws {
        let family = FeatureFamily(
            suffixes: ["x", "y"], [try Column(int32s: [1, 0]), try Column(int32s: [0, 1])], rows: 2)
        let work = JoinWork(join: .left, keys: 1, leftCarried: 0, rightCarried: 1)
        let product = try StepRunner().perform(
            .join(work),
            [.column(Column(int64s: [2, 7])), .column(Column(int64s: [1, 2])), .family(family)])
        guard case .family(let joined)? = product.outputs[0] as? FeatureData else { throw TestFailure("no family") }
        #expect(joined.rowCount == 2)
        #expect(try joined.members.map { try $0.column.int64s() } == [[0, nil], [1, nil]])
    }

    @Test("an as-of join has each left row once, with the last match in time")
    func asOf() throws {
        func join(_ rule: LinkDeclaration.AsOf) throws -> [[String?]] {
            let work = JoinWork(join: .asof, keys: 1, asOf: rule, leftCarried: 1, rightCarried: 1)
            return try StepRunner().perform(
                .join(work),
                [
                    Column(strings: ["EWR", "EWR", "JFK", nil, "EWR"]), Column(strings: ["EWR", "JFK", "EWR", "EWR"]),
                    Column(timestamps: [10, 20, 20, 20, nil]), Column(timestamps: [5, 20, 15, 15]),
                    Column(int64s: [1, 2, 3, 4, 5]), Column(strings: ["a", "b", "c", "d"]),
                ]
            ).texts
        }
        var rule = LinkDeclaration.AsOf(
            time: .init(left: "t", right: "t"), direction: .backward, tolerance: nil, allowExactMatches: true)
        // Of two observations at 15 the later in the file.
        #expect(try join(rule) == [["1", "2", "3", "4", "5"], ["a", "d", "b", nil, nil]])
        rule.allowExactMatches = false
        #expect(try join(rule)[1] == ["a", "d", nil, nil, nil])
        rule.tolerance = .microseconds(4)
        #expect(try join(rule)[1] == [nil, nil, nil, nil, nil])
        rule.tolerance = .microseconds(5)
        #expect(try join(rule)[1] == ["a", "d", nil, nil, nil])
        rule.direction = .forward
        #expect(try join(rule)[1] == ["d", nil, nil, nil, nil])
    }

    @Test("whole numbers that no float holds do not join with floats")
    func largeNumbers() throws {
        let work = JoinWork(join: .inner, keys: 1, leftCarried: 0, rightCarried: 0, coalesced: [0])
        let product = try StepRunner().perform(.join(work), [Column(int64s: [7, 3]), Column(doubles: [3, 0.5])])
        #expect(try product.texts == [["3"]])
        #expect {
            _ = try StepRunner().perform(.join(work), [Column(int64s: [.max, 3]), Column(doubles: [3, 0.5])])
        } throws: { error in
            (error as? ComputeError)?.message.contains("9223372036854775807") == true
        }
    }
}
