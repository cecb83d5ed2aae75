import Columnar
import Plan

/// What a query reads itself: Parquet files, a table of a database, or a CSV file whose rows go into the engine as they are read.
enum QuerySource {
    case parquet(FileReader)
    case rows(FileReader)
    case table(QueryTable)

    /// Nil for what no engine reads just as this program does. Blocks where the source has not been looked into yet.
    init?(_ source: SourceDeclaration, _ sources: InspectedSources) {
        guard case .file(let format, let path, _) = source.origin.value else {
            guard case .table(let found)? = try? sources.inspect(source), let table = QueryTable(source, found) else {
                return nil
            }
            self = .table(table)
            return
        }
        // Files in their own order.
        guard source.orderBy.isEmpty else { return nil }
        switch format {
        case .parquet:
            // With the types that they have of their own.
            var stored = source
            stored.types = [:]
            guard case .files(let reader)? = try? sources.inspect(stored) else { return nil }
            self = .parquet(reader)
        case .csv:
            guard case .files(let reader)? = try? sources.inspect(source), reader.paths == [path] else { return nil }
            self = .rows(reader)
        case .json, .arrow: return nil
        }
    }

    var home: QueryHome {
        switch self {
        case .parquet, .rows: QueryHome(engine: .duckdb, server: nil)
        case .table(let table): table.home
        }
    }

    /// Whether it is not in the engine before, and takes room there.
    var isBrought: Bool { if case .rows = self { true } else { false } }
}
