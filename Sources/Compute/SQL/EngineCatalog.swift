package import ADBC
import Columnar
package import Plan

/// The SQL engines of this program, as the planner sees them. A query is looked at over tables without rows. Any thread.
package struct EngineCatalog: QueryCatalog {
    private let drivers: DriverLocator

    package init(drivers: DriverLocator = DriverLocator()) { self.drivers = drivers }

    /// DuckDB where it can be used, else SQLite.
    package var engines: [FrameworkName] { SQLEngine.names }

    package func find(_ engine: FrameworkName) throws(PlanError) {
        do throws(DatabaseError) {
            _ = try Driver.load(engine.rawValue, drivers)
        } catch {
            throw PlanError(error.message)
        }
    }

    package func columns(of query: QuerySketch) throws(QueryProblem) -> [SourceSchema.Column] {
        do {
            let engine = try SQLEngine(query.engine, drivers)
            for table in query.tables {
                let columns = try table.columns.map { try Column(nulls: 0, type: $0.type.columnType) }
                try engine.add(
                    Table(names: table.columns.map(\.name), columns: columns, rowCount: 0), named: table.name)
            }
            return try engine.schema(of: query.text).fields.map { field in
                SourceSchema.Column(name: field.name, type: SQLResult.type(of: field.type, in: query.engine))
            }
        } catch let error as DatabaseError {
            throw QueryProblem(error, of: query)
        } catch {
            throw QueryProblem("\(error)")
        }
    }
}
