import Columnar
import Compute
import Plan
import Testing

@Suite("Schemas of sources")
struct SourceSchemas {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func problem(_ source: SourceDeclaration) -> Diagnostic? {
        do {
            _ = try InspectedSources().schema(of: source)
            return nil
        } catch {
            return error.diagnostics.first
        }
    }

    @Test("columns and types of a CSV")
    func csv() throws {
        try folder.write("id,name,delay,day\n1,a,1.5,2013-01-01\n2,b,,2013-01-02\n", to: "f.csv")
        let schema = try InspectedSources().schema(
            of: .file(.csv, "f.csv", in: folder, types: ["id": .string, "day": .date]))
        #expect(schema.columns.map(\.name) == ["id", "name", "delay", "day"])
        #expect(schema.columns.map(\.type) == [.string, .string, .float64, .date])
    }

    @Test("only the declared columns, in their order")
    func columns() throws {
        try folder.write("a,b,c\n1,2,3\n", to: "f.csv")
        let schema = try InspectedSources().schema(of: .file(.csv, "f.csv", in: folder, columns: ["c", "a"]))
        #expect(schema.columns.map(\.name) == ["c", "a"])
        let unknown = problem(.file(.csv, "f.csv", in: folder, columns: ["aa"]))
        #expect(unknown?.message == "source 'flights' has no column 'aa'; did you mean 'a'?")
        #expect(unknown?.position?.line == 5)
    }

    @Test("strictly, a declared type is the file's own or wider")
    func strict() throws {
        let narrow = try Column(int64s: [1, 2]).cast(to: .int32)
        try Table([("a", narrow), ("b", Column(strings: ["1", "2"]))]).write(to: folder.file("f.parquet"), .parquet())
        func problem(_ types: [String: DataType]) -> String? {
            let source = SourceDeclaration.file(.parquet, "f.parquet", in: folder, types: types)
            do {
                let schema = try InspectedSources(isStrict: true).schema(of: source)
                #expect(schema.columns.allSatisfy { types[$0.name] == nil || types[$0.name] == $0.type })
                return nil
            } catch {
                #expect(error.diagnostics.allSatisfy { $0.position?.line == 4 })
                return error.diagnostics.map(\.message).joined(separator: "\n")
            }
        }
        #expect(problem([:]) == nil)
        #expect(problem(["a": .int32, "b": .string]) == nil)
        #expect(problem(["a": .int64]) == nil)
        #expect(problem(["a": .float64]) == nil)
        #expect(
            problem(["b": .int64])
                == "source 'flights': the column 'b' is declared as int64, but it is string; with --strict a declared type is the source's "
                + "own or wider, so declare string and cast it by an expression")
        #expect(problem(["a": .string])?.contains("is declared as string, but it is int32") == true)
        try folder.write("a\n1\n", to: "f.csv")
        #expect(
            try InspectedSources(isStrict: true).schema(of: .file(.csv, "f.csv", in: folder, types: ["a": .string]))
                .columns.map(\.type) == [.string])
    }

    @Test("a missing file names one that is near, or what is there")
    func missing() throws {
        try folder.write("a\n1\n", to: "flights.csv")
        #expect(
            problem(.file(.csv, "flight.csv", in: folder))?.message
                == "source 'flights': there is no file 'flight.csv'; did you mean 'flights.csv'?")
        #expect(
            problem(.file(.csv, "zebra.csv", in: folder))?.message
                == "source 'flights': there is no file 'zebra.csv'; beside it are flights.csv")
        #expect(
            problem(.file(.csv, "nowhere/f.csv", in: folder))?.message
                == "source 'flights': there is no file 'nowhere/f.csv': its folder does not exist")
        #expect(
            problem(.file(.csv, "w-*.csv", in: folder))?.message == "source 'flights': no file matches 'w-*.csv'")
        #expect(problem(.file(.csv, "flight.csv", in: folder))?.position == somewhere)
    }

    @Test("a type of a column that is not there is blamed where it is declared")
    func unknownType() throws {
        try folder.write("a\n1\n", to: "f.csv")
        let problem = problem(.file(.csv, "f.csv", in: folder, types: ["b": .int64]))
        #expect(problem?.position?.line == 4)
        #expect(problem?.message.contains("'b'") == true)
    }

    @Test("a file that is not what it says")
    func broken() throws {
        try folder.write("this is no parquet", to: "f.parquet")
        #expect(
            problem(.file(.parquet, "f.parquet", in: folder))?.message.hasPrefix("source 'flights': f.parquet: ")
                == true)
    }

    @Test("a source is looked at once")
    func cached() throws {
        try folder.write("a\n1\n", to: "f.csv")
        let catalog = InspectedSources()
        let source = SourceDeclaration.file(.csv, "f.csv", in: folder)
        let first = try catalog.schema(of: source)
        try folder.write("b,c\n1,2\n", to: "f.csv")
        #expect(try catalog.schema(of: source) == first)
        #expect(try InspectedSources().schema(of: source) != first)
    }
}
