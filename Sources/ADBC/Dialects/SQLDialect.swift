/// How a database writes what differs between databases.
package enum SQLDialect: Sendable, Hashable {
    case sqlite
    case duckdb
    case postgresql
    case spark
    /// As the SQL standard has it.
    case standard

    /// Of the driver of this name.
    package init(driver: String) {
        switch driver {
        case "sqlite": self = .sqlite
        case "duckdb": self = .duckdb
        case "postgresql": self = .postgresql
        case "spark": self = .spark
        default: self = .standard
        }
    }

    /// What a new connection is told, so that it counts times in UTC as everything else here does.
    var sessionSetup: [String] {
        switch self {
        case .duckdb: ["set TimeZone = 'UTC'"]
        case .postgresql: ["set time zone 'UTC'"]
        case .spark: ["set spark.sql.session.timeZone = UTC"]
        case .sqlite, .standard: []
        }
    }

    /// Where a parameter stands in a query; the first is 0.
    package func placeholder(_ index: Int) -> String {
        switch self {
        case .postgresql, .duckdb: "$\(index + 1)"
        case .sqlite, .spark, .standard: "?"
        }
    }
}
