import ADBC
import Columnar
package import Plan

/// A compute framework that answers queries in an SQL engine, or in a server. It takes Arrow columns and gives Arrow columns: only while a
/// step runs is there a connection, and a database in memory of which nothing remains.
package struct SQLFramework: ComputeFramework {
    package let name: FrameworkName
    package let modes: Set<ParallelizationMode> = [.sync, .threads, .processes]
    /// Whose data it takes and gives.
    let arrow = ArrowFramework()

    /// - Parameter name: of an SQL engine or server: see `all`.
    package init(_ name: FrameworkName) { self.name = name }

    /// Of every engine and server there is.
    package static var all: [SQLFramework] { QueryHome.engines.map(SQLFramework.init) }

    /// Throws `ComputeError`, or `CancellationError` once the step is not wanted any more.
    package func perform(_ step: Step, inputs: [any SlotData], context: StepContext) throws -> StepProduct {
        guard case .query(let work) = step.work else {
            throw ComputeError(.unsupported, "\(name) answers queries only; \(step.label) is none")
        }
        try context.checkCancellation()
        let interruption = Interruption()
        do {
            let columns = try arrow.features(of: inputs).map { try $0.singleColumn("an SQL group") }
            return try context.whileCancellable(wake: interruption.cancel) {
                try answer(work, columns, interruption, context)
            }
        } catch let error as DatabaseError {
            if error.code == .cancelled { throw CancellationError() }
            throw ComputeError(error)
        } catch let error as ColumnarError {
            throw ComputeError(error)
        }
    }

    private func answer(
        _ work: QueryWork, _ columns: [Column], _ interruption: Interruption, _ context: StepContext
    ) throws -> StepProduct {
        let engine = try SQLEngine(
            name, DriverLocator(paths: context.plan.run.drivers), files: work.files, databases: work.databases)
        var rest = columns[...]
        var tables: [Table] = []
        for table in work.tables {
            if let file = table.file {
                try Self.fill(engine, table, from: file, interruption)
                try context.checkCancellation()
                continue
            }
            let own = rest.prefix(table.columns.count)
            rest = rest.dropFirst(own.count)
            let made = try Table(names: table.columns, columns: Array(own), rowCount: own.first?.count ?? 0)
            tables.append(made)
            do throws(DatabaseError) {
                try engine.add(made, named: table.name, interruption: interruption)
            } catch {
                guard error.context.column != nil else { throw error }
                var failure = ComputeError(error)
                failure.column = "\(table.name).\(failure.column ?? "")"
                throw failure
            }
            try context.checkCancellation()
        }
        var rows = try engine.rows(of: work.text, rules: work.rules, interruption: interruption)
        if work.hasExample { rows = try rows.slice(offset: 1, count: rows.rowCount - 1) }
        let result = SQLResult(of: rows, engine: name, tables)
        let made = try result.columns(work.outputs)
        context.log("\(name) gave \(result.rowCount.counted("row"))")
        return StepProduct(outputs: work.wanted.map { FeatureData.column(made[$0]) }, rows: result.rowCount)
    }

    /// A table of the engine with a file's rows. Whether all is well is asked of who reads the file: DuckDB takes an error for the end.
    private static func fill(
        _ engine: SQLEngine, _ table: QueryWork.Table, from file: QueryWork.File, _ interruption: Interruption
    ) throws {
        let reader = try FileReader(file.source)
        func named(_ error: ColumnarError) -> ComputeError {
            guard case .file(_, let path, let written) = file.source.origin.value else { return ComputeError(error) }
            return ComputeError(error).naming(path, as: written)
        }
        let rows: BatchReader
        do {
            rows = try reader.stream(columns: file.columns, named: table.columns)
        } catch {
            throw named(error)
        }
        var failure: DatabaseError?
        do {
            try engine.add(rows, named: table.name, interruption: interruption)
        } catch {
            if error.code == .cancelled { throw error }
            failure = error
        }
        let isWhole: Bool
        do {
            isWhole = try rows.next() == nil
        } catch {
            throw named(error)
        }
        if let failure { throw failure }
        guard isWhole else {
            throw ComputeError(.internal, "\(engine.name) has not taken all rows", file: file.path)
        }
    }

    /// Of a value in a table of DuckDB's, but for long texts.
    private static let valueBytes = 16

    /// The engine has a copy of what goes in.
    package func estimate(_ step: Step, inputs: [any SlotData], plan: ExecutionPlan) -> StepEstimate {
        var bytes = inputs.reduce(0) { $0 + $1.contentByteCount }
        if case .query(let work) = step.work {
            for file in work.tables.compactMap(\.file) {
                guard case .file(let kind, let path, _) = file.source.origin.value,
                    let format = try? FileFormat(kind, file.source.csv),
                    let extent = FileExtent.of(format, pattern: path, columns: file.columns, textColumns: 0)
                else { continue }
                bytes += extent.rows * file.columns.count * Self.valueBytes
            }
        }
        return StepEstimate(output: bytes / 4, scratch: 2 * bytes, least: 0)
    }
}

extension SQLFramework: PortableFramework {
    package func share(_ data: any SlotData) throws -> SharedData { try arrow.share(data) }

    package func spill(_ data: any SlotData, into folder: String) throws -> SharedData {
        try arrow.spill(data, into: folder)
    }

    package func map(_ data: SharedData) throws -> any SlotData { try arrow.map(data) }
    package func identity(of data: any SlotData) -> UInt? { arrow.identity(of: data) }
}
