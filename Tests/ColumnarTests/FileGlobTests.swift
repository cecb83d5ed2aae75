import Testing

@testable import Columnar

/// Several files as one source.
@Suite struct FileGlobTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func read(_ files: [(String, String)], types: [String: ColumnType] = [:]) throws -> Table {
        for (name, text) in files { _ = try scratch.file(name, text) }
        return try FileReader(.csv(CSVFormat()), pattern: scratch.name("*.csv"), types: types).read()
    }

    @Test func filesComeInTheOrderOfTheirNames() throws {
        let table = try read([("b.csv", "x\n3\n"), ("a.csv", "x\n1\n2\n"), ("B.csv", "x\n0\n"), ("c.txt", "x\n9\n")])
        #expect(try table.column("x").int64s() == [0, 1, 2, 3])
    }

    @Test func integersGoWithFloatsAndNothingGoesWithAll() throws {
        let table = try read([("a.csv", "x,y\n1,\n"), ("b.csv", "x,y\n2.5,7\n")])
        #expect(try table.column("x").doubles() == [1, 2.5])
        #expect(try table.column("y").int64s() == [nil, 7])
    }

    @Test func columnsThatDifferAreAnError() throws {
        let error = try #require(throws: ColumnarError.self) {
            try read([("a.csv", "x,y\n1,2\n"), ("b.csv", "y,x\n1,2\n")])
        }
        #expect(error.code == .data)
        #expect(error.context.file == scratch.name("b.csv"))
    }

    @Test func typesThatDifferAreAnErrorUnlessSaid() throws {
        let files = [("a.csv", "x\n1\n"), ("b.csv", "x\nword\n")]
        let error = try #require(throws: ColumnarError.self) { try read(files) }
        #expect(error.context.column == "x")
        #expect(error.context.file == scratch.name("b.csv"))
        #expect(try read(files, types: ["x": .string]).column("x").strings() == ["1", "word"])
    }

    @Test func aNameWithGlobCharactersIsFoundAsItIs() throws {
        _ = try scratch.file("1.csv", "x\n1\n")
        let path = try scratch.file("[1].csv", "x\n2\n")
        #expect(try FileReader(.csv(CSVFormat()), pattern: path).read().column("x").int64s() == [2])
    }

    @Test func parquetFilesOfOneSchemaReadAsOne() throws {
        try Table([("x", Column(int64s: [1, 2]))]).write(to: scratch.name("a.parquet"), .parquet())
        try Table([("x", Column(int64s: [3]))]).write(to: scratch.name("b.parquet"), .parquet())
        let reader = try FileReader(.parquet, pattern: scratch.name("*.parquet"))
        #expect(try reader.read().column("x").int64s() == [1, 2, 3])
        try Table([("x", Column(strings: ["a"]))]).write(to: scratch.name("c.parquet"), .parquet())
        let error = try #require(throws: ColumnarError.self) {
            try FileReader(.parquet, pattern: scratch.name("*.parquet"))
        }
        #expect(error.context.file == scratch.name("c.parquet"))
    }

    @Test func arrowFilesOfOneSchemaReadAsOne() throws {
        try Table([("x", Column(int64s: [1]))]).write(to: scratch.name("a.arrow"), .arrow)
        try Table([("x", Column(int64s: [2]))]).write(to: scratch.name("b.arrow"), .arrow)
        #expect(try FileReader(.arrow, pattern: scratch.name("*.arrow")).read().column("x").int64s() == [1, 2])
        try Table([("y", Column(int64s: [2]))]).write(to: scratch.name("c.arrow"), .arrow)
        #expect(throws: ColumnarError.self) { try FileReader(.arrow, pattern: scratch.name("*.arrow")) }
    }
}
