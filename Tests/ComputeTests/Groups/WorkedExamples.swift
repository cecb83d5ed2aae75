import Columnar
import Compute
import Plan
import Testing

@Suite("Worked examples")
struct WorkedExamples {
    @Test("the documented example of every group gives the documented result", arguments: FeatureGroups.all.indices)
    func example(index: Int) throws {
        let example = FeatureGroups.all[index].documentation.example
        var table = try TestTable(csv: example.input)
        let (name, data) = try table.compute(example.feature)
        var lines: [String]
        switch data {
        case .column(let column):
            lines = [name] + (try column.scalars().map { $0.text ?? "" })
        case .family(let family):
            lines = [family.members.map { "\(name)~\($0.suffix)" }.joined(separator: ",")]
            let columns = try family.members.map { try $0.column.scalars().map { $0.text ?? "" } }
            lines += (0..<family.rowCount).map { row in columns.map { $0[row] }.joined(separator: ",") }
        }
        #expect(lines.joined(separator: "\n") + "\n" == example.output)
    }

    @Test(
        "the documented example of every group that makes rows gives the documented table",
        arguments: RowGroups.all.indices)
    func rowExample(index: Int) throws {
        let example = RowGroups.all[index].example
        let folder = try TestFolder()
        try folder.write(example.input, to: "t.csv")
        let columns = example.output.prefix { $0 != "\n" }.split(separator: ",").map { "g.\($0)" }
        var runner = try PlanRunner(
            """
            sources: {t: {csv: t.csv}}
            groups:
              g: \(example.feature)
            outputs:
              out: {features: [\(columns.joined(separator: ", "))]}
            """, in: folder.path)
        try runner.run()
        let preview = try #require(runner.previews["out"])
        let lines = [preview.columns.map(\.name)] + preview.rows.map { $0.map { $0 ?? "" } }
        #expect(lines.map { $0.joined(separator: ",") + "\n" }.joined() == example.output)
    }
}
