import Columnar
import Compute
import Plan
import Testing

@Suite("Reading")
struct ReadTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func read(
        _ source: SourceDeclaration, _ columns: [String], outputs: Int? = nil, where predicate: String? = nil
    ) throws -> StepProduct {
        var runner = StepRunner()
        runner.outputNames = Array(columns.prefix(outputs ?? columns.count))
        return try runner.perform(
            .read(
                ReadWork(source: source, columns: columns, predicate: try predicate.map { try ParsedExpression($0) })))
    }

    private func flights(_ name: String, _ format: OutputFormat) throws {
        try Table([
            (name: "id", column: Column(int64s: [1, 2, 3, 4])),
            (name: "origin", column: Column(strings: ["EWR", "JFK", nil, "LGA"])),
            (name: "delay", column: Column(doubles: [1.5, nil, .nan, -3])),
            (name: "at", column: Column(timestamps: [0, 1_000_000, nil, 3_000_000])),
        ]).write(to: folder.file(name), format)
    }

    @Test("a CSV with null values and declared types")
    func csv() throws {
        try folder.write(
            "id,tail,delay,at\n1,N1,-4,2013-01-01T05:00:00Z\n2,NA,NA,NA\n003,\"\",7,2013-01-02T00:00:00Z\n", to: "f.csv"
        )
        let source = SourceDeclaration.file(
            .csv, "f.csv", in: folder, types: ["id": .string, "at": .timestamp], nullValues: ["NA", ""])
        let product = try read(source, ["at", "id", "delay", "tail"])
        #expect(product.rows == 3)
        #expect(
            try product.texts == [
                ["2013-01-01T05:00:00Z", nil, "2013-01-02T00:00:00Z"], ["1", "2", "003"], ["-4", nil, "7"],
                ["N1", nil, ""],
            ])
        #expect(try product.column(2).type == .int64)
    }

    @Test("a value that does not fit names file, line, column and value")
    func badValue() throws {
        let rows = (1...60_000).map { "\($0),\($0 == 54_321 ? "12x" : "7")" }.joined(separator: "\n")
        // The first MiB, from which types are inferred, must end before the bad value.
        let padding = String(repeating: "x", count: 30)
        try folder.write(
            "id,delay,pad\n" + rows.split(separator: "\n").map { "\($0),\(padding)" }.joined(separator: "\n") + "\n",
            to: "bad.csv")
        #expect {
            _ = try read(.file(.csv, "bad.csv", in: folder), ["delay"])
        } throws: { error in
            guard let error = error as? ComputeError else { return false }
            return error.file == "bad.csv" && error.line == 54_322 && error.column == "delay" && error.value == "12x"
        }
    }

    @Test("JSON lines, Parquet and Arrow", arguments: ["f.jsonl", "f.parquet", "f.arrow"])
    func formats(name: String) throws {
        if name.hasSuffix("jsonl") {
            try folder.write(
                #"{"id": 1, "origin": "EWR", "delay": 1.5}"# + "\n" + #"{"id": 2, "origin": null, "delay": 3}"# + "\n",
                to: name)
        } else {
            try flights(name, OutputFormat(pathExtension: String(name.split(separator: ".")[1])) ?? .csv)
        }
        let format: SourceDeclaration.FileFormat =
            name.hasSuffix("jsonl") ? .json : name.hasSuffix("parquet") ? .parquet : .arrow
        let product = try read(.file(format, name, in: folder), ["delay", "id"])
        #expect(try product.texts[0].first == "1.5")
        #expect(try Array(product.texts[1].prefix(2)) == ["1", "2"])
    }

    @Test("files of a glob follow one another by name")
    func glob() throws {
        try folder.write("x\n3\n", to: "p-2.csv")
        try folder.write("x\n1\n2\n", to: "p-1.csv")
        try folder.write("x\n9\n", to: "q.csv")
        #expect(try read(.file(.csv, "p-*.csv", in: folder), ["x"]).texts == [["1", "2", "3"]])
    }

    @Test(
        "a predicate acts exactly, whether the file can decide it or not",
        arguments: [
            ("id >= 2 and id < 4", ["2", "3"]), ("origin = 'EWR'", ["1"]), ("origin in ('EWR', 'LGA')", ["1", "4"]),
            ("origin is not null", ["1", "2", "4"]), ("origin is null", ["3"]), ("origin <> 'EWR'", ["2", "4"]),
            ("delay <= 1.5", ["1", "4"]), ("at >= '1970-01-01T00:00:01Z'", ["2", "4"]), ("id > 1.5", ["2", "3", "4"]),
            ("regexp(origin, '^[EL]') and id > 1", ["4"]), ("id > 100", []),
            ("id % 2 = 0 or origin = 'EWR'", ["1", "2", "4"]),
            ("id < 9223372036854775807", ["1", "2", "3", "4"]), ("id in (1, 1, 7)", ["1"]), ("null", []),
        ])
    func predicates(predicate: String, ids: [String]) throws {
        try flights("f.parquet", .parquet())
        try flights("f.arrow", .arrow)
        let names = try ParsedExpression(predicate).references
        let columns = ["id"] + names.filter { $0 != "id" }
        for (format, file) in [(SourceDeclaration.FileFormat.parquet, "f.parquet"), (.arrow, "f.arrow")] {
            let product = try read(.file(format, file, in: folder), columns, outputs: 1, where: predicate)
            #expect(try product.texts == [ids], "\(file)")
            #expect(product.rows == ids.count)
        }
    }

    @Test("a read says how many rows its filter removed, where it knows")
    func removed() throws {
        try flights("f.parquet", .parquet())
        try flights("f.arrow", .arrow)
        #expect(try read(.file(.arrow, "f.arrow", in: folder), ["id"], where: "id > 3").removedRows == 3)
        #expect(try read(.file(.arrow, "f.arrow", in: folder), ["id"], where: "id > 0").removedRows == 0)
        #expect(try read(.file(.arrow, "f.arrow", in: folder), ["id"]).removedRows == nil)
        #expect(try read(.file(.parquet, "f.parquet", in: folder), ["id"], where: "id > 0").removedRows == nil)
        #expect(try read(.file(.parquet, "f.parquet", in: folder), ["id"], where: "id % 2 = 0").removedRows == 2)
    }

    @Test("a declared type holds for the predicate too")
    func declaredType() throws {
        try flights("f.parquet", .parquet())
        let source = SourceDeclaration.file(.parquet, "f.parquet", in: folder, types: ["id": .string])
        #expect(try read(source, ["id"], where: "id > '2'").texts == [["3", "4"]])
    }

    @Test("columns that only the predicate needs are not outputs; backticks quote their names")
    func extraColumns() throws {
        try folder.write("a,b__c\n1,5\n2,6\n", to: "f.csv")
        let product = try read(.file(.csv, "f.csv", in: folder), ["a", "b__c"], outputs: 1, where: "`b__c` = 6")
        #expect(try product.texts == [["2"]])
    }

    @Test("a header alone is a table of no rows")
    func empty() throws {
        try folder.write("a,b\n", to: "f.csv")
        let product = try read(.file(.csv, "f.csv", in: folder), ["b"])
        #expect(product.rows == 0)
        #expect(try product.texts == [[]])
    }

    @Test("rows in the order of a file's order_by: nulls last, ties as they are")
    func ordered() throws {
        try folder.write("id,k\n1,b\n2,\n3,a\n4,b\n", to: "f.csv")
        var source = SourceDeclaration.file(.csv, "f.csv", in: folder)
        source.orderBy = [SortKey(feature: Located("k", at: somewhere), descending: true)]
        #expect(try read(source, ["id"]).texts == [["1", "4", "3", "2"]])
        #expect(try read(source, ["id"], where: "id > 1").texts == [["4", "3", "2"]])
    }
}
