import Columnar
import Compute
import Foundation
import Plan
import Testing

@Suite("Writing")
struct WriteTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func write(
        _ columns: [String], _ inputs: [FeatureData], to name: String?, _ format: OutputDeclaration.Format = .csv
    ) throws -> OutputProduct {
        var runner = StepRunner()
        runner.outputs = [
            OutputPlan(
                name: "routes", step: StepID(0), columns: columns,
                target: name.map { .file(path: folder.file($0), written: $0, format: format) })
        ]
        guard let product = try runner.perform(.write(output: 0), inputs).output else { throw TestFailure("no output") }
        return product
    }

    @Test("a file is staged beside its target, which stays untouched")
    func staging() throws {
        try folder.write("old", to: "routes.csv")
        let product = try write(
            ["origin", "n"], [.column(Column(strings: ["EWR", nil])), .column(Column(int64s: [1, 2]))], to: "routes.csv"
        )
        #expect(product.staged?.final == folder.file("routes.csv"))
        #expect(product.staged?.temporary == folder.file(".routes.csv.0.tmp"))
        #expect(try folder.read("routes.csv") == "old")
        #expect(try folder.read(".routes.csv.0.tmp") == "origin,n\nEWR,1\n,2\n")
        #expect(product.bytes == 18)
        #expect(product.table == nil)
    }

    @Test("folders are made")
    func folders() throws {
        _ = try write(["n"], [.column(Column(int64s: [1]))], to: "a/b/c.csv")
        #expect(try folder.read("a/b/.c.csv.0.tmp") == "n\n1\n")
    }

    @Test("every format reads back the same", arguments: OutputDeclaration.Format.allCases)
    func roundTrip(format: OutputDeclaration.Format) throws {
        let columns: [(name: String, column: Column)] = try [
            ("i", Column(int64s: [.min, nil, .max])), ("d", Column(doubles: [0.1, -1e300, nil])),
            ("s", Column(strings: ["a,\"b\"\n", "", nil])), ("t", Column(timestamps: [1_500_000, nil, -1])),
            ("y", Column(dates: [nil, 0, 19_000])), ("b", Column(bools: [true, false, nil])),
        ]
        let name = "f.\(format.rawValue)"
        let product = try write(columns.map(\.name), columns.map { .column($0.column) }, to: name, format)
        let staged = try #require(product.staged)
        try FileManager.default.moveItem(atPath: staged.temporary, toPath: staged.final)
        let kind: SourceDeclaration.FileFormat =
            switch format {
            case .parquet: .parquet
            case .csv: .csv
            case .arrow: .arrow
            case .jsonl: .json
            }
        var runner = StepRunner()
        runner.outputNames = columns.map(\.name)
        let source = SourceDeclaration.file(
            kind, name, in: folder, types: format == .csv || format == .jsonl ? ["t": .timestamp, "y": .date] : [:])
        let read = try runner.perform(.read(ReadWork(source: source, columns: columns.map(\.name))), [Column]())
        for (index, column) in columns.enumerated() {
            #expect(try read.column(index).scalars() == column.column.scalars(), "\(column.name)")
            #expect(try read.column(index).type == column.column.type)
        }
    }

    @Test("a family becomes a column for each member")
    func families() throws {
        let family = FeatureFamily(
            suffixes: ["red", "blue"], [try Column(int32s: [1]), try Column(int32s: [0])], rows: 1)
        _ = try write(["id", "color"], [.column(Column(int64s: [7])), .family(family)], to: "f.csv")
        #expect(try folder.read(".f.csv.0.tmp") == "id,color~red,color~blue\n7,1,0\n")
    }

    @Test("two columns of one name are refused")
    func duplicates() throws {
        let family = FeatureFamily(suffixes: ["red"], [try Column(int32s: [1])], rows: 1)
        #expect(
            message {
                _ = try write(["color~red", "color"], [.column(Column(int64s: [7])), .family(family)], to: "f.csv")
            } == "output 'routes' would have two columns 'color~red'; rename one with 'as'")
        #expect(try folder.names == [])
    }

    @Test("what cannot be written is named, and nothing is left")
    func failures() throws {
        try FileManager.default.createDirectory(atPath: folder.file("taken"), withIntermediateDirectories: false)
        try folder.write("", to: "plain")
        #expect {
            _ = try write(["n"], [.column(Column(int64s: [1]))], to: "taken")
        } throws: { ($0 as? ComputeError)?.description == "taken: this is a folder; give the file a name of its own" }
        #expect {
            _ = try write(["n"], [.column(Column(int64s: [1]))], to: "plain/f.csv")
        } throws: { ($0 as? ComputeError)?.description == "plain/f.csv: its folder cannot be made: Not a directory" }
        // JSON has no NaN.
        #expect {
            _ = try write(["x"], [.column(Column(doubles: [.nan]))], to: "f.jsonl", .jsonl)
        } throws: { ($0 as? ComputeError)?.file == "f.jsonl" }
        #expect(try folder.names == ["plain", "taken"])
    }

    @Test("an output without a target is kept and previewed")
    func preview() throws {
        let product = try write(
            ["n", "x", "s", "t"],
            [
                .column(Column(int64s: (0..<12).map { $0 == 1 ? nil : Int64($0) })),
                .column(Column(doubles: (0..<12).map { Double($0) / 4 })),
                .column(
                    Column(
                        strings: ["tab\there\u{1B}[31m", String(repeating: "é", count: 90)]
                            + Array(repeating: nil, count: 10))),
                .column(Column(timestamps: (0..<12).map { $0 * 500_000 })),
            ], to: nil)
        #expect(product.staged == nil)
        #expect(product.table?.rowCount == 12)
        #expect(product.bytes > 0)
        let preview = product.preview
        #expect(preview.rowCount == 12)
        #expect(preview.rows.count == 10)
        #expect(
            preview.columns == [
                TablePreview.Column(name: "n", type: "int64", nullCount: 1),
                TablePreview.Column(name: "x", type: "float64", nullCount: 0),
                TablePreview.Column(name: "s", type: "string", nullCount: 10),
                TablePreview.Column(name: "t", type: "timestamp", nullCount: 0),
            ])
        #expect(
            preview.rows[0] == ["0", "0", "tab\\there\\u{1B}[31m", "1970-01-01T00:00:00Z"])
        #expect(
            preview.rows[1] == [nil, "0.25", String(repeating: "é", count: 80) + "…", "1970-01-01T00:00:00.500000Z"])
    }

    @Test("a preview has as many rows as asked for, and statistics where asked for", arguments: [0, 2, 20])
    func detailedPreview(_ rows: Int) throws {
        var runner = StepRunner()
        runner.outputs = [OutputPlan(name: "routes", step: StepID(0), columns: ["n", "b"], target: nil)]
        runner.previewRows = rows
        let columns = try [Column(int64s: (0..<12).map { $0 }), Column(binary: Array(repeating: [1], count: 12))]
        let plain = try runner.perform(.write(output: 0), columns).output?.preview
        #expect(plain?.rows.count == min(rows, 12))
        #expect(plain?.columns.map(\.statistics) == [nil, nil])
        runner.describesResults = true
        let described = try runner.perform(.write(output: 0), columns).output?.preview
        #expect(described?.rows == plain?.rows)
        #expect(described?.columns[0].statistics?.mean == 5.5)
        #expect(described?.columns[1].statistics == ColumnStatistics(count: 12))
    }

    @Test("no rows are an output too")
    func empty() throws {
        _ = try write(["n"], [.column(Column(int64s: []))], to: "f.csv")
        #expect(try folder.read(".f.csv.0.tmp") == "n\n")
    }
}
