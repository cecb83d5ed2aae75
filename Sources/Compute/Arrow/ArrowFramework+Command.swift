import ChildProcesses
import Columnar
import Plan

extension ArrowFramework {
    /// Runs a program over columns, and takes the columns that it has to give out of what it gives.
    func command(_ work: CommandWork, _ inputs: [FeatureData], _ context: StepContext) throws -> StepProduct {
        let rows = inputs.first?.rowCount ?? 0
        let table = try table(of: work, inputs, rows: rows)
        let program: Program
        do throws(Program.Missing) {
            program = try Program(arguments: work.arguments, folder: work.folder, environment: work.environment)
        } catch {
            throw ComputeError(.program, error.message)
        }
        let answer = try ProgramExchange.run(program, over: table, named: work.commandLine, context)
        if !answer.hasReadAll { context.log("the program did not read all of its \(rows) rows") }
        let made = try columns(work, of: answer.table)
        if work.keepsRows && answer.table.rowCount != rows {
            throw work.failure(
                "got \(rows.counted("row")) and gave \(answer.table.rowCount); with 'rows: same' it has to give one for each, in order"
            )
        }
        context.log(
            "gave \(answer.table.rowCount.counted("row")) of \(work.outputs.map(\.name).joined(separator: ", "))")
        return StepProduct(outputs: work.wanted.map { FeatureData.column(made[$0]) }, rows: answer.table.rowCount)
    }

    /// What the program gets; the columns of a family are named `name~suffix`.
    private func table(of work: CommandWork, _ inputs: [FeatureData], rows: Int) throws -> Table {
        var columns: [(name: String, column: Column)] = []
        for (name, input) in zip(work.inputs, inputs) {
            switch input {
            case .column(let column): columns.append((name, column))
            case .family(let family): columns += family.members.map { ("\(name)~\($0.suffix)", $0.column) }
            }
        }
        return try Table(names: columns.map(\.name), columns: columns.map(\.column), rowCount: rows)
    }

    /// The declared columns in their order: there has to be each of them, and no other.
    private func columns(_ work: CommandWork, of table: Table) throws -> [Column] {
        let declared = work.outputs.map(\.name)
        if let extra = table.names.first(where: { !declared.contains($0) }) {
            throw work.failure(
                "gave a column '\(extra)', which 'outputs' does not name\(NearestName.hint(extra, among: declared)); "
                    + "'outputs' has \(declared.joined(separator: ", "))")
        }
        return try work.outputs.map { output in
            guard let column = table[output.name] else {
                let given = table.names.isEmpty ? "none" : table.names.joined(separator: ", ")
                throw work.failure("gave no column '\(output.name)', which 'outputs' names; it gave \(given)")
            }
            return try checked(column, as: output, work)
        }
    }

    private func checked(_ column: Column, as output: CommandWork.Output, _ work: CommandWork) throws -> Column {
        if column.type == .null { return try output.type.map { try column.cast(to: $0.columnType) } ?? column }
        guard let type = DataType(column.type) else {
            throw work.failure(
                "gave the column '\(output.name)' as \(column.type), a type that features cannot have; there are "
                    + DataType.names.joined(separator: ", "))
        }
        guard let declared = output.type, declared != type else { return column }
        if work.isStrict ? type.widens(to: declared) : type.isNumeric && declared.isNumeric {
            do {
                return try column.cast(to: declared.columnType)
            } catch {
                throw work.failure(
                    "gave the column '\(output.name)' as \(type), and not all of it fits into \(declared), as 'outputs' says: "
                        + error.message)
            }
        }
        throw work.failure(
            "gave the column '\(output.name)' as \(type), but 'outputs' says \(declared); have the program give that, or declare "
                + "\(type)")
    }
}

extension CommandWork {
    fileprivate func failure(_ complaint: String) -> ComputeError {
        ComputeError(.program, "the program '\(commandLine)' \(complaint)")
    }
}
