import Testing

@testable import Columnar

/// What CSV and JSON lines hold, byte for byte.
@Suite struct TextWritingTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func csv(_ table: Table) throws -> String {
        try table.write(to: scratch.name("out.csv"), .csv)
        return try scratch.text(of: scratch.name("out.csv"))
    }

    private func json(_ table: Table) throws -> String {
        try table.write(to: scratch.name("out.jsonl"), .jsonLines)
        return try scratch.text(of: scratch.name("out.jsonl"))
    }

    @Test func csvQuotesOnlyWhatNeedsIt() throws {
        let column = try Column(strings: ["plain", "a,b", "say \"hi\"", "l1\nl2", "cr\r", "", nil, " x ", "ünï"])
        let numbers = try Column(int64s: Array(1...9))
        #expect(
            try csv(Table([("text, \"quoted\"", column), ("n", numbers)]))
                == "\"text, \"\"quoted\"\"\",n\nplain,1\n\"a,b\",2\n\"say \"\"hi\"\"\",3\n\"l1\nl2\",4\n\"cr\r\",5\n\"\",6\n,7\n x ,8\nünï,9\n"
        )
    }

    @Test func csvWritesEveryTypeItsOwnWay() throws {
        let table = try Table([
            ("i", Column(int64s: [.min, nil, .max])),
            ("f", Column(doubles: [1, 0.1, -1e300])),
            ("b", Column(bools: [true, false, nil])),
            ("d", Column(dates: [0, -719_162, 11_016])),
            ("t", Column(timestamps: [1_357_016_400_000_000, -1, 1_357_016_400_250_000])),
            ("p", Column(decimals: ["1.5", nil, "-0.05"], precision: 5, scale: 2)),
        ])
        #expect(
            try csv(table) == """
                i,f,b,d,t,p
                -9223372036854775808,1.0,true,1970-01-01,2013-01-01T05:00:00Z,1.50
                ,0.1,false,0001-01-01,1969-12-31T23:59:59.999999Z,
                9223372036854775807,-1e+300,,2000-02-29,2013-01-01T05:00:00.25Z,-0.05

                """)
    }

    @Test func floatsReadBackTheSame() throws {
        let values = [
            0.1 + 0.2, 1e22, 123_456_789.125, Double.leastNonzeroMagnitude, -0.0, 1e15, 100_000, .infinity, -.infinity,
        ]
        let table = try Table([("x", Column(doubles: values + [.nan, nil]))])
        let path = scratch.name("floats.csv")
        try table.write(to: path, .csv)
        #expect(
            try scratch.text(of: path)
                == "x\n0.30000000000000004\n1e+22\n123456789.125\n5e-324\n-0.0\n1000000000000000.0\n100000.0\ninf\n-inf\nNaN\n\n"
        )
        #expect(try FileReader(.csv(CSVFormat()), pattern: path).read() == table)
    }

    @Test func csvComesBackAsItWas() throws {
        let table = try Table([
            ("n", Column.concat([Column(int64s: [1, nil]), Column(int64s: [3])])),
            ("s", Column(strings: ["a,b", "", nil])),
            ("t", Column(timestamps: [0, 1, nil])),
            ("d", Column(dates: [nil, 2, 3])),
        ])
        _ = try csv(table)
        #expect(try FileReader(.csv(CSVFormat()), pattern: scratch.name("out.csv")).read() == table)
        let single = try Table([("s", Column(strings: ["x", nil, "", "y"]))])
        #expect(try csv(single) == "s\nx\n\n\"\"\ny\n")
        #expect(try FileReader(.csv(CSVFormat()), pattern: scratch.name("out.csv")).read() == single)
    }

    @Test func aTableWithoutRowsHasAHeader() throws {
        #expect(try csv(Table([("a", Column(int64s: [])), ("b", Column(strings: []))])) == "a,b\n")
        #expect(try json(Table([("a", Column(int64s: []))])) == "")
    }

    @Test func jsonWritesEveryTypeItsOwnWay() throws {
        let table = try Table([
            ("i", Column(int64s: [1, nil])),
            ("f", Column(doubles: [2, 0.5])),
            ("b", Column(bools: [nil, true])),
            ("s\"", Column(strings: ["a\"\\\n\t\r\u{1}é", ""])),
            ("d", Column(dates: [0, 1])),
            ("t", Column(timestamps: [0, 1_500_000])),
            ("p", Column(decimals: ["1.5", nil], precision: 5, scale: 2)),
        ])
        #expect(
            try json(table) == #"""
                {"i":1,"f":2.0,"b":null,"s\"":"a\"\\\n\t\r\u0001é","d":"1970-01-01","t":"1970-01-01T00:00:00Z","p":1.50}
                {"i":null,"f":0.5,"b":true,"s\"":"","d":"1970-01-02","t":"1970-01-01T00:00:01.5Z","p":null}

                """#)
    }

    @Test func jsonHasNoNaN() throws {
        let error = try #require(throws: ColumnarError.self) { try json(Table([("x", Column(doubles: [1, .nan]))])) }
        #expect(error.code == .data)
        #expect(error.context.column == "x")
        #expect(error.message.contains("NaN"))
    }

    @Test func binaryIsNoText() throws {
        let error = try #require(throws: ColumnarError.self) { try csv(Table([("raw", Column(binary: [[1]]))])) }
        #expect(error.code == .unsupported)
        #expect(error.context.column == "raw")
    }

    @Test func aPathThatCannotBeWrittenIsNamed() throws {
        let path = scratch.name("absent/out.csv")
        for format in [OutputFormat.csv, .jsonLines, .parquet(), .arrow] {
            let error = try #require(throws: ColumnarError.self) {
                try Table([("a", Column(int64s: [1]))]).write(to: path, format)
            }
            #expect(error.context.file == path)
        }
    }

    @Test func formatsGoByTheEndOfTheName() {
        #expect(OutputFormat(pathExtension: "csv") == .csv)
        #expect(OutputFormat(pathExtension: "parquet") == .parquet(.zstd))
        #expect(OutputFormat(pathExtension: "arrow") == .arrow)
        #expect(OutputFormat(pathExtension: "jsonl") == .jsonLines)
        #expect(OutputFormat(pathExtension: "xlsx") == nil)
    }
}
