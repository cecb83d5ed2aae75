import Plan

let somewhere = SourcePosition(file: "plan.yaml", line: 3, column: 5)

extension SourceDeclaration {
    /// A file source in a test's folder.
    static func file(
        _ format: FileFormat, _ name: String, in folder: TestFolder, types: [String: DataType] = [:],
        columns: [String]? = nil, nullValues: [String] = [""]
    ) -> SourceDeclaration {
        var dialect = CSVDialect()
        dialect.nullValues = nullValues
        return SourceDeclaration(
            name: Located("flights", at: somewhere),
            origin: Located(.file(format, path: folder.file(name), written: name), at: somewhere), csv: dialect,
            types: types.mapValues { Located($0, at: SourcePosition(file: "plan.yaml", line: 4, column: 9)) },
            columns: columns.map { $0.map { Located($0, at: SourcePosition(file: "plan.yaml", line: 5, column: 9)) } })
    }
}
