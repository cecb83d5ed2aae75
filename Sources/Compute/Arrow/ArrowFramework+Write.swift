import ADBC
package import Columnar
import Plan

extension ArrowFramework {
    /// Writes a temporary file beside the target, which the run renames; or keeps the table where the output has no file: rows that
    /// are to go into a database's table go there with the other outputs, at the end of the run.
    func write(_ index: Int, _ inputs: [FeatureData], _ context: StepContext) throws -> StepProduct {
        let output = context.plan.outputs[index]
        let table = try table(of: output, inputs)
        var preview = try TablePreview(
            Array(zip(table.names, table.columns)).map { (name: $0, column: $1) }, rowCount: table.rowCount,
            limit: context.previewRows)
        if context.describesResults { try describe(table, in: &preview, context) }
        if case .table(let target) = output.target { try prepare(target, context) }
        let product: OutputProduct
        switch output.target {
        case nil, .table:
            product = OutputProduct(
                staged: nil, preview: preview, bytes: table.byteCount, table: TableData(table: table))
        case .file(let path, let written, let format):
            product = try write(table, to: path, written, format, preview, context)
        }
        return StepProduct(rows: table.rowCount, output: product)
    }

    /// So that what can be known now does not turn up at the end of the run.
    private func prepare(_ target: OutputDeclaration.TableTarget, _ context: StepContext) throws {
        do {
            try target.database.prepare(DriverLocator(paths: context.plan.run.drivers))
        } catch let error as DatabaseError {
            throw ComputeError(error, "\(target.database)")
        }
    }

    /// Adds the statistics of the columns. What cannot be described is left out and said: it is no reason to fail.
    private func describe(_ table: Table, in preview: inout TablePreview, _ context: StepContext) throws {
        for (index, column) in table.columns.enumerated() {
            try context.checkCancellation()
            do {
                preview.columns[index].statistics = try ColumnStatistics(of: column)
            } catch {
                context.log("no statistics of '\(table.names[index])': \(error)")
            }
        }
    }

    /// The output's columns in their order; a family's are named `name~suffix`.
    private func table(of output: OutputPlan, _ inputs: [FeatureData]) throws -> Table {
        var columns: [(name: String, column: Column)] = []
        var seen = Set<String>()
        for (name, input) in zip(output.columns, inputs) {
            let added: [(name: String, column: Column)] =
                switch input {
                case .column(let column): [(name, column)]
                case .family(let family): family.members.map { ("\(name)~\($0.suffix)", $0.column) }
                }
            for column in added {
                guard seen.insert(column.name).inserted else {
                    throw ComputeError(
                        .mismatch,
                        "output '\(output.name)' would have two columns '\(column.name)'; rename one with 'as'")
                }
            }
            columns += added
        }
        guard !columns.isEmpty else {
            throw ComputeError(
                .data,
                "output '\(output.name)' has no columns: \(output.columns.map { "'\($0)'" }.joined(separator: ", ")) "
                    + "has one for each value, and there is none")
        }
        return try Table(
            names: columns.map(\.name), columns: columns.map(\.column), rowCount: inputs.first?.rowCount ?? 0)
    }

    private func write(
        _ table: Table, to path: String, _ written: String, _ format: OutputDeclaration.Format, _ preview: TablePreview,
        _ context: StepContext
    ) throws -> OutputProduct {
        if FileSystem.isFolder(path) {
            throw ComputeError(.file, "this is a folder; give the file a name of its own", file: written)
        }
        let folder = FileSystem.folder(of: path)
        do throws(FileSystem.Failure) {
            try FileSystem.makeFolder(folder)
        } catch {
            throw ComputeError(.file, "its folder cannot be made: \(error.reason)", file: written)
        }
        let temporary = context.stagingPath(for: path)
        do {
            try table.write(to: temporary, OutputFormat(format))
            return OutputProduct(
                staged: (temporary, path), preview: preview, bytes: try FileSystem.size(of: temporary))
        } catch {
            FileSystem.remove(temporary)
            var failure =
                switch error {
                case let error as ColumnarError: ComputeError(error)
                case let error as FileSystem.Failure: ComputeError(.file, error.reason)
                default: throw error
                }
            // The user knows the file under the plan's name, not under the temporary one.
            failure.file = written
            throw failure
        }
    }
}

extension OutputFormat {
    fileprivate init(_ format: OutputDeclaration.Format) {
        switch format {
        case .parquet: self = .parquet()
        case .csv: self = .csv
        case .arrow: self = .arrow
        case .jsonl: self = .jsonLines
        }
    }
}

/// The whole table of an output that is kept in memory.
package struct TableData: SlotData {
    package let table: Table

    package init(table: Table) { self.table = table }

    package var rowCount: Int { table.rowCount }
    package var byteCount: Int { table.byteCount }
}
