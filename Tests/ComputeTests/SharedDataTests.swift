import Columnar
import Compute
import Testing

/// What a step makes and reads, as it crosses from one process to another.
@Suite struct SharedDataTests {
    private let arrow = ArrowFramework()

    @Test func aColumnComesBack() throws {
        let column = try Column(int64s: [1, nil, 3])
        let shared = try arrow.share(FeatureData.column(column))
        #expect(shared.rowCount == 3)
        guard case .column(let arrived) = try arrow.map(shared) as? FeatureData else {
            Issue.record("a column became something else")
            return
        }
        #expect(arrived == column)
    }

    @Test(arguments: [["a", "b"], []]) func aFamilyComesBackWithItsSuffixes(suffixes: [String]) throws {
        let columns = try suffixes.indices.map { try Column(repeating: .int64(Int64($0)), count: 2) }
        let family = FeatureFamily(suffixes: suffixes, columns, rows: 2)
        guard case .family(let arrived) = try arrow.map(arrow.share(FeatureData.family(family))) as? FeatureData else {
            Issue.record("a family became something else")
            return
        }
        #expect(arrived.suffixes == suffixes)
        #expect(arrived.members.map(\.column) == columns)
    }

    @Test func aTableComesBack() throws {
        let table = try Table([("x", Column(int64s: [1])), ("y", Column(strings: ["a"]))])
        let arrived = try arrow.map(arrow.share(TableData(table: table))) as? TableData
        #expect(arrived?.table.names == ["x", "y"])
        #expect(arrived?.table.columns == table.columns)
    }

    @Test func whatIsSharedIsNotSharedAgain() throws {
        let shared = try arrow.share(FeatureData.column(Column(int64s: [1])))
        #expect(try arrow.share(shared) === shared)
        #expect(shared.buffers.count == 1)
        #expect(shared.buffers.first?.byteCount == shared.byteCount)
    }

    @Test func aLayoutThatDoesNotFitIsRefused() throws {
        let shared = try arrow.share(FeatureData.column(Column(int64s: [1, 2])))
        var rows = shared.layout
        rows.rowCount = 3
        var form = shared.layout
        form.form = .family(suffixes: ["a", "b"])
        for layout in [rows, form] {
            #expect(throws: ComputeError.self) { try arrow.map(SharedData(shared.memory, layout)) }
        }
    }
}
