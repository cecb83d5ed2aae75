import ADBC
import Plan

/// Where queries run: in an engine of this process, which takes data and reads files of databases that are attached to it, or in a
/// server, which reads what lies there.
struct QueryHome: Hashable {
    let engine: FrameworkName
    /// The server's address, as the plan has it; nil: within this process.
    var server: String?

    var dialect: SQLDialect { SQLDialect(driver: engine.rawValue) }
    /// Whether a query there can read data that was made elsewhere.
    var takesData: Bool { server == nil }

    /// The engines that take steps over, where a plan prefers them.
    static let engines: [FrameworkName] = [.duckdb, .sqlite, .postgresql]

    /// Of an engine that can work anywhere; nil for servers.
    init?(_ engine: FrameworkName) {
        guard engine == .duckdb || engine == .sqlite else { return nil }
        self.engine = engine
    }

    init(engine: FrameworkName, server: String?) {
        self.engine = engine
        self.server = server
    }
}
