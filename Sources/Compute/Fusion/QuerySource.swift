import ADBC
import Columnar
import Plan

/// What a query reads itself: Parquet files, or a table of a database.
enum QuerySource {
    case parquet(FileReader)
    case table(QueryTable)

    /// Nil for what no engine reads just as this program does. Blocks while it looks into it.
    init?(_ source: SourceDeclaration, _ drivers: DriverLocator) {
        guard case .file(let format, _, _) = source.origin.value else {
            guard let table = QueryTable(source, drivers) else { return nil }
            self = .table(table)
            return
        }
        // Parquet files in their own order, with the types that they have of their own.
        guard format == .parquet, source.orderBy.isEmpty else { return nil }
        var stored = source
        stored.types = [:]
        guard let reader = try? FileReader(stored) else { return nil }
        self = .parquet(reader)
    }

    var home: QueryHome {
        switch self {
        case .parquet: QueryHome(engine: .duckdb, server: nil)
        case .table(let table): table.home
        }
    }
}
